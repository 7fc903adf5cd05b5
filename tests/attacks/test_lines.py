"""Every line of what must be withstood has a test that bears its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.attacks.lines import LINES
from tests.attacks.siege import HAND_INS

HERE = Path(__file__).parent
NAMED = re.compile(r"[ACH]\d\d-\w+")


def words() -> Iterator[str]:
    """Every text that a test here writes down, each part of one with gaps; to ask pytest would take long."""
    for path in HERE.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_line_has_a_test():
    found = {word.partition("-")[0] for word in words() if NAMED.match(word)}
    assert sorted(set(LINES) - found) == []
    assert sorted(found - set(LINES)) == []


def test_every_hand_in_belongs_to_a_line_and_is_used():
    """By its name, or by what it begins with where a table makes the name."""
    written = {word for word in words() if word.partition("_")[0] in LINES}
    for path in HAND_INS.glob("[!_]*"):
        assert path.name[:3] in LINES, path.name
        assert path.name.startswith(tuple(written)), f"no test hands in {path.name}"
