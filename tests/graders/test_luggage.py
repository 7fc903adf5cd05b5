"""What a hand-in brings along: how much of it, of which kind, and where the most of it stands."""

from __future__ import annotations

from typing import Any, cast

import pytest

from graders.kinds.luggage import prove_light
from graders.line import Piece
from graders.results import StudentFault, Verdict
from graders.student import Student

KIB = 1024
CODE = "def train(model, x, y):\n    return 0.5\n"


class Holding:
    """What the rule reads of a student."""

    def __init__(self, *pieces: Piece) -> None:
        self.pieces = list(pieces)


def found(*texts: str, most_kb: float = 32.0, files: tuple[Piece, ...] = ()) -> dict[str, Any] | None:
    pieces = [Piece(None, number, text, len(text)) for number, text in enumerate(texts, start=1)]
    try:
        prove_light(cast("Student", Holding(*pieces, *files)), most_kb)
    except StudentFault as fault:
        told = fault
    else:
        return None
    assert (told.verdict, told.finding.code) == (Verdict.POLICY, "luggage")
    return told.finding.facts


HEAVY = {
    "a text": (f'{CODE}W = "{"x" * 33 * KIB}"\n', "literals", 3),
    "bytes": (f"{CODE}W = b'{'x' * 33 * KIB}'\n", "literals", 3),
    "a text of many lines": (f'{CODE}W = """{"x" * 99}\n{"y" * 33 * KIB}"""\n', "literals", 3),
    "a raw text": (f"{CODE}W = r'''{chr(92) * 33 * KIB}'''\n", "literals", 3),
    "many texts": (CODE + "".join(f'w{n} = "{"x" * 990}"\n' for n in range(40)), "literals", 1),
    "a text in brackets": (f'{CODE}W = ("{"x" * 20 * KIB}"\n     "{"y" * 20 * KIB}")\n', "literals", 3),
    "numbers": (f"{CODE}W = [{', '.join(['0.12345678'] * 4000)}]\n", "literals", 1),
    "one number": (f"{CODE}W = 0x{'f' * 33 * KIB}\n", "literals", 3),
    "comments": (CODE + "# xxxxxxxxxxxxxxxxxxxx\n" * 4000, "comments", 1),
    "a docstring": (f'"""\n{"x" * 66 * KIB}\n"""\n{CODE}', "comments", 1),
    "a docstring further down": (f'{CODE}\n    """{"x" * 66 * KIB}"""\n', "comments", 4),
    "a text on its own line": (f'{CODE}W = (\n    """{"x" * 66 * KIB}"""\n)\n', "comments", 4),
    "a text that does not end": (f'{CODE}W = """{"x" * 66 * KIB}', "literals", 3),
    "names": (CODE + "".join(f"w{'x' * 30}{n} = w\n" for n in range(9000)), "code", 1),
    "spaces": (CODE + " \t" * 130 * KIB, "code", 1),
}


@pytest.mark.unit
@pytest.mark.parametrize("how", HEAVY)
def test_what_is_heavy_is_told_with_its_place(how: str):
    text, kind, line = HEAVY[how]
    facts = found(CODE, text)
    assert facts is not None
    assert (facts["kind"], facts["cell"], facts["line"]) == (kind, 2, line)
    assert facts["kb"] > facts["most_kb"]
    assert found(CODE, text, most_kb=200.0) is None


@pytest.mark.unit
def test_ordinary_files_are_light():
    documented = f'"""{"What this lab is about. " * 400}"""\n' + "# Why it is so.\n" * 1000 + CODE * 500
    assert found(documented) is None
    assert found(CODE, files=(Piece("notes.txt", None, None, 20 * KIB),)) is None


@pytest.mark.unit
def test_other_files_count_with_the_literals():
    facts = found(CODE, files=(Piece("a.csv", None, None, 20 * KIB), Piece("b.pt", None, None, 30 * KIB)))
    assert facts == {
        "kind": "literals",
        "kb": 50.0,
        "most_kb": 32.0,
        "largest_kb": 30.0,
        "file": "b.pt",
        "cell": None,
        "line": None,
    }


@pytest.mark.unit
@pytest.mark.parametrize("text", ['"', "'" + chr(92), '"' * 3, "#", "1.", " '", "b" + "'" * 3])
def test_quotes_without_end_are_read_once(text: str):
    """In a time that grows with the text: one that is read anew from each quote would take for ever."""
    found(text * (300 * KIB // len(text)))


@pytest.mark.unit
def test_what_stands_between_two_texts_is_no_text():
    code = f"'a'; {'b ' * 20 * KIB}; 'c'\n"
    assert found(code) is None
    assert found(code, most_kb=0.001)["kind"] == "literals"  # type: ignore[index]
