"""Every line of what must be withstood has a test that bears its name."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.attacks.lines import LINES
from tests.attacks.siege import HAND_INS

HERE = Path(__file__).parent
NAMED = re.compile(r"\[([ACH]\d\d)-\w[\w.-]*\]")


def collected() -> set[str]:
    """The ids of all tests of this folder, however few of them run now."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", str(HERE)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parent.parent).stdout
    return set(NAMED.findall(listed))


def test_every_line_has_a_test():
    found = collected()
    assert sorted(set(LINES) - found) == []
    assert sorted(found - set(LINES)) == []


def test_every_hand_in_belongs_to_a_line_and_is_used():
    tests = "".join(path.read_text() for path in HERE.glob("test_*.py"))
    for path in HAND_INS.iterdir():
        assert path.name[:3] in LINES, path.name
        assert path.name in tests, f"no test hands in {path.name}"
