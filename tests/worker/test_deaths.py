"""Trusted code that dies: whose fault it is, what its author reads, and what the next grading feels of it (nothing)."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from cli.processes import wait_until
from graders.results import ServiceFault, Verdict
from tests.worker.test_pipeline import CHECKS, LAB_TOML, SOLUTION, grade, job, lab, pipeline, verdicts
from worker.job import CheckDone, ExerciseStarted

__all__ = ["lab", "pipeline"]

SEGV = "__import__('ctypes').string_at(0)"
DRAWN = "    x = draw.uniform((5,), -1, 1)"


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("__import__('sys').exit(0)", "course/doubles/checks.py:11: the lab's own code calls exit()"),
        ("quit()", "course/doubles/checks.py:11: the lab's own code calls exit()"),
        (
            "__import__('os')._exit(0)",
            "course/doubles/checks.py:11: the lab's own code ended the grader with exit code 0. Remove os._exit().",
        ),
        (SEGV, "course/doubles/checks.py:11: the lab's own code ended the grader by SIGSEGV. Correct the call there."),
        ("__import__('os').abort()", "course/doubles/checks.py:11: the lab's own code ended the grader by SIGABRT."),
        (
            "__import__('os').kill(__import__('os').getpid(), 15)",
            "course/doubles: the lab's own code ended the grader by SIGTERM.",
        ),
        ("kept = [torch.ones(50_000_000) for _ in range(200)]", "course/doubles/checks.py:"),
    ],
    ids=["sys_exit", "quit", "os_exit", "segfault", "abort", "terminated", "memory"],
)
def test_lab_code_that_ends_the_checker_is_the_labs_fault(pipeline, lab, harm, told):
    harmful = CHECKS.replace(DRAWN, f"    {harm}\n{DRAWN}")
    (lab / "checks.py").write_text(f"import torch{harmful}")
    outcome = grade(pipeline, lab, SOLUTION)
    assert outcome.lab_fault.startswith(told)
    (lab / "checks.py").write_text(CHECKS)
    assert verdicts(grade(pipeline, lab, SOLUTION)) == [Verdict.PASS, Verdict.PASS]


@pytest.mark.parametrize(
    ("where", "harm"), [("solution.py", "while True: pass"), ("checks.py", "9 ** 10 ** 9")], ids=["loop", "in_c"]
)
def test_lab_code_that_does_not_end_is_told_with_its_line(pipeline, lab, where, harm):
    (lab / "lab.toml").write_text(LAB_TOML.replace("total_s = 6.0", "total_s = 1.0"))
    before = {"solution.py": "    return 2 * x\n", "checks.py": f"{DRAWN}\n"}[where]
    text = (lab / where).read_text().replace(before, f"    {harm}\n{before}")
    (lab / where).write_text(text)
    line = next(number for number, each in enumerate(text.split("\n"), 1) if harm in each)
    told = f"course/doubles/{where}:{line}: the lab's own code did not end in its time."
    assert grade(pipeline, lab, "def double(x): return 2 * x", lab_hash=where).lab_fault.startswith(told)


def test_lab_code_that_sleeps_for_ever_does_not_hold_the_worker(pipeline, lab, monkeypatch):
    monkeypatch.setattr("worker.conversation._BUSY", 0)
    (lab / "lab.toml").write_text(LAB_TOML.replace("total_s = 6.0", "total_s = 1.0"))
    (lab / "checks.py").write_text(CHECKS.replace(DRAWN, f"    __import__('time').sleep(10**6)\n{DRAWN}"))
    outcome = grade(pipeline, lab, SOLUTION)
    assert outcome.lab_fault.startswith("course/doubles/checks.py:11: the lab's own code did not end in its time.")


@pytest.mark.parametrize("harm", ["while True: pass", SEGV, "__import__('os')._exit(3)"])
def test_a_value_that_ends_the_checker_costs_its_student_that_exercise_alone(pipeline, lab, harm):
    """Whatever the value may be: here a check that goes wrong over a size that the solution never has."""
    (lab / "lab.toml").write_text(LAB_TOML.replace("total_s = 6.0", "total_s = 1.0"))
    call = '    student.call("double", x)'
    trap = f'    if student.call("double", x).value.numel() == 7:\n        {harm}\n{call}'
    more = '@first.check(points=1)\ndef of_one(student, reference, draw):\n    "One"\n    reference.double(1.0)\n\n\n'
    checks = CHECKS.replace("@second", f"{more}@second").replace("points=2)", "points=1)").replace(call, trap, 1)
    (lab / "checks.py").write_text(checks)
    events = []
    source = "import torch\ndef double(x): return torch.ones(7)\ndef twice(x): return x + x"
    outcome = pipeline.grade(job(lab, source), events.append)
    assert outcome.lab_fault is None
    found = [(each.check, each.verdict, each.points, each.finding and each.finding.code) for each in outcome.checks]
    lost = [("doubles", Verdict.INVALID, 0.0, "unfit"), ("of_one", Verdict.INVALID, 0.0, "unfit")]
    assert found == [*lost, ("twice", Verdict.PASS, 1.0, None)]
    assert [event.result for event in events if isinstance(event, CheckDone)] == outcome.checks


def test_a_signal_to_the_parent_of_the_checkers_harms_nobody(pipeline, lab):
    zygote = pipeline.checkers._zygote.pid
    signals = "".join(f"    __import__('os').kill({zygote}, {number})\n" for number in (1, 2, 3, 10, 12, 15))
    (lab / "checks.py").write_text(CHECKS.replace(DRAWN, f"{signals}{DRAWN}"))
    assert verdicts(grade(pipeline, lab, SOLUTION)) == [Verdict.PASS, Verdict.PASS]
    assert pipeline.checkers._zygote.pid == zygote
    assert pipeline.checkers._zygote.poll() is None


def test_an_error_of_ours_in_a_checker_is_no_lab_fault_and_no_verdict(pipeline, lab):
    breaks = "__import__('worker.checking').checking.environment_facts = None"
    (lab / "checks.py").write_text(f"{CHECKS}\n{breaks}\n")
    with pytest.raises(ServiceFault, match="exit code 70"):
        grade(pipeline, lab, SOLUTION)


def test_a_checker_that_was_killed_from_outside_is_our_fault(pipeline, lab):
    def kill_checker(event):
        if isinstance(event, ExerciseStarted) and event.exercise == "second":
            os.kill(checker.pid, signal.SIGKILL)

    checker = pipeline.checkers.take(lab, job(lab, "").lab_hash)
    pipeline.checkers.give_back(checker)
    slow = "import time\ndef double(x): return 2 * x\ndef twice(x):\n    time.sleep(1)\n    return x + x"
    with pytest.raises(ServiceFault):
        pipeline.grade(job(lab, slow), kill_checker)
    assert verdicts(grade(pipeline, lab, SOLUTION)) == [Verdict.PASS, Verdict.PASS]


def test_the_ends_of_checkers_leave_no_descriptor_in_their_zygote(pipeline, lab):
    def held():
        return len(list(Path(f"/proc/{pipeline.checkers._zygote.pid}/fd").iterdir()))

    grade(pipeline, lab, SOLUTION)
    before = held()
    for _ in range(4):
        pipeline.checkers.discard(pipeline.checkers.take(lab, "other"))
    assert wait_until(lambda: held() <= before, 10)
