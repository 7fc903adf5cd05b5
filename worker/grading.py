"""From the queue's row to the stored result: claim, grade, record. The row is the truth; a wake-up only says look."""

from __future__ import annotations

import os
import socket
from typing import Literal
from uuid import uuid4

import structlog

from api import gradings
from api.database import session
from api.gradings import Claimed
from api.settings import Settings
from graders.results import CheckResult, ServiceFault
from worker.job import GradingCancelled, Job, Outcome
from worker.labs import LabFolders
from worker.leases import LEASE_S, Leases
from worker.pipeline import Pipeline
from worker.recorder import LeaseLost, Recorder

log = structlog.get_logger()


class GradingWorker:
    """What one worker process does with the gradings of its lane. `grade_next` may run in several threads at once."""

    def __init__(self, settings: Settings, pipeline: Pipeline, lane: str) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.lane = lane
        self._pipeline = pipeline
        self._labs = LabFolders(settings.data_dir / "labs")
        self._leases = Leases()

    def drain(self) -> int:
        """Grade until nothing is queued; says how many."""
        count = 0
        while self.grade_next():
            count += 1
        return count

    def grade_next(self) -> bool:
        with session() as db:
            claimed = gradings.claim(db, lane=self.lane, worker=self.name, lease_s=LEASE_S)
        if claimed is None:
            return False
        with structlog.contextvars.bound_contextvars(
            submission=str(claimed.submission_id), grading=str(claimed.grading_id)
        ):
            self._grade(claimed)
        return True

    def warm(self) -> None:
        """Load the current version of every lab, so that nobody's first upload waits for an import."""
        with session() as db:
            packs = gradings.current_labs(db)
        for lab, sha256, grading_hash in packs:
            self._pipeline.warm(self._labs.folder(lab, sha256), grading_hash)

    def close(self) -> None:
        self._leases.close()
        self._pipeline.close()

    def _grade(self, claimed: Claimed) -> None:
        key = (claimed.grading_id, claimed.fence)
        try:
            with self._leases.hold(*key) as lost, Recorder(*key) as recorder:
                outcome = self._pipeline.grade(self._job(claimed), recorder.on_event, lost)
        except (GradingCancelled, LeaseLost):
            log.warning("grading.lost", fence=claimed.fence)
        except ServiceFault as fault:
            self._fail(claimed, str(fault), "service")
        else:
            self._conclude(claimed, outcome, recorder.rest)

    def _job(self, claimed: Claimed) -> Job:
        return Job(
            lab_folder=self._labs.folder(claimed.lab, claimed.lab_pack_sha256),
            lab_hash=claimed.lab_hash,
            file_name=claimed.file_name,
            data=claimed.data,
            exercises=claimed.exercises,
            seed=claimed.seed,
            device=claimed.device,
        )

    def _conclude(self, claimed: Claimed, outcome: Outcome, rest: list[CheckResult]) -> None:
        if outcome.lab_fault is not None:
            self._fail(claimed, outcome.lab_fault, "lab")
            return
        key = (claimed.grading_id, claimed.fence)
        with session() as db:
            kept = gradings.store_checks(db, *key, rest) and gradings.finish(
                db,
                *key,
                checks=outcome.checks,
                timings=outcome.timings,
                environment=outcome.environment,
                device=claimed.device,
                notes=outcome.notes,
            )
        log.info("grading.finished" if kept else "grading.lost", ms=outcome.timings["total"])

    def _fail(self, claimed: Claimed, reason: str, owner: Literal["lab", "service"]) -> None:
        log.error("grading.failed", owner=owner, reason=reason)
        with session() as db:
            gradings.fail(db, claimed.grading_id, claimed.fence, reason=reason, owner=owner)
