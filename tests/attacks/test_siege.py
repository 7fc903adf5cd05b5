"""The siege itself: what would not be seen by it could not fail. Each condition, broken on purpose, and seen."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest

from cli.processes import wait_until
from graders.results import Verdict
from tests.attacks import disclosure, inertness
from tests.attacks.household import changes, household
from tests.attacks.leftovers import FIRST_UID, leftovers
from tests.attacks.siege import Attack, Siege, case

RIGHT = b"def polynomial_gradient(x):\n    return 32 * x**3 + 9 * x**2 + 14 * x + 6\n"
WRONG = b"def polynomial_gradient(x):\n    return 0 * x\n"


def unrest(siege: Siege) -> str:
    return " ".join(siege.unrest())


def test_a_verdict_that_is_not_allowed_is_seen(siege: Siege):
    with pytest.raises(AssertionError, match="WRONG"):
        siege.withstand(Attack("w.py", {Verdict.TIMEOUT}, data=WRONG))
    with pytest.raises(AssertionError):
        siege.withstand(Attack("w.py", {Verdict.WRONG}, data=WRONG, spares_other=True))


def test_a_second_grading_is_seen(siege: Siege):
    """Condition 1."""
    view = siege.hand_in("student", "w.py", WRONG, "attacks/polynomial", ["gradient"])
    assert siege.graded_once(view["id"]).state == "graded"
    siege.grade_again(view["id"])
    with pytest.raises(ValueError, match="unpack"):
        siege.graded_once(view["id"])


def test_another_stopped_or_grown_process_is_seen(siege: Siege):
    """Condition 2."""
    now = household(siege.process.pid)
    assert changes(siege.before, siege.memory_mb, now) == []
    other = replace(now, lasting=now.lasting | {"host": psutil.Process()})
    assert "the host is another process" in changes(siege.before, siege.memory_mb, other)[0]
    assert "grew from" in changes(siege.before, siege.memory_mb | {"worker": 1.0}, now)[0]
    sweeper = now.lasting["sweeper"]
    sweeper.send_signal(signal.SIGSTOP)
    try:
        stopped = ["the sweeper is stopped"]
        assert wait_until(lambda: changes(siege.before, siege.memory_mb, now) == stopped, 5)
    finally:
        sweeper.send_signal(signal.SIGCONT)


@contextmanager
def inside_a_sandbox(siege: Siege) -> Iterator[None]:
    """A process more in the namespaces of a child that is ready, as an orphan of student code would be."""
    first = household(siege.process.pid).firsts[0].pid
    command = ["nsenter", "--pid", "--user", "--target", str(first), "sleep", "60"]
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait()


def test_a_process_that_was_left_is_seen(siege: Siege):
    """Condition 3, as are the next ones."""
    siege.prove_standing()
    with inside_a_sandbox(siege):
        assert wait_until(lambda: "was left in a sandbox" in unrest(siege), 5)


def test_files_that_were_left_are_seen(siege: Siege):
    left = siege.data_dir / "tmp" / "scratch-of-nobody"
    theirs, named = Path("/dev/shm/left-by-a-student"), Path("/tmp/Mallory.txt")
    try:
        left.touch()
        named.touch()
        theirs.touch()
        os.chown(theirs, FIRST_UID, FIRST_UID)
        for path in (left, theirs, named):
            assert f"{path} was left" in unrest(siege)
    finally:
        for path in (left, theirs, named):
            path.unlink()


def test_members_of_groups_and_descriptors_that_were_left_are_seen(siege: Siege):
    now = household(siege.process.pid)
    lacking = replace(now, students=now.students[1:], firsts=now.firsts[1:])
    told = " ".join(leftovers(lacking, siege.data_dir, siege.level))
    assert f"process {now.students[0].pid} is still in a control group" in told
    assert "the worker holds pipes of children that are gone" in told
    assert re.search(r"the worker holds \d+ descriptors of \d+ processes", told)
    fewer = replace(siege.level, mounts=0, others=-100, sockets={"api": -20}, written_mb=-(10**9))
    told = " ".join(leftovers(now, siege.data_dir, fewer))
    for words in ("mounts were left", "files or memory", "more and more sockets", "more on disk"):
        assert words in told


def test_shared_memory_of_student_code_is_seen(siege: Siege):
    program = (
        "import ctypes, os, sys\n"
        f"os.setresgid({FIRST_UID}, {FIRST_UID}, {FIRST_UID})\nos.setresuid({FIRST_UID}, {FIRST_UID}, {FIRST_UID})\n"
        "print(ctypes.CDLL(None).shmget(0, 4096, 0o1600))"
    )
    segment = int(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
    try:
        assert f"shared memory of user {FIRST_UID} was left" in unrest(siege)
    finally:
        subprocess.run(["ipcrm", "-m", str(segment)], check=True)


def test_what_is_told_is_seen(siege: Siege):
    """Condition 4: each secret, told in an answer."""
    secrets = siege.secrets
    texts = {
        "the solution or the checks": '"""SOLUTION-SOURCE"""',
        "a hidden number": "tensor([-2.6458])",
        "a path of the service": f"File {disclosure.ROOT}/graders/run.py",
        "a token": siege.tokens["instructor"],
        "the server's secret": (siege.data_dir / "secret").read_text(),
        "the other student": "Second demo student",
    }
    assert disclosure.told({"somewhere": f"{disclosure.slope(disclosure.HIDDEN[1])}"}, secrets) != []
    for what, text in texts.items():
        assert what in disclosure.told({"somewhere": text}, secrets)[0]
    seen = siege.withstand(Attack("w.py", {Verdict.WRONG}, data=WRONG))
    stored = siege.records.results(siege.records.current(seen.id))
    drawn = next(each for each in stored if each["show"] == "drawn")
    numbers = disclosure.numbers_of(stored)
    assert disclosure.told({"somewhere": drawn["finding"]["facts"]["call"]}, numbers) != []
    assert disclosure.told({"somewhere": 'inside/objects.py", line 3'}, {"us": disclosure.OUR_CODE}) != []


def test_what_is_not_inert_is_seen(siege: Siege):
    """Condition 5."""
    for page in ("<script>1</script>", "<img onerror=x>", '<a href=" javascript:x">', "<iframe src=x>"):
        assert inertness.live_parts(page) != [], page
    assert inertness.live_parts('<script src="/static/x.js"></script><a href="/labs">&lt;script&gt;</a>') == []
    html = httpx.Response(200, headers={"Content-Type": "text/html", "X-Name": "Mallory"}, text="<b onclick=x>")
    assert len(inertness.of_answers({"/": html})) == 2
    stream = httpx.Response(200, headers={"Content-Type": "text/event-stream"}, text="data: 1\r\nPASS\n\n")
    assert len(inertness.of_answers({"/": stream})) == 1
    assert len(inertness.of_log(["worker  │ fine", "api     │ by mallory", "PASS", "api     │ Traceback"])) == 3
    check = {"name": "c", "message": "x" * 10_000, "output": "\0"}
    assert len(inertness.of_view({"exercises": [{"checks": [check]}]})) == 2


@pytest.mark.parametrize("attack", [case("moody", "moody.py", Verdict.WRONG, Verdict.PASS, data=RIGHT)])
def test_another_verdict_of_the_second_grading_is_seen(siege: Siege, attack: Attack):
    """Condition 6: what is stored of the first one is bent, since nothing makes the second one differ."""
    view = siege.hand_in("student", attack.file, attack.bytes, attack.lab, attack.exercises)
    first = siege.graded_once(view["id"])
    siege.records.ask(
        "UPDATE check_results SET verdict = 'WRONG' WHERE grading_id = %s AND \"check\" = 'drawn' RETURNING 1", first.id
    )
    with pytest.raises(AssertionError, match="drawn"):
        siege.prove_again(attack, view["id"])
