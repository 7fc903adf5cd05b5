"""Demand 7: a hand-in is a folder with sibling modules and data."""

from __future__ import annotations

import pytest

from graders.results import Verdict
from tests.handins.conftest import packed

SOLUTION = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"
CHECKS = """
from graders import exercise

q1 = exercise("q1")
q1.value("double", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
q2 = exercise("q2")
q2.value("triple", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
"""
PATTERNS = {"q1": ["*q1*"], "q2": ["*q2*"]}
HELPER = """
import time
FACTOR = 2
print("loaded")
for step in range(10**9):
    time.sleep(1)
def twice(x):
    return FACTOR * x
"""
FIRST = "from helper import twice\ndef double(x):\n    return twice(x)\n"
SECOND = "import pandas as pd\ntable = pd.read_csv('data/f.csv')\ndef triple(x):\n    return int(table['f'][0]) * x\n"


def test_a_sibling_is_imported_by_its_definitions_and_data_is_read(graded):
    files = {"q1 [final].py": FIRST, "q2.py": SECOND, "helper.py": HELPER, "data/f.csv": "f\n3\n"}
    inside = {f"Lab 2 (mine) & co/{name}": text for name, text in files.items()}
    data = packed({**inside, "__MACOSX/Lab 2 (mine) & co/._q1.py": b"\0\1"})
    result = graded(data, SOLUTION, CHECKS, name="lab.zip", files=PATTERNS)
    assert result.passed, [result.message(name) for name in result.checks]


@pytest.mark.parametrize(
    ("place", "statement"),
    [
        ("lab2/helper.py", "from helper import twice"),
        ("helper.py", "import sys\nsys.path.append('..')\nfrom helper import twice"),
        ("lab2/utils/helper.py", "from utils.helper import twice"),
        ("lab2/utils/__init__.py", "from utils import twice"),
        ("tools/helper.py", "from helper import twice"),
    ],
)
def test_helpers_are_found_where_students_keep_them(graded, place, statement):
    first = f"{statement}\ndef double(x):\n    return twice(x)\n"
    data = packed({"lab2/q1.py": first, "lab2/q2.py": "def triple(x):\n    return 3 * x\n", place: HELPER})
    result = graded(data, SOLUTION, CHECKS, name="lab.zip", files=PATTERNS)
    assert result.passed, [result.message(name) for name in result.checks]


def test_a_crash_is_told_with_its_file(graded):
    broken = HELPER.replace("FACTOR * x", "FACTOR / 0")
    data = packed({"q1.py": FIRST, "q2.py": "def triple(x):\n    return 3 * x\n", "helper.py": broken})
    result = graded(data, SOLUTION, CHECKS, name="lab.zip", files=PATTERNS)
    assert result.verdicts == {"value_double": Verdict.CRASH, "value_triple": Verdict.PASS}
    finding = result.checks["value_double"].finding
    assert [(each["file"], each["line"]) for each in finding.facts["frames"]] == [("q1.py", 3), ("helper.py", 8)]
    assert "ZeroDivisionError (“helper.py”, line 8: `return FACTOR / 0`)" in result.message("value_double")


def test_one_file_that_cannot_be_read_sinks_nothing_but_itself(graded):
    files = {"q1.py": "def double(x):\n    return 2 * x\n", "notes.py": "def broken(:\n"}
    files["q2.py"] = "def triple(x):\n    return 3 * x\n"
    result = graded(packed(files), SOLUTION, CHECKS, name="lab.zip")
    assert result.passed, [result.message(name) for name in result.checks]
    told = "“notes.py” was left out. Python cannot read your file: invalid syntax: def broken(: (line 1)."
    assert result.notes == [f"{told} Correct that line first."]


def test_a_folder_that_cannot_be_unpacked_is_told_once_and_at_each_check(graded):
    result = graded(b"PK\3\4 not a zip", SOLUTION, CHECKS, name="lab.zip")
    assert set(result.verdicts.values()) == {Verdict.UNREADABLE}
    assert result.notes == ["The .zip cannot be read. Pack the folder again and send the new file."]


def test_the_second_road_runs_each_file_in_its_folder(graded):
    checks = 'from graders import exercise\nq = exercise("q1")\nq.named("total", points=1, near=6.0)\n'
    helper = "import os\nFACTOR = 2\nif __name__ == '__main__':\n    raise SystemExit(3)\n"
    main = "import helper\ntotal = helper.FACTOR * float(open('n.txt').read())\nopen('out.txt', 'w').write('x')\n"
    data = packed({"a/q1.py": main, "a/helper.py": helper, "a/n.txt": "3", "b/q2.py": "total = 1"})
    result = graded(data, "total = 6.0\n", checks, name="lab.zip", road="as-handed-in", files={"q1": ["*q1*"]})
    assert result.passed, [result.message(name) for name in result.checks]


def test_saved_weights_are_opened_by_the_students_code_alone(graded):
    gadget = b"cos\nsystem\n(S'touch stolen'\ntR."
    code = "import torch\nw = torch.load('w.pt', weights_only=False)\ndef double(x):\n    return 2 * x\n"
    data = packed({"q1.py": code, "w.pt": gadget, "q2.py": "def triple(x):\n    return 3 * x\n"})
    result = graded(data, SOLUTION, CHECKS, name="lab.zip", files=PATTERNS)
    assert result.passed, [result.message(name) for name in result.checks]
