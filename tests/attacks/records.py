"""What the database says of one submission: its gradings, their attempts, the stored verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from api.embedded import embedded_urls

Verdicts = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Graded:
    """One grading as it is stored."""

    id: str
    state: str
    score: float | None
    queued_at: datetime
    finished_at: datetime | None
    attempts: list[str | None]

    @property
    def seconds(self) -> float:
        """From its queueing to its end."""
        assert self.finished_at is not None
        return (self.finished_at - self.queued_at).total_seconds()


class Records:
    def __init__(self, data_dir: Path) -> None:
        url = embedded_urls(data_dir)[0].replace("postgresql+psycopg://", "postgresql://")
        self._connection = psycopg.connect(url, autocommit=True, row_factory=dict_row)

    def close(self) -> None:
        self._connection.close()

    def ask(self, query: str, *values: Any) -> list[dict[str, Any]]:
        return self._connection.execute(query.encode(), values).fetchall()

    def gradings(self, submission: str) -> list[Graded]:
        """Oldest first."""
        rows = self.ask(
            "SELECT g.id, state, score, queued_at, finished_at, array_agg(a.how ORDER BY a.fence) AS attempts "
            "FROM gradings g LEFT JOIN grading_attempts a ON a.grading_id = g.id "
            "WHERE submission_id = %s GROUP BY g.id ORDER BY g.id",
            submission,
        )
        return [Graded(**{**row, "id": str(row["id"])}) for row in rows]

    def current(self, submission: str) -> str:
        return str(self.ask("SELECT current_grading_id AS id FROM submissions WHERE id = %s", submission)[0]["id"])

    def verdicts(self, grading: str) -> Verdicts:
        rows = self.ask('SELECT exercise, "check", verdict FROM check_results WHERE grading_id = %s', grading)
        return {(row["exercise"], row["check"]): row["verdict"] for row in rows}

    def results(self, grading: str) -> list[dict[str, Any]]:
        """As they are stored for staff."""
        rows = self.ask("SELECT result FROM check_results WHERE grading_id = %s ORDER BY position", grading)
        return [row["result"] for row in rows]
