"""One grading through the real checker and the real sandbox: who owns each failure, and what outlives it."""

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from cli.processes import wait_until
from graders.results import Verdict
from worker.job import CheckDone, ExerciseStarted, GradingCancelled, Job
from worker.pipeline import open_pipeline

LAB_TOML = """
[lab]
title = "Two doubles"
language = "en"

[limits]
call_s = 1.5
total_s = 6.0

[[exercise]]
name = "first"
title = "Double"
points = 2

[[exercise]]
name = "second"
title = "Twice"
points = 1
"""
SOLUTION = """
def double(x):
    return 2 * x


def twice(x):
    return x + x
"""
CHECKS = """
from graders import exercise

first = exercise("first")
second = exercise("second")


@first.check(points=2)
def doubles(student, reference, draw):
    "Doubles drawn numbers"
    x = draw.uniform((5,), -1, 1)
    student.call("double", x).close_to(reference.double(x))


@second.check(points=1)
def twice(student, reference, draw):
    "Twice a drawn number"
    x = draw.uniform((5,), 1, 2)
    student.call("twice", x).close_to(reference.twice(x))
"""
FORGOTTEN = '''"""The factor two was forgotten"""


def double(x):
    return x
'''


@pytest.fixture(scope="module")
def pipeline():
    opened = open_pipeline(ready=1, concurrent=2)
    yield opened
    opened.close()


@pytest.fixture
def lab(tmp_path):
    folder = tmp_path / "course" / "doubles"
    (folder / "mistakes").mkdir(parents=True)
    (folder / "lab.toml").write_text(LAB_TOML)
    (folder / "solution.py").write_text(SOLUTION)
    (folder / "starter.py").write_text("")
    (folder / "statement.md").write_text("Double it.")
    (folder / "checks.py").write_text(CHECKS)
    (folder / "mistakes" / "forgotten.py").write_text(FORGOTTEN)
    return folder


def job(lab: Path, source: str, **changes) -> Job:
    fields = {
        "lab_folder": lab,
        "lab_hash": str(lab) + str((lab / "checks.py").stat().st_mtime_ns),
        "file_name": "mine.py",
        "data": source.encode(),
        "exercises": (),
        "seed": b"s" * 32,
    }
    return Job(**{**fields, **changes})


def grade(pipeline, *arguments, **changes):
    return pipeline.grade(job(*arguments, **changes), lambda _event: None)


def verdicts(outcome):
    return [check.verdict for check in outcome.checks]


def test_events_come_in_the_order_of_the_lab_and_agree_with_the_outcome(pipeline, lab):
    events = []
    outcome = pipeline.grade(job(lab, SOLUTION), events.append)
    assert [type(e) for e in events] == [ExerciseStarted, CheckDone, ExerciseStarted, CheckDone]
    assert [e.result for e in events if isinstance(e, CheckDone)] == outcome.checks
    assert verdicts(outcome) == [Verdict.PASS, Verdict.PASS]
    assert {"torch", "student", "python", "device"} <= outcome.environment.keys()


def test_only_the_exercises_that_were_asked_for_are_graded(pipeline, lab):
    outcome = grade(pipeline, lab, SOLUTION, exercises=("second",))
    assert [check.exercise for check in outcome.checks] == ["second"]


def test_the_same_seed_gives_the_same_verdicts_and_facts(pipeline, lab):
    wrong = "def double(x): return 2.1 * x\ndef twice(x): return x + x"
    one, two = (grade(pipeline, lab, wrong) for _ in range(2))
    assert [(c.verdict, c.finding) for c in one.checks] == [(c.verdict, c.finding) for c in two.checks]


def test_a_known_mistake_is_named(pipeline, lab):
    outcome = grade(pipeline, lab, "def double(x): return x * 1.0\ndef twice(x): return x + x")
    assert [(c.mistake, c.hint) for c in outcome.checks] == [
        ("forgotten.py", "The factor two was forgotten"),
        (None, None),
    ]


def test_an_exercise_that_hangs_loses_its_own_points_only(pipeline, lab):
    outcome = grade(pipeline, lab, "def double(x):\n    while True: pass\ndef twice(x): return x + x")
    assert verdicts(outcome) == [Verdict.TIMEOUT, Verdict.PASS]


def test_an_exercise_that_kills_its_process_loses_its_own_points_only(pipeline, lab):
    dying = "import ctypes\ndef double(x): ctypes.string_at(0)\ndef twice(x): return x + x"
    outcome = grade(pipeline, lab, dying)
    assert verdicts(outcome) == [Verdict.CRASH, Verdict.PASS]
    assert outcome.checks[0].finding.facts["signal"] == "SIGSEGV"


def test_a_file_that_cannot_be_read_is_told_in_every_exercise(pipeline, lab):
    outcome = grade(pipeline, lab, "def double(x:\n    return 2")
    assert verdicts(outcome) == [Verdict.UNREADABLE, Verdict.UNREADABLE]
    assert outcome.checks[0].finding.facts["line"] == 1


def test_what_a_check_printed_is_kept_with_that_check(pipeline, lab):
    outcome = grade(pipeline, lab, "def double(x):\n    print('hello')\n    return 2 * x\ndef twice(x): return x + x")
    assert [check.output for check in outcome.checks] == ["hello\n", ""]


def test_a_broken_lab_is_the_labs_fault_and_names_file_and_line(pipeline, lab):
    (lab / "checks.py").write_text(CHECKS.replace("reference.double(x)", "reference.dubble(x)"))
    outcome = grade(pipeline, lab, SOLUTION)
    assert "course/doubles/checks.py:12" in outcome.lab_fault
    assert "dubble" in outcome.lab_fault


def test_a_zygote_that_dies_is_replaced(pipeline, lab):
    pipeline.checkers._zygote.kill()
    pipeline.checkers._zygote.wait()
    assert verdicts(grade(pipeline, lab, SOLUTION)) == [Verdict.PASS, Verdict.PASS]


def test_a_grading_that_lost_its_lease_stops(pipeline, lab):
    cancelled = threading.Event()
    sleepy = "import time\ndef double(x):\n    time.sleep(60)\ndef twice(x): return x + x"
    with pytest.raises(GradingCancelled):
        pipeline.grade(job(lab, sleepy), lambda _event: cancelled.set(), cancelled)


def test_nothing_of_a_grading_is_left(pipeline, lab):
    grade(pipeline, lab, "def double(x):\n    while True: pass\ndef twice(x): return x + x")
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        grade(pipeline, lab, SOLUTION)
    assert wait_until(lambda: len(list(Path("/proc/self/fd").iterdir())) <= open_before, 10)


def test_the_checker_knows_no_secret_of_the_worker(pipeline, lab, monkeypatch):
    monkeypatch.setenv("ALLCLOSE_DATABASE_URL", "postgresql://secret")
    pipeline.checkers._zygote.kill()
    pipeline.checkers._zygote.wait()
    checker = pipeline.checkers.take(lab, "fresh")
    pipeline.checkers.give_back(checker)
    assert b"secret" not in Path(f"/proc/{checker.pid}/environ").read_bytes()


def test_rules_over_the_source_read_our_copy_of_it(pipeline, lab):
    """Code of a class body that runs while the file loads may lie about the source; nobody asks it."""
    rule = '\nfirst.forbids("relu", in_=("double",), points=0)\n'
    (lab / "checks.py").write_text(CHECKS + rule)
    liar = (
        "import sys, torch\nclass Liar:\n    for module in list(sys.modules.values()):\n"
        "        if hasattr(module, 'examine'):\n            module.examine = None\n"
        "def double(x): return 2 * (torch.relu(x) - torch.relu(-x))\ndef twice(x): return x + x\n"
    )
    outcome = grade(pipeline, lab, liar)
    assert Verdict.POLICY in verdicts(outcome)


def test_a_checker_in_a_loop_ends_with_its_worker(pipeline, lab):
    checker = pipeline.checkers.take(lab, "left")
    pipeline.checkers._stop_zygote()
    assert wait_until(lambda: not Path(f"/proc/{checker.pid}").exists(), 10)
    pipeline.checkers.discard(checker)


def test_hangs_in_one_exercise_leave_the_time_of_the_next_alone(pipeline, lab):
    """call_s is 1.5 and total_s is 6: five hanging checks use the budget up, of their own exercise."""
    hanging = "".join(
        f"\n@first.check(points=0.01)\ndef hang_{n}(student, reference, draw):\n"
        f'    "Again {n}"\n    student.call("double", 1.0)\n'
        for n in range(4)
    )
    (lab / "checks.py").write_text(CHECKS.replace("points=2)", "points=1.96)") + hanging)
    outcome = grade(pipeline, lab, "def double(x):\n    while True: pass\ndef twice(x): return x + x")
    assert {check.verdict for check in outcome.checks if check.exercise == "first"} == {Verdict.TIMEOUT}
    assert [check.verdict for check in outcome.checks if check.exercise == "second"] == [Verdict.PASS]


def test_a_lab_that_asks_for_another_environment_is_told_so(pipeline, lab):
    (lab / "lab.toml").write_text(LAB_TOML.replace('language = "en"', 'environment = "quantum"'))
    assert "quantum" in grade(pipeline, lab, SOLUTION).lab_fault


def test_an_idle_checker_that_died_is_not_handed_out(pipeline, lab):
    assert verdicts(grade(pipeline, lab, SOLUTION)) == [Verdict.PASS, Verdict.PASS]
    for checker in pipeline.checkers._idle:
        with suppress(ProcessLookupError):
            os.kill(checker.pid, signal.SIGKILL)
    assert wait_until(lambda: not any(checker.silent() for checker in pipeline.checkers._idle), 10)
    assert verdicts(grade(pipeline, lab, SOLUTION)) == [Verdict.PASS, Verdict.PASS]


def test_an_example_tells_nothing_that_a_drawn_check_gave(pipeline, lab):
    """The hand-in remembers every input and prints all of them in the example, which shows output and messages."""
    example = (
        '\n@second.check(points=0.5, show="example")\ndef of_one(student, reference, draw):\n'
        '    "Twice one"\n    student.call("twice", 1.0).close_to(2.0)\n'
    )
    (lab / "checks.py").write_text(
        CHECKS.replace("points=1)", "points=0.5)").replace("\n@second", example + "\n\n@second")
    )
    spy = (
        "seen = []\ndef double(x):\n    seen.append(x)\n    return 2 * x\n"
        "def twice(x):\n    print('seen', len(seen))\n    raise ValueError(f'{len(seen)} inputs')\n"
    )
    told = {check.check: check for check in grade(pipeline, lab, spy).checks}
    assert told["doubles"].verdict is Verdict.PASS
    assert told["of_one"].output == "seen 0\n"
    assert told["of_one"].finding.facts["message"] == "0 inputs"
