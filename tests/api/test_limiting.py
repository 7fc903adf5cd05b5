"""Limits by the minute: who is counted for what, what is answered, and what happens while Redis is away."""

import hashlib
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest
import redis
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import limiting, submissions
from api.embedded import for_redis_client
from api.limiting import SIGN_INS_OF_ALL, Limiter
from api.problems import Problem
from api.settings import get_settings
from tests.api.conftest import LAB, Clients, hand_in
from tests.api.test_submissions import refusal

MINE = "/api/v1/submissions"


@pytest.fixture(autouse=True)
def strict(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "requests_per_minute", 20)
    monkeypatch.setattr(settings, "uploads_per_minute", 5)
    monkeypatch.setattr(settings, "sign_ins_per_minute", 3)


def statuses(client: httpx.Client, path: str, times: int) -> Counter[int]:
    return Counter(client.get(path).status_code for _ in range(times))


def test_a_person_is_counted_whatever_token_or_address_it_uses(client: Clients) -> None:
    student = client("student", **{"X-Forwarded-For": "203.0.113.9"})
    found = statuses(student, MINE, 23)
    assert found[429] == 2  # the first one was counted for the address, which nobody had known
    assert statuses(client("student"), "/", 1) == {429: 1}
    assert refusal(student.get(MINE)) == (429, "too-many-requests")
    assert 1 <= int(student.get(MINE).headers["retry-after"]) <= 60
    assert statuses(client("student2"), MINE, 1) == {200: 1}


def test_tokens_that_are_invented_count_for_their_address_and_not_for_who_shares_it(client: Clients) -> None:
    known = client("student")
    known.get(MINE)
    found = Counter(client(None, Authorization=f"Bearer alc_{uuid4()}").get(MINE).status_code for _ in range(25))
    assert set(found) == {401, 429}
    assert statuses(known, MINE, 5) == {200: 5}


def test_uploads_have_a_limit_of_their_own(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "queue_limit_per_student", 100)
    student = client()
    student.get(MINE)
    answers = [hand_in(student, name=f"{number}.py") for number in range(6)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert "was not stored" in answers[-1].json()["detail"]
    assert student.get(MINE).status_code == 200


def test_an_upload_counts_however_its_type_is_written(client: Clients) -> None:
    student = client(**{"Content-Type": "Multipart/Form-Data; boundary=x"})
    student.get(MINE)
    answers = [student.post(MINE, content=b"--x--\r\n").status_code for _ in range(7)]
    assert answers == [422] * 5 + [429] * 2


def test_a_token_that_was_taken_back_counts_for_its_person_no_more(client: Clients, db: Session) -> None:
    student = client()
    assert statuses(student, MINE, 2) == {200: 2}
    db.execute(text("UPDATE tokens SET revoked_at = now() WHERE scope = 'student'"))
    db.commit()
    assert statuses(student, MINE, 30).keys() == {401, 429}
    most = limiting.RateLimitItemPerMinute(20, namespace="requests")
    person = db.scalar(text("SELECT person_id FROM identities WHERE subject = 'student' AND provider = 'demo'"))
    key = hashlib.sha256(f"person {person}".encode()).hexdigest()
    left = limiting._limiter(get_settings().redis_url)._shared.get_window_stats(most, key).remaining
    assert left == 20 - 2, "whoever found an old token keeps nobody out"


def test_files_of_the_pages_count_for_nobody(client: Clients) -> None:
    assert statuses(client(None), "/static/site.css", 30) == {200: 30}
    assert statuses(client(None), "/signin", 1) == {200: 1}


def sign_in(client: httpx.Client, name: str) -> int:
    return client.post("/signin", data={"name": name, "password": "guessed"}).status_code


def test_a_name_is_tried_a_few_times_from_one_address(client: Clients) -> None:
    visitor = client(None)
    assert [sign_in(visitor, "student") for _ in range(5)] == [401, 401, 401, 429, 429]
    assert sign_in(visitor, "student2") == 401


def test_many_names_are_tried_ten_times_as_often(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "requests_per_minute", 1000)
    found = Counter(sign_in(client(None), f"nobody {number}") for number in range(3 * SIGN_INS_OF_ALL + 2))
    assert found == {401: 3 * SIGN_INS_OF_ALL, 429: 2}


def test_forwarded_addresses_are_believed_from_named_proxies_only(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.server import config

    assert not config().proxy_headers
    monkeypatch.setattr(settings, "trusted_proxies", "10.0.0.0/8")
    assert (config().proxy_headers, config().forwarded_allow_ips) == (True, "10.0.0.0/8")


def wait_s(limiter: Limiter, most: int = 2) -> float:
    return limiter.wait_s(limiting.RateLimitItemPerMinute(most, namespace="test"), "somebody")


def test_without_redis_each_process_counts_for_itself_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = Limiter("redis+socket:///nowhere/valkey.sock")
    assert [wait_s(limiter) > 0 for _ in range(4)] == [False, False, True, True]
    monkeypatch.setattr(limiter._shared, "hit", None)  # for a while it is not even asked
    assert wait_s(limiter) > 0


def test_redis_is_asked_again_once_it_is_back(settings, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "REDIS_PAUSE_S", 0.01)
    limiter = Limiter(settings.redis_url)
    others = Limiter(settings.redis_url)
    with monkeypatch.context() as broken:
        broken.setattr(limiter._shared, "hit", lambda *_: (_ for _ in ()).throw(redis.ConnectionError("away")))
        assert [wait_s(limiter) > 0 for _ in range(2)] == [False, False]
    time.sleep(0.02)
    assert [wait_s(limiter) > 0, wait_s(others) > 0, wait_s(limiter) > 0] == [False, False, True]
    with redis.Redis.from_url(for_redis_client(settings.redis_url)) as client:
        assert [key.decode() for key in client.keys("allclose-limits*")] != []


def test_no_more_than_so_many_are_open_at_once(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "REQUESTS_AT_ONCE", 1)
    student = client()
    sent = hand_in(student)
    with student.stream("GET", f"{sent.headers['location']}/events") as stream:
        assert stream.status_code == 200
        assert refusal(student.get(MINE)) == (429, "too-many-requests")
        assert client("student2").get(MINE).status_code == 200


@pytest.mark.parametrize("path", [MINE, f"/labs/{LAB}"])
def test_uploads_that_wait_for_their_turn_take_nobody_elses(
    client: Clients, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(get_settings(), "uploads_per_minute", 100)
    monkeypatch.setattr(get_settings(), "requests_per_minute", 100)
    looked_at = threading.Event()
    monkeypatch.setattr(submissions, "prove_contents", lambda *_: looked_at.wait(30))
    monkeypatch.setattr(limiting, "UPLOADS_AT_ONCE", 100)
    with ThreadPoolExecutor(45) as pool, client() as student:
        try:
            sent = [pool.submit(student.post, path, files={"file": ("a.py", b"x")}, timeout=60) for _ in range(45)]
            time.sleep(1)
            assert not any(each.done() for each in sent)
            assert client("student2").get(MINE, timeout=5).status_code == 200
        finally:
            looked_at.set()


def test_an_hour_of_hits_is_not_kept(settings, database: str) -> None:
    limiting.hit("uploads", "somebody")
    with redis.Redis.from_url(for_redis_client(settings.redis_url)) as client:
        (key,) = client.keys("allclose-limits*")
        assert 0 < client.ttl(key) <= 60
    for _ in range(4):
        limiting.hit("uploads", "somebody")
    with pytest.raises(Problem):
        limiting.hit("uploads", "somebody")
