"""Lists as CSV that a spreadsheet opens as text: no cell is ever a formula, whatever separates its cells there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from api.views import ScoreColumn, ScoreRow, ScoresView, SubmissionRow

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
    """What counts; the last column names the assignments whose score staff has set, with the reason."""
    titles = [f"{column.assignment}: {column.title}" for column in found.columns]
    rows = (
        [row.person_id, row.name, *(cell.score for cell in row.cells), row.total, _set_by_staff(found.columns, row)]
        for row in found.rows
    )
    return _csv(["person_id", "student", *titles, "total", "set_by_staff"], rows)


def _set_by_staff(columns: Sequence[ScoreColumn], row: ScoreRow) -> str:
    cells = zip(columns, row.cells, strict=True)
    return ", ".join(f"{column.assignment} ({cell.override.reason})" for column, cell in cells if cell.override)


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
