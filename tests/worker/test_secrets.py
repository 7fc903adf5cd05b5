"""Hand-ins that try to tell their drawn inputs to the student, through the real checker and the real sandbox."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import torch

from api.views import check_view
from graders.draw import Draw, derive_seed
from graders.results import CheckResult
from worker.job import Job
from worker.pipeline import open_pipeline

LAB_TOML = """
[lab]
title = "Doubles"

[[exercise]]
name = "first"
title = "Double"
points = 1
"""
SOLUTION = "def double(x):\n    return 2 * x\n"
CHECKS = """
from graders import exercise

first = exercise("first")
first.value("double", points=1, draw=lambda d: (d.uniform((3,), -1, 1),))
"""
SEED = b"s" * 32


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("labs") / "course" / "secrets"
    folder.mkdir(parents=True)
    for name, text in (("lab.toml", LAB_TOML), ("solution.py", SOLUTION), ("checks.py", CHECKS)):
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def pipeline():
    opened = open_pipeline(ready=1, concurrent=2)
    yield opened
    opened.close()


def graded(pipeline, lab: Path, source: str) -> CheckResult:
    job = Job(lab, str(lab), "mine.py", source.encode(), (), SEED)
    (check,) = pipeline.grade(job, lambda _event: None).checks
    return check


TELLERS = {
    "exit": "import sys\ndef double(x):\n    sys.exit(int.from_bytes(repr(x.tolist()).encode(), 'big'))\n",
    "a longer exit than JSON has": "import sys\ndef double(x):\n    sys.exit(10**5000 + int(x[0] * 10**6))\n",
    "lines": (
        "import linecache\ndef double(x):\n    text = repr(x.tolist())\n"
        "    for file in ('<mine.py>', 'mine.py'):\n"
        "        linecache.cache[file] = (1, None, [text] * 500, file)\n    raise ValueError\n"
    ),
    "function": (
        "def double(x):\n    def inner():\n        raise ValueError\n"
        "    inner.__code__ = inner.__code__.replace(co_name=repr(x.tolist()))\n    inner()\n"
    ),
    "type": "def double(x):\n    raise type(repr(x.tolist()), (Exception,), {})\n",
    "message": "def double(x):\n    raise ValueError(x.tolist())\n",
    "result": "def double(x):\n    return type(repr(x.tolist()), (), {})()\n",
    "shape": "def double(x):\n    return x.new_empty(0, *(int(abs(v) * 10**6) for v in x.tolist()))\n",
    "output": "def double(x):\n    print(x.tolist())\n    return x\n",
}


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in TELLERS.items()])
def test_no_drawn_input_is_in_what_the_student_gets(pipeline, lab, source: str):
    check = graded(pipeline, lab, source)
    read = check_view(check, "student").model_dump_json()
    drawn = Draw(derive_seed(SEED, "first", check.check)).uniform((3,), -1, 1)

    assert check.points == 0
    for number in drawn.tolist():
        assert f"{int(abs(number) * 10**15)}"[:5] not in read
    # Nor are they there in another writing: a student reads no number of so many digits.
    assert not re.search(r"\d{5}", read)


def test_a_crash_is_told_with_the_lines_of_the_file(pipeline, lab):
    check = graded(pipeline, lab, TELLERS["lines"])
    view = check_view(check, "student")

    assert "line 6: `raise ValueError`" in view.message
    assert view.frames == [{"line": 6, "cell": None, "text": "raise ValueError"}]


def test_the_parameters_of_the_seed_are_the_drawn_ones(pipeline, lab):
    """The test above looks for the right numbers: a hand-in that staff watches prints them."""
    check = graded(pipeline, lab, TELLERS["output"])

    drawn = Draw(derive_seed(SEED, "first", check.check)).uniform((3,), -1, 1)
    printed = torch.tensor(json.loads(check_view(check, "staff").output))
    assert torch.equal(printed, drawn)
