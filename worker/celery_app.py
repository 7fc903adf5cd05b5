"""Entry for `celery -A worker.celery_app worker --pool threads`: the app that the API sends with, plus its tasks."""

from __future__ import annotations

from api.queue import celery_app as app
from worker import tasks

__all__ = ["app", "tasks"]
