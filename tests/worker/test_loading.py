"""What a child is given of a folder, which is also what counts as brought along."""

from __future__ import annotations

from typing import Any

import pytest

from graders.lab import Exercise
from graders.results import StudentFault, Verdict
from worker.handin import HandIn
from worker.loading import Given, Work

FILES = (("a.py", b"x = 1\n"), ("data.csv", b"1,2\n"), ("Report.PDF", b"%PDF" * 9), ("loss.png", b"\x89PNG"))


SLOPES = Exercise(name="q1", title="Slopes", points=1, files=("*q1*",))
LINE = Exercise(name="q2", title="A line", points=1, files=("*q2*",))
SOLVED = Exercise(name="s1", title="Solved in class", points=1)
ASKED = {"q1": frozenset({"slope", "value"}), "q2": frozenset({"line"}), "s1": frozenset({"leaf", "flag"})}
EITHER: dict[str, Any] = {"road": "either", "asked": ASKED, "second": frozenset({"q1", "q2"})}


def road_of(source: str, exercise: Exercise = SLOPES) -> str:
    given = Given(HandIn((("lab.py", source.encode()),)), **EITHER)
    return "as-handed-in" if given.work(exercise).whole else "contract"


def work_of(*files: tuple[str, bytes], whole: bool = False) -> Work:
    return Given(HandIn(files), "as-handed-in" if whole else "contract").work(SLOPES)


def sent(work: Work) -> set[str]:
    return {name for op, fields in work.steps(0) if op == "files" for name in fields["files"]}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("whole", "names"), [(False, {"a.py", "data.csv"}), (True, {"a.py", "data.csv", "Report.PDF", "loss.png"})]
)
def test_reports_and_figures_stay_outside_where_only_definitions_count(whole: bool, names: set[str]):
    work = work_of(*FILES, whole=whole)
    assert sent(work) == names
    assert {piece.file for piece in work.pieces} == names


@pytest.mark.unit
def test_a_single_file_is_code_whatever_it_is_called():
    (piece,) = work_of(("solution.md", b"x = 1\n")).pieces
    assert piece.text == "x = 1\n"


DEFINED = "def slope(x):\n    return x\n"
BOTH = DEFINED + "def value(x):\n    return x\n"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("source", "road"),
    [
        pytest.param("x = 2\nprint(x)\n", "as-handed-in", id="a flat script"),
        pytest.param(BOTH + "print(slope(2))\n", "contract", id="all functions, and prints"),
        pytest.param(DEFINED + "print(slope(2))\n", "as-handed-in", id="one of two functions, and prints"),
        pytest.param(DEFINED, "contract", id="one of two functions, and nothing else"),
        pytest.param("def line(x):\n    return x\nprint(1)\n", "as-handed-in", id="all that one other asks for"),
        pytest.param(
            "def line(x):\n    return x\ndef leaf(x):\n    return x\ndef flag(x):\n    return x\nprint(1)\n",
            "contract",
            id="all that two others ask for",
        ),
        pytest.param("import torch\nRATE = 0.1\n", "contract", id="nothing that computes"),
        pytest.param("x = = 1\n", "contract", id="no Python"),
    ],
)
def test_which_road_a_file_takes_where_the_lab_takes_either(source: str, road: str):
    assert road_of(source) == road


@pytest.mark.unit
def test_scripts_do_not_answer_an_exercise_that_has_no_second_half():
    assert road_of("def leaf(x):\n    return x\nprint(1)\n", SOLVED) == "contract"
    assert road_of("RATE = 0.1\n", SOLVED) == "contract"
    with pytest.raises(StudentFault) as caught:
        road_of("leaf = 1\nprint(leaf)\n", SOLVED)
    assert (caught.value.verdict, caught.value.finding.code) == (Verdict.MISSING, "not_handed_in")
    assert caught.value.finding.facts == {"names": ["flag", "leaf"]}


@pytest.mark.unit
def test_in_a_folder_each_file_takes_its_own_road():
    files = (("q1.py", b"print(1)\n"), ("q2.py", b"def line(x):\n    return x\n"))
    given = Given(HandIn(files), **EITHER)
    assert [given.work(exercise).whole for exercise in (SLOPES, LINE)] == [True, False]


@pytest.mark.unit
def test_numbers_are_given_only_to_names_that_the_file_sets_itself():
    work = work_of(("q1.py", b"a, b = 1, 2\nfor i in range(3):\n    c = i\n"), whole=True)
    (loaded,) = work.taking({"a": 3.0, "b": 4.0}).steps(0)
    assert loaded[1]["given"] == {"a": 3.0, "b": 4.0}
    with pytest.raises(StudentFault) as caught:
        work.taking({"a": 1.0, "c": 1.0})
    assert (caught.value.finding.code, caught.value.finding.facts) == ("not_given", {"names": ["c"]})
