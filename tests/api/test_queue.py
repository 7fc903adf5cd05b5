"""Wake-ups over the real broker: one message in the lane, also after the broker has dropped its clients."""

import redis

from api import queue
from api.embedded import for_redis_client
from tests.api.conftest import Clients, hand_in


def waiting(url: str, lane: str = "cpu") -> int:
    with redis.Redis.from_url(url) as broker:
        return int(broker.llen(lane))


def test_an_accepted_upload_wakes_its_lane_once_and_a_repeated_one_does_not(client: Clients, redis_url: str) -> None:
    url = for_redis_client(redis_url)
    for _ in range(2):
        hand_in(client(**{"Idempotency-Key": "same"}))
    assert waiting(url) == 1
    assert hand_in(client(), name="lab.exe").status_code == 422
    assert waiting(url) == 1


def test_a_dropped_connection_loses_no_wake_up(database: str, redis_url: str) -> None:
    url = for_redis_client(redis_url)
    queue.wake("cpu")
    with redis.Redis.from_url(url) as broker:
        broker.client_kill_filter(_type="normal", skipme=True)
    queue.wake("cpu")
    queue.wake("gpu")
    assert (waiting(url), waiting(url, "gpu")) == (2, 1)


def test_the_broker_answers(database: str) -> None:
    assert queue.broker_answers()
