"""Attacks that look for the answer: on the disk, in other processes, in their own, in what a process is told.

Each of them prints what it has found; the last line says that it looked to the end.
"""

from __future__ import annotations

import re

import pytest

from graders.results import Verdict
from tests.attacks.siege import Attack, Seen, Siege, case
from worker.sandbox import bubblewrap

CRASH, WRONG = Verdict.CRASH, Verdict.WRONG
VISIBLE = re.compile(r"/(opt/(python/bin|allclose/inside)/|dev/\w+$|proc/(cpuinfo|meminfo)$|etc/ld\.so\.cache$|tmp/)")
OF_TORCH = {"KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK", "TORCHINDUCTOR_CACHE_DIR"}  # which it sets when imported
OURS = {"api", "worker", "graders", "cli", "migrations", "reference", "celery", "redis", "psycopg", "sqlalchemy"}


def found(seen: Seen, word: str) -> list[str]:
    """What it told after this word, in all checks of which staff read the output."""
    text = "\n".join(result["output"] for result in seen.stored)
    assert "mallory done" in text, text
    return re.findall(rf"^mallory {word} (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("attack", [case("A01-read_files", "A01_read_files.py", WRONG)])
def test_the_disk_holds_libraries_and_nothing_of_the_lab(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert found(seen, "hit") == []
    assert [path for path in found(seen, "sees") if not VISIBLE.match(path)] == []
    names = {name for line in found(seen, "finds") for name in line.split()[1:]}
    assert "torch" in names
    assert names & OURS == set()
    assert set(found(seen, "writes")) <= {"/tmp", "/dev/shm"}


@pytest.mark.parametrize("attack", [case("A02-proc_parent", "A02_proc_parent.py", WRONG)])
def test_no_process_is_to_be_seen(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert set(found(seen, "lists")) <= {"cpuinfo", "meminfo"}
    assert found(seen, "read") == []


@pytest.mark.parametrize(
    "attack",
    [
        case("A03-ptrace_vm_read", "A03_ptrace_vm_read.py", WRONG),
        case("A03-ptrace_vm_read-by_files", "A03_ptrace_vm_read_by_files.py", CRASH),
    ],
)
def test_the_memory_of_others_is_closed(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    if attack.verdicts == {WRONG}:
        tries = found(seen, r"\w+ \d+")
        assert len(tries) > 30
        assert [each for each in tries if not re.fullmatch(r"-1 (EPERM|ESRCH|ENOSYS) b''", each)] == []


@pytest.mark.parametrize("attack", [case("A04-introspection", "A04_introspection.py", WRONG)])
def test_its_own_process_does_not_know_the_answer(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert found(seen, "hit") == []
    assert len(found(seen, "stack")) == 1


@pytest.mark.parametrize("attack", [case("A06-environment", "A06_environment.py", WRONG)])
def test_a_process_is_told_nothing_of_the_service(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    names = {line.partition(" ")[0] for line in found(seen, "variable")}
    assert names <= {*bubblewrap._VARIABLES, "LD_LIBRARY_PATH", "PWD", *OF_TORCH}
    assert found(seen, "host") == ["allclose allclose"]
    assert found(seen, "read") == []
    assert found(seen, "user") == ["student /tmp /tmp"]


@pytest.mark.parametrize(
    "attack",
    [
        case("A07-import_the_service", "A07_import_the_service.py", CRASH),
        case("A07-import_the_service-at_the_top", "A07_import_the_service_at_the_top.py", CRASH),
    ],
)
def test_the_service_cannot_be_imported(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert all("ModuleNotFoundError" in check["message"] for name, check in seen.checks.items() if name != "hidden")
    if "mallory" in seen.output:
        assert found(seen, "imported") == []
