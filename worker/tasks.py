"""The worker's tasks. A wake-up has no payload: it says that something may be queued, and the table says what."""

from __future__ import annotations

import threading
from typing import Any

import structlog
from celery.signals import worker_init, worker_shutdown

from api.log import configure_log
from api.queue import GRADE_TASK, celery_app
from api.settings import get_settings
from worker.canary import Canary
from worker.grading import GradingWorker
from worker.pipeline import open_pipeline
from worker.sandbox.doctor import missing_layers

log = structlog.get_logger()


class _Process:
    """What this worker process holds between its first and last task."""

    worker: GradingWorker
    canary: Canary


@worker_init.connect
def _start(**_kwargs: Any) -> None:
    """Refuse to start without a sandbox; then warm up, so that the first student does not wait for imports."""
    configure_log()
    settings = get_settings()
    without = frozenset(filter(None, settings.sandbox_without.split(",")))
    pipeline = open_pipeline(without=without)
    missing = missing_layers(without, pipeline.sandbox)
    if missing:
        pipeline.close()
        raise SystemExit(
            f"The sandbox lacks {', '.join(missing)}. Run `allclose doctor` for what to do, or name the layers "
            "in ALLCLOSE_SANDBOX_WITHOUT to grade without them."
        )
    lane = "cpu" if settings.device == "cpu" else "gpu"
    _Process.worker = GradingWorker(settings, pipeline, lane)
    _Process.canary = Canary(pipeline, _Process.worker.name, lane)
    threading.Thread(target=_Process.worker.warm, name="warm-labs", daemon=True).start()


@worker_shutdown.connect
def _stop(**_kwargs: Any) -> None:
    _Process.canary.close()
    _Process.worker.close()


@celery_app.task(name=GRADE_TASK, ignore_result=True)
def grade() -> int:
    """Grade until the lane is empty: one wake-up serves many rows, a lost one costs only the sweeper's interval."""
    return _Process.worker.drain()
