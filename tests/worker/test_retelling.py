"""What a child says of its failure reaches nobody in its own words where inputs are secret."""

from __future__ import annotations

import json

import pytest
import torch

from graders.feedback import frames, message
from graders.results import CheckResult, Finding, Show, StudentFault, Verdict
from worker.retelling import OwnCopy

SCRIPT = "import torch\n\n\ndef slope(x):\n    return 1 / x\n\n\nfor _ in []:\n    pass\nrise = 3\n"
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "source": "words"},
            {"cell_type": "code", "source": "!pip install torch\ndef f(x):\n    return x\n"},
            {"cell_type": "code", "source": ["def g(x):\n", "    return f(x)\n"]},
        ]
    }
)
SECRET = "-1.2345"
X = [-1.2345, 2.5]
CALL = {"name": "slop", "args": (), "kwargs": {}}


def told(code: str, facts: dict, asked: dict = CALL, file: str = SCRIPT, verdict: str = "CRASH") -> StudentFault:
    name = "lab.ipynb" if file.startswith("{") else "lab.py"
    fault = StudentFault(Verdict(verdict), Finding(code=code, facts=facts))
    return OwnCopy([(name, file.encode())]).retold(fault, asked)


def read_of_a_drawn_check(fault: StudentFault) -> str:
    result = CheckResult(
        exercise="q",
        check="c",
        title="T",
        show=Show.DRAWN,
        verdict=fault.verdict,
        points=0,
        max_points=1,
        finding=fault.finding,
    )
    return f"{message(result, 'student')} {frames(result, 'student')}"


def frame(line: object, cell: object = None) -> dict:
    return {"line": line, "cell": cell, "function": SECRET, "text": SECRET}


def crash(line: object, cell: object = None, frames: object = ()) -> dict:
    return {
        "type": "ValueError",
        "message": SECRET,
        "line": line,
        "cell": cell,
        "source_line": SECRET,
        "frames": list(frames) if isinstance(frames, tuple) else frames,
    }


def test_the_text_of_a_line_is_the_uploaded_files():
    facts = told("raised", crash(5, frames=(frame(10), frame(5)))).finding.facts

    assert facts["frames"] == [
        {"line": 10, "cell": None, "text": "rise = 3"},
        {"line": 5, "cell": None, "text": "return 1 / x"},
    ]
    assert (facts["line"], facts["source_line"], facts["message"]) == (5, "return 1 / x", SECRET)


def test_the_text_of_a_notebooks_line_is_its_cells():
    facts = told("raised", crash(2, 2, (frame(2, 2), frame(3, 1))), file=NOTEBOOK).finding.facts

    assert [each["text"] for each in facts["frames"]] == ["return f(x)", "return x"]
    assert (facts["cell"], facts["line"], facts["source_line"]) == (2, 2, "return f(x)")


@pytest.mark.parametrize("line", [0, -1, 12, 1 << 80, True, 5.0, "5", None, [5]])
def test_a_line_that_the_file_does_not_have_is_no_line(line):
    facts = told("raised", crash(line, frames=(frame(line),))).finding.facts

    assert (facts["line"], facts["source_line"], facts["frames"]) == (None, "", [])


@pytest.mark.parametrize("cell", [0, 3, True, "1", [1]])
def test_a_cell_that_the_notebook_does_not_have_is_no_place(cell):
    assert told("raised", crash(1, cell), file=NOTEBOOK).finding.facts["line"] is None


@pytest.mark.parametrize("frames", ["x", {}, None, [1], ["line"], [None]])
def test_frames_of_another_form_are_none(frames):
    assert told("raised", crash(5, frames=frames)).finding.facts["frames"] == []


def test_the_names_that_a_file_defines_are_read_from_the_file():
    facts = told("missing", {"name": SECRET, "defined": [SECRET], "nearest": SECRET}).finding.facts

    assert facts == {"name": "slop", "defined": ["slope", "rise"], "nearest": "slope"}


NESTED = "if True:\n    def slope(x):\n        return x\n    print(slope)\n"


def test_names_are_found_inside_a_block_that_was_cut_too():
    facts = told("missing", {"name": "slop", "defined": [], "nearest": None}, file=NESTED).finding.facts

    assert (facts["defined"], facts["nearest"]) == (["slope"], "slope")


LIES = [
    ("raised", "CRASH", crash(5, frames=(frame(5), frame(SECRET)))),
    ("raised", "CRASH", {**crash(SECRET), "type": SECRET}),
    ("missing", "MISSING", {"name": SECRET, "defined": [SECRET], "nearest": SECRET}),
    ("unreadable", "UNREADABLE", {"reason": "syntax", "line": 1, "cell": None, "message": SECRET}),
    ("not_data", "INVALID", {"type": SECRET, "where": SECRET, "subject": SECRET}),
    ("too_large", "INVALID", {"elements": SECRET, "limit": SECRET}),
    ("too_large", "INVALID", {"elements": int.from_bytes(repr(X).encode(), "big"), "limit": 1}),
    ("ended", "NO-RESULT", {"exit_code": int.from_bytes(repr(X).encode(), "big")}),
    ("ended", "NO-RESULT", {"exit_code": SECRET}),
    ("no_gradient", "WRONG", {"where": SECRET, "function": SECRET}),
    ("shape", "WRONG", {"where": SECRET, "got_shape": [0, 2**62], "want_shape": [SECRET], "subject": SECRET}),
    ("shape", "WRONG", {"where": "", "got_shape": SECRET, "want_shape": []}),
]


@pytest.mark.parametrize("of", [{}, {"weights": torch.ones(3)}, {"handle": None}])
@pytest.mark.parametrize(("code", "verdict", "facts"), [*LIES, *((code, verdict, {}) for code, verdict, _ in LIES)])
def test_no_lie_of_the_child_is_read_by_the_student_of_a_drawn_check(code, verdict, facts, of):
    read = read_of_a_drawn_check(told(code, facts, {**CALL, **of}, verdict=verdict))

    assert SECRET not in read
    assert max(map(len, "".join(c if c.isdigit() else " " for c in read).split()), default=0) <= 4


def test_whether_a_file_can_be_read_is_for_us_to_say():
    assert told("unreadable", {"reason": "empty"}, verdict="UNREADABLE").finding.code == "garbled"
    ours = told("unreadable", {"reason": "empty"}, file="def f(:\n", verdict="UNREADABLE")
    assert (ours.finding.facts["reason"], ours.finding.facts["line"]) == ("syntax", 1)


@pytest.mark.parametrize("code", ["raised", "missing"])
def test_a_failure_inside_an_unreadable_file_is_that_it_is_unreadable(code):
    with pytest.raises(StudentFault) as caught:
        raise told(code, crash(1), file="   ")
    assert caught.value.verdict is Verdict.UNREADABLE


def test_what_we_found_ourselves_stays_as_it_is():
    facts = {"limit": "call", "value": 10.0, "unit": "s"}
    assert told("limit", facts, verdict="TIMEOUT").finding.facts == facts
