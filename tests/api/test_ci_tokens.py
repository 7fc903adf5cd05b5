"""CI tokens: bound to a place, a time and, where asked, one job and one upload; they read what they handed in."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api import gradings
from api.auth import TokenRequest, issue_token
from api.database import session
from api.demo import Demo
from cli.submit import HandIn, Refused, upload
from tests.api.conftest import LAB, Clients, claimed, grade, hand_in, submission_id

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
JOB = "somebody/their-repository@0f3c"


@pytest.fixture
def browser(client: Clients, demo: Demo) -> Any:
    def of(who: str) -> httpx.Client:
        opened = client(None, **SAME_SITE)
        assert opened.post("/signin", data={"name": who, "password": demo.passwords[who]}).status_code == 303
        return opened

    return of


def person(db: Session, key: str) -> str:
    query = text("SELECT person_id FROM identities WHERE subject = :key AND provider = 'demo'")
    return str(db.scalar(query, {"key": key}))


def made(maker: httpx.Client, **wanted: Any) -> str:
    answer = maker.post("/api/v1/tokens", json={"name": "build", "scope": "ci", "assignment": LAB} | wanted)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def by(client: Clients, plain: str) -> httpx.Client:
    return client(None, Authorization=f"Bearer {plain}")


def test_a_single_use_makes_one_submission_of_fifty_at_once(client: Clients, browser: Any, db: Session) -> None:
    job = by(client, made(browser("student"), single_use=True))
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: hand_in(job, data=b"x = %d\n" % number), range(50)))
    assert sorted(answer.status_code for answer in answers) == [202] + [409] * 49
    assert {answer.json()["type"] for answer in answers if answer.status_code == 409} == {"urn:allclose:token-used"}
    assert db.scalar(text("SELECT count(*) FROM submissions")) == 1
    grade(score=5)
    (won,) = [answer.json()["id"] for answer in answers if answer.status_code == 202]
    assert job.get(f"/api/v1/submissions/{won}").json()["score"] == 5, "it still reads what it handed in"


def test_a_refused_upload_uses_nothing_and_a_repeated_request_is_the_same_submission(
    client: Clients, browser: Any
) -> None:
    job = by(client, made(browser("student"), single_use=True))
    assert hand_in(job, name="lab.exe").status_code == 422
    assert hand_in(job, fields={"lab": LAB, "exercise": "none"}).status_code == 422
    first, again = (hand_in(job, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert submission_id(first) == submission_id(again)
    assert hand_in(job, headers={"Idempotency-Key": "other"}).status_code == 409


def test_a_failure_of_ours_gives_the_single_use_back(client: Clients, browser: Any) -> None:
    job = by(client, made(browser("student"), single_use=True))
    failed = submission_id(hand_in(job))
    assert hand_in(job, data=b"x = 2\n").status_code == 409, "it may still be graded"
    broken = claimed()
    with session() as db:
        gradings.fail(db, broken.grading_id, broken.fence, reason="checks.py:3 has no name", owner="lab")
    assert job.get(f"/api/v1/submissions/{failed}").json()["status"] == "failed"
    assert hand_in(job, data=b"x = 3\n").status_code == 202
    assert hand_in(job, data=b"x = 4\n").status_code == 409
    grade()
    assert hand_in(job, data=b"x = 5\n").status_code == 409


def test_a_key_that_another_token_used_is_not_its_answer(client: Clients, browser: Any) -> None:
    student = browser("student")
    for sender in (by(client, made(student)), client()):
        assert hand_in(sender, headers={"Idempotency-Key": str(sender)}).status_code == 202
        replayed = hand_in(by(client, made(student)), headers={"Idempotency-Key": str(sender)})
        assert (replayed.status_code, replayed.json()["type"]) == (409, "urn:allclose:idempotency-conflict")


@pytest.mark.parametrize("said", [None, "", "somebody/else@0f3c", JOB.upper(), f"{JOB} ", f"{JOB}0"])
def test_a_token_for_one_job_serves_no_other(client: Clients, browser: Any, db: Session, said: str | None) -> None:
    job = by(client, made(browser("student"), job=JOB))
    answer = hand_in(job, fields={"lab": LAB} | ({} if said is None else {"job": said}))
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:allclose:other-job")
    assert JOB not in answer.text
    assert db.scalar(text("SELECT count(*) FROM submissions")) == 0
    assert hand_in(job, fields={"lab": LAB, "job": JOB}).status_code == 202


def test_the_command_names_its_job(client: Clients, browser: Any, tmp_path: Path) -> None:
    job = by(client, made(browser("student"), job=JOB))
    (tmp_path / "a.py").write_text("x = 1\n")
    console, deadline = Console(), time.monotonic() + 30
    with httpx.Client(base_url=f"{job.base_url}/api/v1", headers=job.headers) as command:
        with pytest.raises(Refused, match="not for the job"):
            upload(console, command, HandIn(LAB, tmp_path / "a.py"), deadline)
        assert upload(console, command, HandIn(LAB, tmp_path / "a.py", job=JOB), deadline).status == "queued"


def test_a_job_that_no_token_was_made_for_is_refused(client: Clients) -> None:
    assert hand_in(client(), fields={"lab": LAB, "job": JOB}).status_code == 409


def test_a_ci_token_reads_what_it_handed_in_and_nothing_else(client: Clients, browser: Any) -> None:
    student = browser("student")
    job, other = (by(client, made(student)) for _ in range(2))
    own, foreign, by_hand = (submission_id(hand_in(sender)) for sender in (job, other, client()))
    for path in ("", "/source", "/events"):
        assert job.get(f"/api/v1/submissions/{foreign}{path}").status_code == 404
        assert job.get(f"/api/v1/submissions/{by_hand}{path}").status_code == 404
    assert job.get(f"/api/v1/submissions/{own}/source").status_code == 200
    assert [each["id"] for each in job.get("/api/v1/submissions").json()["submissions"]] == [str(own)]
    everything = client().get("/api/v1/submissions").json()["submissions"]
    assert {each["id"] for each in everything} == {str(own), str(foreign), str(by_hand)}, "its owner reads them all"


def test_a_token_for_one_assignment_is_told_of_no_other(client: Clients, browser: Any, db: Session) -> None:
    job = by(client, made(browser("student")))
    db.execute(
        text("""
            WITH other AS (
                INSERT INTO assignments (id, course_id, slug, title)
                SELECT gen_random_uuid(), course_id, 'other', 'Other' FROM assignments RETURNING id
            )
            INSERT INTO assignment_labs (assignment_id, lab_id) SELECT other.id, labs.id FROM other, labs
        """)
    )
    db.commit()
    assert len(client().get("/api/v1/labs").json()) == 2
    assert [each["assignment"]["assignment"] for each in job.get("/api/v1/labs").json()] == [LAB]


def test_staff_makes_a_token_for_a_student_who_then_owns_the_submission(
    client: Clients, browser: Any, db: Session
) -> None:
    instructor = browser("instructor")
    plain = made(instructor, person=person(db, "student"), job=JOB)
    submission = submission_id(hand_in(by(client, plain), fields={"lab": LAB, "job": JOB}))
    grade()
    assert client().get(f"/api/v1/submissions/{submission}").json()["status"] == "graded"
    for who in (instructor, browser("student")):
        (listed,) = [each for each in who.get("/api/v1/tokens").json() if each["name"] == "build"]
        assert (listed["person"], listed["issued_by"]) == ("Demo student", "Demo instructor")
    detail = db.scalar(text("SELECT detail FROM audit WHERE action = 'token.issued' AND course_id IS NOT NULL"))
    assert detail["person"] == person(db, "student")
    assert instructor.delete(f"/api/v1/tokens/{listed['id']}").status_code == 204
    assert by(client, plain).get("/api/v1/labs").status_code == 401


@pytest.mark.parametrize(
    ("who", "whom", "changed", "status"),
    [
        ("student", "student2", {}, 403),
        ("instructor", "instructor", {}, 404),
        ("instructor", "nobody", {}, 404),
        ("instructor", "student", {"scope": "student"}, 422),
        ("instructor", "student", {"course": "no-such", "assignment": None}, 404),
        ("instructor", "student", {"assignment": None}, 422),
    ],
)
def test_nobody_else_makes_tokens_for_others(  # noqa: PLR0913, PLR0917
    browser: Any, db: Session, who: str, whom: str, changed: dict[str, Any], status: int
) -> None:
    target = str(uuid4()) if whom == "nobody" else person(db, whom)
    wanted = {"name": "x", "scope": "ci", "assignment": LAB, "person": target} | changed
    assert browser(who).post("/api/v1/tokens", json=wanted).status_code == status
    assert db.scalar(text("SELECT count(*) FROM tokens WHERE issued_by IS NOT NULL")) == 0


def test_a_program_of_staff_makes_only_what_is_used_once_and_gone_with_the_day(client: Clients, db: Session) -> None:
    program = client("instructor")
    fleeting = {"person": person(db, "student"), "single_use": True, "days": 1}
    assert hand_in(by(client, made(program, **fleeting))).status_code == 202
    wanted = {"name": "x", "scope": "ci", "assignment": LAB} | fleeting
    lasting: list[dict[str, Any]] = [{"days": 2}, {"single_use": False}, {"person": None}, {"scope": "student"}]
    for changed in lasting:
        answer = program.post("/api/v1/tokens", json=wanted | changed)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:allclose:session-only")
    assert client().post("/api/v1/tokens", json=wanted).status_code == 403


@pytest.mark.parametrize("changed", [{"single_use": True}, {"job": JOB}])
def test_only_ci_tokens_are_for_one_use_or_job(browser: Any, changed: dict[str, Any]) -> None:
    answer = browser("student").post("/api/v1/tokens", json={"name": "x", "scope": "student"} | changed)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:allclose:not-ci")


def test_a_person_has_so_many_tokens_of_their_own(
    client: Clients, browser: Any, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = browser("student")
    monkeypatch.setattr("api.tokens.MOST_OWN", len(student.get("/api/v1/tokens").json()) + 1)
    made(student)
    refused = student.post("/api/v1/tokens", json={"name": "one too many"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:allclose:too-many-tokens")
    made(browser("instructor"), person=person(db, "student"))
    oldest = student.get("/api/v1/tokens").json()[0]
    assert student.delete(f"/api/v1/tokens/{oldest['id']}").status_code == 204
    assert student.post("/api/v1/tokens", json={"name": "in its place"}).status_code == 201


def test_every_ci_token_expires(browser: Any, db: Session) -> None:
    made(browser("student"))
    for listed in browser("student").get("/api/v1/tokens").json():
        if listed["scope"] == "ci":
            lifetime = datetime.fromisoformat(listed["expires_at"]) - datetime.fromisoformat(listed["created_at"])
            assert timedelta(days=179) < lifetime <= timedelta(days=180)
    with pytest.raises(IntegrityError, match="ci_expires"):
        issue_token(db, person(db, "ci"), TokenRequest("eternal", "ci"))
