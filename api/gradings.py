"""The worker's doors. A write names the fence of its claim and misses once the lease is over or another holds it.

Times are the database's: a worker whose clock is wrong neither steals nor keeps a grading.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, RowMapping, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api import artifacts
from api import grading_sql as sql
from api.database import notify
from api.models import Blob, Worker
from api.regrading import grade_corrected
from api.settings import get_settings
from api.storable import plain_text, storable
from graders.results import CheckResult, Finding

# A queued grading whose wake-up is older than this is announced again: the message may have been lost.
RESEND_AFTER_S = 10


@dataclass(frozen=True)
class Claimed:
    grading_id: UUID
    submission_id: UUID
    fence: int
    lab: str
    lab_version_id: UUID
    lab_pack_sha256: str
    lab_hash: str
    file_name: str
    data: bytes
    exercises: tuple[str, ...]
    tries: int
    device: str
    seed: bytes


@dataclass(frozen=True)
class Swept:
    """`lost`: gradings whose worker went away. `waiting`: queued gradings to announce again, with their lanes."""

    lost: tuple[UUID, ...]
    waiting: tuple[tuple[UUID, str], ...]

    @property
    def lanes(self) -> tuple[str, ...]:
        """One entry for each wake-up to send: as many as gradings wait, so that as many workers look."""
        return tuple(lane for _grading, lane in self.waiting)


def claim(db: Session, *, lane: str, worker: str, lease_s: float) -> Claimed | None:
    """The best queued grading of the lane, now leased to this worker. Two workers never get the same one."""
    row = db.execute(sql.CLAIM, {"lane": lane, "worker": worker, "lease_s": lease_s}).mappings().one_or_none()
    return None if row is None else _claimed(row)


def renew(db: Session, grading_id: UUID, fence: int, lease_s: float) -> bool:
    """False: the lease is over, and what this worker finds no longer counts."""
    key = {"id": grading_id, "fence": fence}
    return db.execute(sql.RENEW, key | {"lease_s": lease_s}).first() is not None


def store_checks(db: Session, grading_id: UUID, fence: int, results: list[CheckResult]) -> bool:
    """Keeps verdicts as they come and tells whoever watches. False and nothing when the fence no longer holds."""
    artifacts.keep(db, results)
    rows = json.dumps([_check_row(result) for result in results])
    return db.execute(sql.STORE_CHECKS, {"id": grading_id, "fence": fence, "rows": rows}).first() is not None


def finish(  # noqa: PLR0913  the facts of one result
    db: Session,
    grading_id: UUID,
    fence: int,
    *,
    checks: list[CheckResult],
    timings: dict[str, float],
    environment: dict[str, str],
    device: str,
    notes: Sequence[Finding] = (),
) -> bool:
    """The result, at once with everything that follows from it; False and nothing when the fence no longer holds.

    `checks` are all of the grading: a crash of the database may have taken verdicts that were stored while it ran.
    """
    facts = {
        "id": grading_id,
        "fence": fence,
        "timings": json.dumps(storable(timings)),
        "environment": json.dumps(storable(environment)),
        "device": device,
        "notes": json.dumps([storable(note.model_dump()) for note in notes]),
    }
    stored = db.scalar(text("SELECT count(*) FROM check_results WHERE grading_id = :id"), {"id": grading_id})
    if stored != len(checks):
        store_checks(db, grading_id, fence, checks)
    # The last verdicts may be part of this transaction, and they asked for less than a result needs.
    db.execute(text("SET LOCAL synchronous_commit TO DEFAULT"))
    finished = db.execute(sql.FINISH, facts).one_or_none()
    if finished is None:
        return False
    db.execute(sql.GRADEBOOK_TURN, {"id": grading_id})
    db.execute(sql.GRADEBOOK, {"id": grading_id})
    if finished.graded_before:
        db.execute(sql.GRADEBOOK_AGAIN, {"id": grading_id})
    notify(db, finished.submission_id, ended=True)
    return True


def fail(db: Session, grading_id: UUID, fence: int, *, reason: str, owner: Literal["lab", "service"]) -> bool:
    """A fault of ours is tried again after a pause, three times in all; a fault of the lab goes to staff at once.

    Neither costs the student an attempt.
    """
    facts = {"owner": owner, "reason": plain_text(reason)}
    row = db.execute(sql.FAIL, {"id": grading_id, "fence": fence} | facts).one_or_none()
    if row is None:
        return False
    _end_attempt(db, row, how="failed", reason=plain_text(reason))
    return True


def sweep(db: Session, *, resend_after_s: float = RESEND_AFTER_S) -> Swept:
    """Takes back gradings whose lease ran out, grades again what failed by a lab that is corrected by now, and lists
    the queued ones to announce. Safe to run twice.
    """
    reason = "The worker went away before it finished."
    lost = db.execute(sql.RECLAIM, {"owner": "service", "reason": reason}).all()
    for row in lost:
        _end_attempt(db, row, how="lost", reason=reason)
    grade_corrected(db)
    waiting = db.execute(sql.RESEND, {"after_s": resend_after_s}).all()
    return Swept(tuple(row.id for row in lost), tuple((row.id, row.lane) for row in waiting))


def lab_pack(db: Session, sha256: str) -> bytes:
    return db.get_one(Blob, sha256).data


def current_labs(db: Session) -> list[tuple[str, str, str]]:
    """(slug, pack sha256, grading hash) of each lab's current version."""
    return [(slug, sha256, grading_hash) for slug, sha256, grading_hash in db.execute(sql.CURRENT_LABS)]


def heartbeat(
    db: Session, *, worker: str, lane: str, without: list[str], layers: list[dict[str, Any]] | None = None
) -> None:
    """Called after the worker has graded its canary; /healthz reads it, and the staff's page what its doctor saw."""
    facts = {"lane": lane, "without": without, "layers": layers}
    statement = insert(Worker).values(name=worker, **facts)
    fresh = {"seen_at": text("now()"), **facts}
    db.execute(statement.on_conflict_do_update(index_elements=["name"], set_=fresh))
    db.execute(text("DELETE FROM workers WHERE seen_at < now() - interval '1 day'"))


def forget_workers(db: Session) -> None:
    """For whoever knows that no worker runs: a sign of life from before is none."""
    db.execute(text("DELETE FROM workers"))


def _claimed(row: RowMapping) -> Claimed:
    facts = {name: value for name, value in row.items() if name != "pg_notify"}
    every = tuple(exercise["name"] for exercise in facts.pop("manifest")["exercises"])
    asked = facts.pop("exercises")
    exercises = tuple(name for name in every if not asked or name in asked)
    return Claimed(**facts, exercises=exercises, device=get_settings().device)


def _end_attempt(db: Session, row: Row[Any], *, how: str, reason: str) -> None:
    """What it found goes with it: the next attempt judges again, and after a fault the checks say nothing."""
    db.execute(text("DELETE FROM check_results WHERE grading_id = :id"), {"id": row.id})
    db.execute(sql.END_ATTEMPT, {"id": row.id, "fence": row.fence, "how": how, "reason": reason})
    notify(db, row.submission_id, ended=row.state == "failed")


def _check_row(result: CheckResult) -> dict[str, Any]:
    return {
        "exercise": result.exercise,
        "check": result.check,
        "verdict": result.verdict.value,
        "points": result.points,
        "max_points": result.max_points,
        "result": storable(result.model_dump(exclude={"artifacts"})) | artifacts.mentioned(result),
    }
