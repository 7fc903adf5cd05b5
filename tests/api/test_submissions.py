"""Handing in and reading: the rules, who sees what, and the answers of the public contract."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from api.settings import get_settings
from tests.api.conftest import LAB, Clients, claimed, grade, hand_in, result, store, submission_id


def rows(db: Session, table: str) -> int:
    db.rollback()
    return int(db.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def assign(db: Session, **changes: object) -> None:
    """Changes the one assignment of the demo course; times are SQL, such as now() + interval '1 h'."""
    parts = ", ".join(f"{name} = {value}" for name, value in changes.items())
    db.execute(text(f"UPDATE assignments SET {parts}"))
    db.commit()


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"].endswith(".")
    return answer.status_code, str(body["type"].removeprefix("urn:allclose:"))


def test_an_upload_is_queued_and_its_address_is_given(client: Clients) -> None:
    answer = hand_in(client(), name="../../été.py")
    assert answer.status_code == 202
    body = answer.json()
    assert answer.headers["location"] == f"/api/v1/submissions/{body['id']}"
    assert (body["lab"], body["status"], body["score"], body["max_score"]) == (LAB, "queued", None, 6)
    assert body["file_name"] == "été.py"
    assert [(each["name"], each["max_score"], each["checks"]) for each in body["exercises"]] == [
        ("one", 1, []),
        ("two", 2, []),
        ("three", 3, []),
    ]


def test_the_result_as_its_student_sees_it(client: Clients) -> None:
    sent = hand_in(client())
    grade(score=5)
    body = client().get(sent.headers["location"]).json()
    assert (body["status"], body["score"], body["passed"]) == ("graded", 5, True)
    assert [each["score"] for each in body["exercises"]] == [1, 2, 2]
    failed = body["exercises"][2]["checks"][0]
    assert (failed["verdict"], failed["points"], failed["max_points"]) == ("CRASH", 2, 3)
    assert "3" in failed["message"]
    assert body["seed"] is body["environment"] is body["attempts"] is body["student"] is None
    assert body["timings"].keys() >= {"total", "waited", "upload_to_score"}
    assert len(body["lab_version"]) == 12
    assert body["graded_at"] >= body["created_at"]


def test_staff_see_seed_student_and_attempts(client: Clients) -> None:
    sent = hand_in(client())
    grading = grade()
    body = client("instructor").get(sent.headers["location"]).json()
    assert body["seed"] == grading.seed.hex()
    assert (body["student"], body["environment"]) == ("Demo student", {"torch": "2"})
    assert [each["how"] for each in body["attempts"]] == ["finished"]


def test_verdicts_show_while_the_grading_runs(client: Clients) -> None:
    sent = hand_in(client())
    store(claimed(), result("one", 1, 1))
    body = client().get(sent.headers["location"]).json()
    assert (body["status"], body["score"]) == ("running", None)
    assert [len(each["checks"]) for each in body["exercises"]] == [1, 0, 0]


@pytest.mark.parametrize("path", ["", "/source", "/events"])
def test_what_belongs_to_others_looks_like_what_is_missing(client: Clients, path: str) -> None:
    sent = hand_in(client("student"))
    theirs = client("student2").get(sent.headers["location"] + path)
    missing = client("student2").get(f"/api/v1/submissions/{uuid4()}{path}")
    assert refusal(theirs) == refusal(missing) == (404, "not-found")
    assert theirs.content == missing.content


def test_own_list_holds_only_own_and_pages(client: Clients) -> None:
    mine = [submission_id(hand_in(client())) for _ in range(3)]
    hand_in(client("student2"))
    first = client().get("/api/v1/submissions?limit=2").json()
    second = client().get(f"/api/v1/submissions?limit=2&cursor={first['next']}").json()
    assert [each["id"] for each in first["submissions"] + second["submissions"]] == [str(each) for each in mine[::-1]]
    assert second["next"] is None


def test_source_comes_back_byte_for_byte_as_an_attachment(client: Clients) -> None:
    data = b"<script>alert(1)</script>\r\n\0"
    sent = hand_in(client(), data=data, name='a"b\r\nX: 1é.py')
    answer = client().get(sent.headers["location"] + "/source")
    assert answer.content == data
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "x" not in answer.headers


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "lab.zip"}, (422, "folder")),
        ({"name": "lab.exe"}, (422, "file-type")),
        ({"name": "\u202e.py"}, (422, "file-name")),
        ({"fields": {}}, (422, "invalid")),
        ({"fields": {"lab": "no/such"}}, (404, "not-found")),
        ({"fields": {"lab": "'; DROP TABLE people; --"}}, (404, "not-found")),
        ({"fields": {"lab": LAB, "exercise": ["four"]}}, (422, "unknown-exercise")),
        ({"fields": {"lab": LAB, "score": "6"}}, (422, "invalid")),
        ({"params": {"wait": "-1"}}, (422, "invalid")),
        ({"headers": {"Idempotency-Key": "k" * 201}}, (422, "idempotency-key")),
        ({"data": b"#" * (8 * 2**20 + 1)}, (413, "too-large")),
        ({"data": b"#" * (9 * 2**20)}, (413, "too-large")),
    ],
)
def test_refusals_say_why_and_store_nothing(client: Clients, db: Session, change: dict, expected: object) -> None:
    assert refusal(hand_in(client(), **change)) == expected
    assert rows(db, "submissions") == rows(db, "gradings") == 0


def test_a_body_without_declared_length_is_cut_off(client: Clients, db: Session) -> None:
    def endless():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.py"\r\n\r\n'
        for _ in range(100):
            yield b"#" * 2**20

    answer = client().post(
        "/api/v1/submissions", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 413
    assert rows(db, "blobs") == 1  # the lab's


def test_empty_and_broken_files_are_graded_not_refused(client: Clients) -> None:
    for data in (b"", b"\xff\xfe\0", b"def broken("):
        assert hand_in(client(), data=data).status_code == 202


def test_not_yet_open_and_closed(client: Clients, db: Session) -> None:
    assign(db, opens_at="now() + interval '1 h'")
    assert refusal(hand_in(client())) == (403, "not-open")
    assign(db, opens_at="NULL", closes_at="now() - interval '1 s'")
    assert refusal(hand_in(client())) == (403, "closed")
    assert client().get("/api/v1/labs").json()[0]["open"] is False


def test_an_upload_that_began_in_time_is_in_time(client: Clients, db: Session) -> None:
    assign(db, closes_at="now() + interval '0.4 s'")

    def slowly():
        yield b'--x\r\nContent-Disposition: form-data; name="lab"\r\n\r\n' + LAB.encode() + b"\r\n"
        time.sleep(0.8)
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.py"\r\n\r\nx\r\n--x--\r\n'

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client().post("/api/v1/submissions", content=slowly(), headers=kind).status_code == 202
    assert refusal(hand_in(client())) == (403, "closed")


def test_late_points_are_lowered_in_the_gradebook_and_raw_on_the_grading(client: Clients, db: Session) -> None:
    assign(db, due_at="now() - interval '30 h'", late_rule="""'{"per_day": 0.1, "at_least": 0.5}'""")
    sent = hand_in(client())
    grade(score=6)
    body = client().get(sent.headers["location"]).json()
    assert (body["score"], body["notes"]) == (6, ["Handed in after the due date: 80% of the points count."])
    scores = client("instructor").get("/api/v1/courses/testing-101/scores").json()
    (cell,) = next(row["cells"] for row in scores["rows"] if row["name"] == "Demo student")
    assert (cell["score"], cell["raw"], cell["late_factor"]) == (4.8, 6, 0.8)


def test_the_best_result_counts(client: Clients) -> None:
    for score in (4, 5, 3):
        hand_in(client())
        grade(score)
    assert client().get("/api/v1/labs").json()[0]["best_score"] == 5


def test_attempts_are_counted_and_our_faults_are_not(client: Clients, db: Session) -> None:
    assign(db, max_attempts="1")
    hand_in(client())
    db.execute(text("UPDATE gradings SET state = 'failed'"))
    db.commit()
    assert hand_in(client()).status_code == 202
    assert refusal(hand_in(client())) == (409, "no-attempts-left")


def test_fifty_uploads_at_once_use_one_last_attempt_once(client: Clients, db: Session) -> None:
    assign(db, max_attempts="1")
    student = client()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: hand_in(student, data=b"%d" % n), range(50)))
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 49}
    assert rows(db, "submissions") == 1


def test_three_wait_and_the_fourth_is_asked_to(client: Clients) -> None:
    for _ in range(3):
        hand_in(client())
    answer = hand_in(client())
    assert refusal(answer) == (429, "too-many-waiting")
    assert int(answer.headers["retry-after"]) > 0
    assert hand_in(client("student2")).status_code == 202


def test_a_full_queue_is_503(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "queue_limit", 1)
    hand_in(client())
    answer = hand_in(client("student2"))
    assert refusal(answer) == (503, "queue-full")
    assert answer.headers["retry-after"] == "60"


def test_twenty_posts_with_one_key_are_one_submission(client: Clients, db: Session) -> None:
    student = client(**{"Idempotency-Key": "build-7"})
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: hand_in(student), range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert rows(db, "submissions") == rows(db, "gradings") == rows(db, "idempotency_keys") == 1


def test_one_key_with_other_bytes_is_409_and_belongs_to_one_person(client: Clients) -> None:
    key = {"Idempotency-Key": "build-7"}
    first = hand_in(client(**key))
    assert refusal(hand_in(client(**key), data=b"other")) == (409, "idempotency-conflict")
    assert submission_id(hand_in(client("student2", **key), data=b"other")) != submission_id(first)


def test_a_repeated_key_answers_even_when_the_assignment_has_closed(client: Clients, db: Session) -> None:
    key = {"Idempotency-Key": "build-7"}
    first = hand_in(client(**key))
    grade()
    assign(db, closes_at="now()")
    again = hand_in(client(**key))
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


def test_the_lab_must_be_unambiguous(client: Clients, db: Session) -> None:
    db.execute(
        text(
            "INSERT INTO assignments (id, course_id, slug, title) "
            "SELECT gen_random_uuid(), course_id, 'again', 'Again' FROM assignments"
        )
    )
    db.execute(text("INSERT INTO assignment_labs SELECT a.id, l.id FROM assignments a, labs l WHERE a.slug = 'again'"))
    db.commit()
    assert refusal(hand_in(client())) == (422, "ambiguous")
    answer = hand_in(client(), fields={"assignment": "testing-101/again"})
    assert answer.json()["assignment"] == "testing-101/again"


def test_an_upload_is_taken_while_the_broker_is_away(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is stored; the sweeper announces it later."""
    from api import queue

    lost = queue._configured(socket_timeout=0.5, max_retries=0)
    lost.conf.broker_url = "redis+socket:///nowhere/valkey.sock"
    monkeypatch.setattr(queue, "_sender", lost)
    assert hand_in(client()).status_code == 202


def test_without_its_database_the_service_says_503_and_when_to_come_back(
    client: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api import database

    away = create_engine("postgresql+psycopg://nobody@/nothing?host=/nowhere")
    monkeypatch.setattr(database, "engine", lambda: away)
    answer = hand_in(client())
    assert refusal(answer) == (503, "database-away")
    assert answer.headers["retry-after"] == "5"
    health = client(None).get("/healthz")
    assert (health.status_code, "the database does not answer" in health.json()["detail"]) == (503, True)


def test_a_restarted_database_costs_nobody_an_answer(client: Clients) -> None:
    """Every pooled connection is dead; the pool replaces them before they are used."""
    student = client()
    sent = hand_in(student)
    with psycopg.connect(str(get_settings().database_url).replace("+psycopg", ""), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert student.get(sent.headers["location"]).status_code == 200


def test_an_upload_that_trickles_is_ended(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "upload_s", 0.5)

    def trickling():
        yield b'--x\r\nContent-Disposition: form-data; name="lab"\r\n\r\n'
        time.sleep(1.5)
        yield b"a"

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client().post("/api/v1/submissions", content=trickling(), headers=kind).status_code == 408
