"""What a worker would do, done with the worker's own calls, and the course that the pages show."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from api import gradings
from api.database import session
from graders.results import CheckResult, Finding, Show, Verdict

LAB = Path(__file__).parent / "courses" / "paper-101" / "slopes"
EXERCISES = ("first-slope", "second-slope", "third-slope")


def passed(exercise: str, points: float = 2) -> CheckResult:
    return CheckResult(
        exercise=exercise,
        check="printed",
        title="The slope at the printed point",
        show=Show.EXAMPLE,
        verdict=Verdict.PASS,
        points=points,
        max_points=points,
    )


def crashed(exercise: str, message: str, output: str, line: str) -> CheckResult:
    frames = [{"line": 3, "cell": None, "function": "slope", "text": line}]
    facts = {"type": "ValueError", "message": message, "line": 3, "cell": None, "source_line": line, "frames": frames}
    return CheckResult(
        exercise=exercise,
        check="drawn",
        title="The slope at drawn points",
        show=Show.EXAMPLE,
        verdict=Verdict.CRASH,
        points=0,
        max_points=2,
        finding=Finding(code="raised", facts=facts),
        hint="The step was never divided by its length",
        mistake="no_division.py",
        output=output,
    )


class Worker:
    """One grading in the hands of a worker that a test moves step by step."""

    def __init__(self, *, lease_s: float = 60, at_once: bool = False) -> None:
        with session() as db:
            if at_once:  # without the pause that follows a lost attempt
                db.execute(text("UPDATE gradings SET not_before = now()"))
            claimed = gradings.claim(db, lane="cpu", worker="test", lease_s=lease_s)
        assert claimed is not None, "nothing is queued"
        self.claimed = claimed
        self.results: list[CheckResult] = []

    @property
    def key(self) -> tuple[UUID, int]:
        return self.claimed.grading_id, self.claimed.fence

    def store(self, *results: CheckResult) -> None:
        with session() as db:
            assert gradings.store_checks(db, *self.key, list(results))
        self.results += results

    def finish(self) -> None:
        with session() as db:
            facts = {"timings": {}, "environment": {"torch": "2"}, "device": "cpu"}
            assert gradings.finish(db, *self.key, checks=self.results, **facts)

    def fail(self) -> None:
        with session() as db:
            assert gradings.fail(db, *self.key, reason="checks.py:3 has no name", owner="lab")
