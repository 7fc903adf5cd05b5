"""Lists as CSV that a spreadsheet opens as text: no cell is ever a formula, whatever separates its cells there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from api.views import ScoresView, SubmissionRow

# What makes a formula of a cell, in both widths; spreadsheets of some countries take either for the same.
_FORMULA = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
# Where a cell begins: with the text, or behind what ends a cell for a spreadsheet of another country, or for one that
# splits lines before it looks at quotes.
_RISKY = re.compile(rf"""^'*(?=[\t\r\n])|(?:^|[;,|\t\r\n])[ "']*(?={_FORMULA})""")
SUBMISSION_COLUMNS = (
    *("id", "student", "lab", "assignment", "file_name", "status"),
    *("score", "max_score", "passed", "created_at", "graded_at", "reference", "fault"),
)


def submissions(rows: Iterable[SubmissionRow]) -> str:
    return _csv(SUBMISSION_COLUMNS, ([getattr(row, name) for name in SUBMISSION_COLUMNS] for row in rows))


def scores(found: ScoresView) -> str:
    header = ["person_id", "student", *(f"{column.assignment}: {column.title}" for column in found.columns), "total"]
    rows = ([row.person_id, row.name, *(cell.score for cell in row.cells), row.total] for row in found.rows)
    return _csv(header, rows)


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_cell(name) for name in header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    """An apostrophe keeps text that looks like a formula from being one; numbers of ours stay numbers."""
    if value is None:
        return ""
    return _RISKY.sub(r"\g<0>'", value) if isinstance(value, str) else str(value)
