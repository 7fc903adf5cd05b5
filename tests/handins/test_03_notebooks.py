"""Demand 3: notebooks. Shell lines are dropped, a failing cell sinks nothing but itself."""

from __future__ import annotations

from graders.results import Verdict
from tests.handins.conftest import notebook

SOLUTION = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"
CHECKS = """
from graders import exercise

q = exercise("q")
q.value("double", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
q.value("triple", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
"""


def test_shell_percent_and_pip_lines_are_no_failures(graded):
    cells = [
        "!pip install d2l==1.0.3\npip install torch\n%matplotlib inline\nimport torch",
        "%%time\ndef double(x):\n    return 2 * x",
        "%%bash\nrm -rf /",
        "files = !ls\ntorch?\ndef triple(x):\n    return 3 * x",
    ]
    result = graded(notebook(*cells), SOLUTION, CHECKS, name="Chapter 2.ipynb")
    assert result.passed, [result.message(name) for name in result.checks]
    assert result.notes == []


def test_cells_that_fail_or_cannot_be_read_sink_nothing_else(graded):
    cells = [
        "import torch\nmodel = torch.load('best.pt')",
        "text = 'unfinished\ndef triple(x):\n    return x",
        "print(f'{'new quotes'}')",
        "def double(x):\n    return 2 * x",
        "raise RuntimeError('shows what fails')",
    ]
    result = graded(notebook(*cells), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.verdicts == {"value_double": Verdict.PASS, "value_triple": Verdict.CRASH}
    assert "SyntaxError (cell 2, line 1" in result.message("value_triple")
    assert any(note.startswith("Cell 1, line 2 raised FileNotFoundError") for note in result.notes)


def test_a_notebook_with_four_megabytes_of_outputs(graded):
    book = notebook("def double(x):\n    return 2 * x", "def triple(x):\n    return 3 * x")
    outputs = b'"outputs": [{"text": "' + b"x" * (4 << 20) + b'"}]'
    result = graded(book.replace(b'"outputs": []', outputs, 1), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.passed
