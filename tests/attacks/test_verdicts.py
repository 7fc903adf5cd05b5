"""Each verdict by a hand-in of its own, with the exact sentence that its student reads by REST."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psutil
import pytest

from cli.processes import wait_until
from graders.feedback import CATEGORIES
from graders.results import Verdict
from tests.attacks.household import household
from tests.attacks.siege import Siege

IMPORTS = "import ctypes, os, sys, threading, time\nimport torch\n\n\n"
CALL = "polynomial_gradient(torch.tensor(2.0))"
TRY = "Call the function as the statement does to see it happen."
LOOK = "Look for a loop that does not end, or do less work."
ENDINGS = {
    "PASS": ("32 * x**3 + 9 * x**2 + 14 * x + 6", ""),
    "WRONG": (
        "0 * x",
        (
            "What `polynomial_gradient` returns is wrong. Difference: 326, 0.000426 allowed. Found 0 there, "
            f"right is 326, for `{CALL}`."
        ),
    ),
    "WRONG-shape": (
        "x.new_zeros(2, 3)",
        (
            f"What `polynomial_gradient` returns has shape (2, 3); asked for is (), for `{CALL}`. "
            "Print the shape after each step to see where it changes."
        ),
    ),
    "WRONG-dtype": (
        "x.long()",
        (
            f"What `polynomial_gradient` returns is of type int64; asked for is float32, for `{CALL}`. "
            "Convert it to float32."
        ),
    ),
    "INVALID": (
        "object()",
        (
            "What `polynomial_gradient` returns is object. "
            "Return plain data: a tensor, numbers, text, or lists and dicts of them."
        ),
    ),
    "CRASH": (
        "int('x')",
        f"Your code raised ValueError: invalid literal for int() with base 10: 'x' (line 6: `return int('x')`). {TRY}",
    ),
    "CRASH-signal": (
        "ctypes.string_at(0)",
        (
            "The process of your code was killed by SIGSEGV. Endless recursion and calls into C libraries do this; "
            "run the function alone to find the line."
        ),
    ),
    "NO-RESULT": (
        "os._exit(3)",
        (
            "The program ended before it returned a result (exit code 3). "
            "Remove exit(), quit(), sys.exit() and os._exit()."
        ),
    ),
}
# Of the exercise with more time for a call, so that a busy machine does not stop them at another limit.
LIMITS = {
    "TIMEOUT": ("time.sleep(60)", f"Your code was stopped after 2.5 s, the limit of one call. {LOOK}"),
    "MEMORY": (
        "[torch.ones(2**20) for _ in range(1000)]",
        "Your code used more than 400 MiB of memory. Work on smaller batches or keep fewer tensors.",
    ),
    "PROCESSES": (
        "[threading.Thread(target=time.sleep, args=(60,), daemon=True).start() for _ in range(40)]",
        "Your code started more than 16 processes and threads. Use fewer; num_workers=0 is enough.",
    ),
    "OUTPUT": (
        "[os.write(1, bytes(2**16)) for _ in range(10**6)]",
        "Your code printed far more than 256 MiB. Print less, for example once per epoch.",
    ),
    "DISK": (
        "[open('/tmp/mallory', 'ab').write(bytes(2**20)) for _ in range(40)]",
        "Your code wrote more than 16 MiB to files. Write less; nothing but what you return is graded.",
    ),
}
OTHER_FILES = {
    "MISSING": (
        "def polynomial_gradients(x):\n    return x\n",
        (
            "Your file does not define `polynomial_gradient`. It defines `polynomial_gradients`. "
            "Is `polynomial_gradients` meant? Then rename it."
        ),
    ),
    "UNREADABLE": (
        "def polynomial_gradient(x:\n    return x\n",
        (
            "Python cannot read your file: '(' was never closed: def polynomial_gradient(x: (line 1). "
            "Correct that line first."
        ),
    ),
}


def hand_in(siege: Siege, source: str, exercise: str = "gradient") -> dict[str, dict[str, Any]]:
    """Its checks, by name, as its student reads them."""
    view = siege.hand_in("student", "mine.py", source.encode(), "attacks/polynomial", [exercise])
    assert view["status"] == "graded"
    return {check["name"]: check for check in view["exercises"][0]["checks"]}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_call_that_ends_so_is_told_so(siege: Siege, ending: str):
    expression, sentence = ENDINGS[ending]
    checks = hand_in(siege, f"{IMPORTS}def polynomial_gradient(x):\n    return {expression}\n")
    assert checks["at_two"]["message"] == sentence
    assert checks["at_two"]["verdict"] == ending.rstrip("-abcdefghijklmnopqrstuvwxyz")
    assert checks["hidden"]["message"] in CATEGORIES.values()


@pytest.mark.parametrize("verdict", LIMITS)
def test_a_limit_is_told_with_its_value(siege: Siege, verdict: str):
    expression, sentence = LIMITS[verdict]
    (check,) = hand_in(siege, f"{IMPORTS}def patient_gradient(x):\n    return {expression}\n", "patient").values()
    assert (check["verdict"], check["message"]) == (verdict, sentence)


@pytest.mark.parametrize("verdict", OTHER_FILES)
def test_a_file_that_lacks_what_is_asked_for_is_told_so(siege: Siege, verdict: str):
    source, sentence = OTHER_FILES[verdict]
    checks = hand_in(siege, source)
    assert {check["verdict"] for check in checks.values()} == {verdict}
    assert checks["drawn"]["message"] == sentence


def test_a_broken_rule_is_told_with_its_line(siege: Siege):
    source = (
        "def gradient_by_hand(x):\n    x = x.detach().requires_grad_()\n    return 32 * x**3 + 9 * x**2 + 14 * x + 6\n"
    )
    (check,) = hand_in(siege, source, "scratch").values()
    told = "`gradient_by_hand` uses `requires_grad` (line 2: `x = x.detach().requires_grad_()`)."
    assert (check["verdict"], check["message"]) == (
        Verdict.POLICY,
        f"{told} This exercise asks for a solution without it.",
    )


def test_a_traceback_holds_the_students_own_frames_alone(siege: Siege):
    source = (
        "import functools\n\n\ndef inner(x):\n    raise ValueError('mine')\n\n\n"
        "def polynomial_gradient(x):\n    return functools.reduce(lambda one, other: inner(other), [x, x])\n"
    )
    checks = hand_in(siege, source)
    assert [frame["line"] for frame in checks["at_two"]["frames"]] == [9, 9, 5]
    assert checks["at_two"]["frames"][-1]["text"] == "raise ValueError('mine')"
    # Of an input that nobody may see, the line that raised: a stack of calls could spell it out.
    assert [frame["line"] for frame in checks["drawn"]["frames"]] == [5]


def test_a_refused_upload_is_no_verdict(siege: Siege):
    """Nothing is queued, and no attempt is used."""
    before = siege.records.ask("SELECT count(*) AS n FROM submissions")[0]["n"]
    answer = siege.people["student"].post(
        "/api/v1/submissions", data={"lab": "attacks/polynomial"}, files={"file": ("mine.txt", b"x = 1")}
    )
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("The file must be a Python file")
    assert siege.records.ask("SELECT count(*) AS n FROM submissions")[0]["n"] == before


def test_a_fault_of_ours_is_no_verdict_but_repeated(siege: Siege):
    """Killed from outside, as by a machine that runs out of memory: only the next try counts."""
    source = (
        "import time\n\n\ndef polynomial_gradient(x):\n    if not SEEN:\n        open('/tmp/started', 'w').close()\n"
        "        SEEN.append(x)\n        time.sleep(0.8)\n    return 32 * x**3 + 9 * x**2 + 14 * x + 6\n\n\nSEEN = []\n"
    )
    upload = siege._threads.submit(
        siege.hand_in, "student", "mine.py", source.encode(), "attacks/polynomial", ["gradient"]
    )
    assert wait_until(lambda: started(siege) != [], 30, 0.02)
    for process in started(siege):
        process.kill()
    view = upload.result(60)
    assert (view["status"], view["score"]) == ("graded", view["max_score"])
    (graded,) = siege.records.gradings(view["id"])
    assert graded.attempts == ["failed", "finished"]


def started(siege: Siege) -> list[psutil.Process]:
    """Who has met the first input, by the file that it has left in its scratch folder."""
    students = household(siege.process.pid).students
    return [process for process in students if Path(f"/proc/{process.pid}/root/tmp/started").exists()]
