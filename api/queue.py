"""Wake-ups for workers. The row in the database is the truth; a message only says that looking is worth it."""

from __future__ import annotations

from typing import Any

import redis
import structlog
from celery import Celery
from kombu.exceptions import OperationalError

from api.embedded import for_redis_client
from api.settings import get_settings

GRADE_TASK = "allclose.grade"
# A broker that does not answer at once costs the student nothing: the sweeper announces the row again.
SOCKET_TIMEOUT_S = 0.5

log = structlog.get_logger()


def _configured(**transport: float) -> Celery:
    """The address is asked for when the first message is sent or awaited, not at import."""

    def config() -> dict[str, Any]:
        return {
            "broker_url": get_settings().redis_url,
            "broker_transport_options": {"socket_connect_timeout": SOCKET_TIMEOUT_S, **transport},
            "broker_connection_retry_on_startup": True,
            "broker_connection_max_retries": None,
            "task_ignore_result": True,
            "task_acks_late": False,  # the lease in the database is what survives a worker, not the message
            "worker_prefetch_multiplier": 1,
            "worker_send_task_events": False,
            "worker_hijack_root_logger": False,
        }

    app = Celery("allclose", set_as_current=False)
    app.add_defaults(config)
    return app


celery_app = _configured()
# The same broker with a shorter patience: a request waits for nothing.
_sender = _configured(socket_timeout=SOCKET_TIMEOUT_S, max_retries=0)


def wake(lane: str) -> None:
    """Call after the commit. Never raises: what is stored is graded, with or without this message."""
    try:
        _sender.send_task(GRADE_TASK, queue=lane, retry=False, ignore_result=True)
    except (OperationalError, redis.RedisError, OSError) as error:
        log.warning("queue.broker_away", lane=lane, error=str(error))


def broker_answers() -> bool:
    url = for_redis_client(get_settings().redis_url)
    try:
        with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
