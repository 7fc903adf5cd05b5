"""The form of the log, the same for API, worker and sweeper."""

from __future__ import annotations

import structlog


def configure_log() -> None:
    """One line per event, with the submission's id where one is bound. Headers and bodies are never logged."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )
