"""Control groups of version 2, as far as a machine of version 1 can show: names, formats, the moves before delegating.

That a kernel bounds memory and processes by them was tried by hand on one that has them (a user-mode Linux 6.1).
"""

import os
import subprocess
from pathlib import Path

import pytest

from worker.sandbox import cgroups
from worker.sandbox.cgroups import Slot
from worker.sandbox.children import limit_between

UNIFIED = Path("/sys/fs/cgroup/unified")


@pytest.fixture
def slot(tmp_path):
    for name, text in {
        "memory.max": "",
        "memory.swap.max": "",
        "memory.events": "low 0\nhigh 0\nmax 7\noom 0\noom_kill 0\noom_group_kill 0\n",
        "memory.peak": "104857600\n",
        "pids.max": "",
        "pids.events": "max 0\n",
        "cpu.stat": "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n",
        "cgroup.procs": "",
    }.items():
        (tmp_path / name).write_text(text)
    return Slot(tmp_path, tmp_path, tmp_path, unified=True)


def test_limits_are_written_where_version_2_reads_them(slot):
    slot.limit(100, 16)
    slot.admit(42)
    written = {name: (slot.memory / name).read_text() for name in ("memory.max", "memory.swap.max", "pids.max")}
    assert written == {"memory.max": "104857600", "memory.swap.max": "0", "pids.max": "16"}
    assert (slot.memory / "cgroup.procs").read_text() == "42"


@pytest.mark.parametrize(
    ("file", "text", "limit"),
    [
        ("memory.events", "low 0\nhigh 0\nmax 9\noom 1\noom_kill 1\noom_group_kill 0\n", "memory"),
        ("memory.events", "low 0\nhigh 0\nmax 9\noom 0\noom_kill 1\noom_group_kill 0\n", None),
        ("pids.events", "max 3\n", "processes"),
    ],
)
def test_a_limit_is_told_by_what_has_changed(slot, file, text, limit):
    before = slot.usage()
    assert (before.cpu_s, slot.peak_mb()) == (2.5, 100.0)
    (slot.memory / file).write_text(text)
    assert limit_between(before, slot.usage()) == limit


@pytest.mark.skipif(
    not (UNIFIED / "cgroup.controllers").exists() or "hugetlb" not in (UNIFIED / "cgroup.controllers").read_text(),
    reason="no part of version 2 is to be had on this machine",
)
def test_a_group_moves_its_processes_down_before_it_divides_itself():
    """On the real thing, with the one controller that a machine of version 1 leaves to version 2."""
    group = UNIFIED / f"allclose-test-{os.getpid()}"
    given = "hugetlb" in (UNIFIED / "cgroup.subtree_control").read_text().split()
    cgroups._write(UNIFIED / "cgroup.subtree_control", "+hugetlb")
    group.mkdir()
    with subprocess.Popen(["sleep", "60"]) as process:
        try:
            cgroups._write(group / "cgroup.procs", str(process.pid))
            cgroups._delegate(group, "hugetlb")
            assert (group / "cgroup.subtree_control").read_text().split() == ["hugetlb"]
            assert (group / "cgroup.procs").read_text() == ""
            assert (group / "allclose-worker" / "cgroup.procs").read_text().split() == [str(process.pid)]
        finally:
            process.kill()
            process.wait()
            for folder in (group / "allclose-worker", group):
                folder.rmdir()
            if not given:
                cgroups._write(UNIFIED / "cgroup.subtree_control", "-hugetlb")
