"""docs/results.md says what may be returned: each line of its table, returned by a real child and compared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import torch

from graders.compare import compare
from graders.results import StudentFault, Verdict

PAGE = (Path(__file__).parent.parent.parent / "docs" / "results.md").read_text()
ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \| (PASS|WRONG|INVALID) \| (?:`(\w+)`)? ?\|$", re.MULTILINE)


class Row(NamedTuple):
    reference: str
    returned: str
    verdict: Verdict
    code: str | None


ROWS = [
    Row(reference, returned, Verdict(verdict), code or None) for reference, returned, verdict, code in ROW.findall(PAGE)
]


@pytest.fixture(scope="module")
def child(sandbox):
    """One hand-in for all lines, since none of them may harm the next."""
    from graders.lab import Limits
    from tests.sandbox.conftest import Student

    functions = "".join(f"def f{number}():\n    return {row.returned}\n" for number, row in enumerate(ROWS))
    made = Student(sandbox, Limits()).load(f"import numpy as np\nimport torch\n{functions}")
    yield made
    made.close()


@pytest.mark.parametrize("number", range(len(ROWS)), ids=lambda number: f"{number}-{ROWS[number].returned[:40]}")
def test_what_is_returned_is_judged_as_the_page_says(child, number: int):
    row = ROWS[number]
    assert ended(child, number, eval(row.reference, {"torch": torch})) == (row.verdict, row.code)


def ended(child, number: int, reference: object) -> tuple[Verdict, str | None]:
    try:
        finding = compare(child.call(f"f{number}"), reference)
    except StudentFault as fault:
        return fault.verdict, fault.finding.code
    if finding is None:
        return Verdict.PASS, None
    return Verdict.INVALID if finding.code == "not_data" else Verdict.WRONG, finding.code


def test_the_page_has_its_table_and_every_verdict():
    assert len(ROWS) > 50
    assert PAGE.count("\n| `") == len(ROWS)
    for verdict in Verdict:
        assert re.search(rf"^\|.*\b{verdict}\b", PAGE, re.MULTILINE), verdict
