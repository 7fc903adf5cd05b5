"""Waiting and following: no verdict is missed, whether one comes early, late or when the connection broke."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import create_engine, text

from api import database, limiting
from api.database import session
from tests.api.conftest import Clients, claimed, finish, grade, hand_in, result, store

News = tuple[str, dict]


def events(stream: httpx.Response) -> Iterator[News]:
    name = ""
    for line in stream.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def short(news: News) -> str:
    name, data = news
    return {"state": lambda: data["status"], "check": lambda: data["exercise"], "final": lambda: str(data["score"])}[
        name
    ]()


def test_verdicts_arrive_in_order_while_the_next_exercise_still_runs(client: Clients) -> None:
    sent = hand_in(client())
    with client().stream("GET", sent.headers["location"] + "/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        news = events(stream)
        assert short(next(news)) == "queued"
        grading = claimed()
        assert short(next(news)) == "running"
        store(grading, result("one", 1, 1))
        assert short(next(news)) == "one"
        store(grading, result("two", 0, 2))
        name, data = next(news)  # here exercise three still runs
        assert (name, data["exercise"], data["check"]["verdict"]) == ("check", "two", "CRASH")
        assert data["check"]["message"]
        store(grading, result("three", 3, 3))
        finish(grading)
        rest = list(news)
    assert [short(each) for each in rest] == ["three", "4.0"]
    assert rest[-1][1] == client().get(sent.headers["location"]).json()


def test_who_comes_late_gets_everything_again(client: Clients) -> None:
    sent = hand_in(client())
    grade()
    with client().stream("GET", sent.headers["location"] + "/events") as stream:
        assert [short(each) for each in events(stream)] == ["one", "two", "three", "6.0"]


def test_who_joins_in_the_middle_misses_nothing(client: Clients) -> None:
    sent = hand_in(client())
    grading = claimed()
    store(grading, result("one", 1, 1))
    with client().stream("GET", sent.headers["location"] + "/events") as stream:
        news = events(stream)
        assert [short(next(news)), short(next(news))] == ["running", "one"]
        store(grading, result("two", 2, 2), result("three", 3, 3))
        finish(grading)
        assert [name for name, _ in news][-1] == "final"


def test_a_broken_listening_connection_is_replaced_and_the_news_still_come(client: Clients) -> None:
    sent = hand_in(client())
    with client().stream("GET", sent.headers["location"] + "/events") as stream:
        news = events(stream)
        assert short(next(news)) == "queued"
        with session() as db:
            ended = db.scalars(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE query = 'LISTEN grading' AND datname = current_database()"
                )
            ).all()
        assert ended == [True]
        grade()
        assert [name for name, _ in news][-1] == "final"


def test_wait_answers_with_the_result_as_soon_as_it_stands(client: Clients) -> None:
    def worker() -> None:
        time.sleep(0.3)
        grade()

    thread = threading.Thread(target=worker)
    thread.start()
    answer = hand_in(client(), params={"wait": 20})
    thread.join()
    assert (answer.status_code, answer.json()["status"], answer.json()["score"]) == (200, "graded", 6)


def test_wait_gives_up_with_202(client: Clients) -> None:
    answer = hand_in(client(), params={"wait": 0.5})
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")


def test_many_wait_at_once_and_each_hears_of_its_own(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """More waiting requests than the server has threads: a wait holds none."""
    monkeypatch.setattr(limiting, "UPLOADS_AT_ONCE", 60)  # on a busy machine they arrive together
    sent = hand_in(client(**{"Idempotency-Key": "same"}))
    student = client(**{"Idempotency-Key": "same"})
    with ThreadPoolExecutor(60) as pool:
        waiting = [pool.submit(hand_in, student, params={"wait": 20}) for _ in range(60)]
        time.sleep(1)
        grade()
        answers = [each.result() for each in waiting]
    assert {answer.json()["id"] for answer in answers} == {sent.json()["id"]}
    assert {answer.json()["score"] for answer in answers} == {6}


def test_a_wait_outlives_an_outage_of_the_database(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    away = create_engine("postgresql+psycopg://nobody@/nothing?host=/nowhere")
    own = database.engine
    key = {"Idempotency-Key": "same"}
    sent = hand_in(client(**key))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(hand_in, client(**key), params={"wait": 20})
        time.sleep(0.5)
        monkeypatch.setattr(database, "engine", lambda: away)
        with own().connect() as news:  # the waiting task reads the row now, and cannot
            news.execution_options(isolation_level="AUTOCOMMIT")
            news.execute(text("SELECT pg_notify('grading', :id)"), {"id": sent.json()["id"]})
        time.sleep(0.5)
        monkeypatch.setattr(database, "engine", own)
        grade()
        answer = waiting.result()
    assert (answer.status_code, answer.json()["score"]) == (200, 6)
