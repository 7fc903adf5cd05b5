"""The worker's tasks. A wake-up has no payload: it says that something may be queued, and the table says what."""

from __future__ import annotations

import threading
from typing import Any

import structlog
from celery.signals import worker_init, worker_shutdown

from api.log import configure_log
from api.queue import GRADE_TASK, celery_app
from api.settings import get_settings
from graders.results import ServiceFault
from worker.canary import Canary
from worker.grading import GradingWorker
from worker.pipeline import Pipeline, open_pipeline
from worker.sandbox.doctor import LayerReport, glance, missing_layers
from worker.sandbox.sandbox import SandboxFault

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
    if settings.device != "cpu":
        raise SystemExit(f"ALLCLOSE_DEVICE={settings.device}: this version grades on the CPU. Unset it or say cpu.")
    try:
        pipeline, reports = _safe_pipeline(frozenset(filter(None, settings.sandbox_without.split(","))))
    except (SandboxFault, ServiceFault) as fault:
        # Celery swallows any other exception here, and would go on without a sandbox.
        raise SystemExit(str(fault)) from fault
    _Process.worker = GradingWorker(settings, pipeline, "cpu")
    _Process.canary = Canary(pipeline, _Process.worker.name, "cpu", reports)
    threading.Thread(target=_Process.worker.warm, name="warm-labs", daemon=True).start()


def _safe_pipeline(without: frozenset[str]) -> tuple[Pipeline, list[LayerReport]]:
    pipeline = open_pipeline(without=without)
    reports = glance(without, pipeline.sandbox)
    missing = missing_layers(without, reports)
    if missing:
        pipeline.close()
        raise SandboxFault(
            f"The sandbox lacks {', '.join(missing)}. Run `allclose doctor` for what to do, or name the layers "
            "in ALLCLOSE_SANDBOX_WITHOUT to grade without them."
        )
    return pipeline, reports


@worker_shutdown.connect
def _stop(**_kwargs: Any) -> None:
    _Process.canary.close()
    _Process.worker.close()


@celery_app.task(name=GRADE_TASK, ignore_result=True)
def grade() -> int:
    """Grade until the lane is empty: one wake-up serves many rows, a lost one costs only the sweeper's interval."""
    return _Process.worker.drain()
