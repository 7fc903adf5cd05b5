"""Where no control group can be had: the memory watch bounds a child, wherever its memory hides."""

import dataclasses

import pytest

from graders.results import StudentFault, Verdict
from worker.sandbox import cgroups
from worker.sandbox.sandbox import Sandbox


@pytest.fixture(scope="module")
def watched(environment):
    """A sandbox on a machine whose control groups are closed to it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cgroups, "_ROOT", cgroups.Path("/nonexistent"))
        made = Sandbox(environment, ready=1, slots=4)
        yield made
        made.close()


HOGS = {
    "heap": "def f():\n    k = []\n    while True: k.append(torch.ones(2**20))",
    "scratch": "def f():\n    b = bytes(2**20)\n    with open('/tmp/x', 'wb', 0) as o:\n"
    "        for _ in range(390): o.write(b)\n"
    "    time.sleep(5)",
    "shared_folder": "def f():\n    b = bytes(2**20)\n    with open('/dev/shm/x', 'wb', 0) as o:\n"
    "        for _ in range(390): o.write(b)\n    time.sleep(5)",
    "file_without_a_name": "def f():\n    o = open('/tmp/x', 'w+b', 0)\n    os.remove('/tmp/x')\n"
    "    o.truncate(390 << 20)\n    m = mmap.mmap(o.fileno(), 390 << 20)\n"
    "    for n in range(0, 390 << 20, 4096): m[n] = 1\n    time.sleep(5)",
    "many_small": "def f():\n    for _ in range(6):\n        if os.fork() == 0:\n"
    "            k = bytearray(b'x') * (60 << 20)\n            time.sleep(5)\n    time.sleep(5)",
    "grandchild": "def f():\n    if os.fork() == 0:\n        k = bytearray(b'x') * (400 << 20)\n"
    "        time.sleep(5)\n    time.sleep(5)",
    "shared": "def f():\n    m = mmap.mmap(-1, 400 << 20)\n"
    "    for n in range(0, 400 << 20, 4096): m[n] = 1\n    time.sleep(5)",
}


@pytest.mark.parametrize("hog", HOGS.values(), ids=HOGS)
def test_memory_is_bounded_wherever_it_hides(hog, watched, student_of):
    child = student_of(watched, "import mmap, os, time, torch\n" + hog, memory_mb=200, scratch_mb=400)
    with pytest.raises(StudentFault) as caught:
        child.call("f", timeout_s=4)
    assert caught.value.verdict == Verdict.MEMORY


def test_an_honest_child_is_left_alone(watched, student_of):
    child = student_of(
        watched,
        "import time\ndef f():\n    k = bytearray(100 << 20)\n    time.sleep(0.3)\n    return len(k)",
        memory_mb=300,
    )
    assert child.call("f") == 100 << 20
    assert dataclasses.asdict(child.close())["limit"] is None


def test_processes_are_counted_where_no_group_counts_them(watched, student_of):
    child = student_of(watched, "import os, time\ndef f():\n    while os.fork(): pass\n    time.sleep(9)", processes=8)
    with pytest.raises(StudentFault) as caught:
        child.call("f", timeout_s=4)
    assert caught.value.verdict == Verdict.PROCESSES
