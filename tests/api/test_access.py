"""Who may do what: tokens, sessions, roles, and where a form may come from."""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.auth import TokenRequest, issue_token
from api.database import session
from api.demo import Demo, ensure_demo
from tests.api.conftest import LAB, Clients, grade, hand_in

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def signed_in(client: Clients, demo: Demo) -> httpx.Client:
    browser = client(None, **SAME_SITE)
    answer = browser.post("/signin", data={"name": "student", "password": demo.passwords["student"]})
    assert answer.status_code == 303, answer.text
    return browser


def person(db: Session, key: str) -> str:
    return str(db.scalar(text("SELECT person_id FROM identities WHERE subject = :key LIMIT 1"), {"key": key}))


@pytest.mark.parametrize("column", ["expires_at", "revoked_at"])
def test_expired_and_revoked_tokens_are_wrong_tokens(client: Clients, db: Session, column: str) -> None:
    assert client().get("/api/v1/labs").status_code == 200
    db.execute(text(f"UPDATE tokens SET {column} = now() - interval '1 s'"))
    db.commit()
    assert client().get("/api/v1/labs").status_code == 401


def test_only_the_hash_of_a_token_is_kept(client: Clients, demo: Demo, db: Session) -> None:
    client().get("/api/v1/labs")
    kept = str(db.execute(text("SELECT * FROM tokens")).all())
    assert not any(token in kept for token in demo.tokens.values())
    assert db.scalar(text("SELECT count(*) FROM tokens WHERE last_used_at IS NOT NULL")) == 1


@pytest.mark.parametrize("path", ["submissions", "scores", "submissions.csv", "scores.csv"])
def test_students_get_403_on_staff_routes_and_leave_a_line(client: Clients, db: Session, path: str) -> None:
    answer = client().get(f"/api/v1/courses/testing-101/{path}")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:allclose:staff-only")
    lines = db.execute(text("SELECT person_id, target FROM audit WHERE action = 'refused.staff-only'")).all()
    assert [(str(line.person_id), line.target) for line in lines] == [(person(db, "student"), "course/testing-101")]


def test_an_unknown_course_is_as_closed_as_anothers(client: Clients) -> None:
    assert client("instructor").get("/api/v1/courses/no-such/scores").status_code == 403


def test_a_student_token_of_an_instructor_is_a_student(client: Clients, db: Session) -> None:
    with session() as other:
        request = TokenRequest(name="narrow", scope="student")
        _, plain = issue_token(other, person(db, "instructor"), request)
    headers = {"Authorization": f"Bearer {plain}"}
    assert client(None).get("/api/v1/courses/testing-101/scores", headers=headers).status_code == 403


def test_a_token_for_one_assignment_submits_nowhere_else(client: Clients, db: Session) -> None:
    db.execute(
        text(
            "INSERT INTO assignments (id, course_id, slug, title) "
            "SELECT gen_random_uuid(), course_id, 'bound', 'Bound' FROM assignments"
        )
    )
    db.commit()
    bound = db.scalar(text("SELECT id FROM assignments WHERE slug = 'bound'"))
    with session() as other:
        _, plain = issue_token(
            other, person(db, "ci"), TokenRequest("ci", "ci", timedelta(days=1), assignment_id=bound)
        )
    answer = hand_in(client(None, Authorization=f"Bearer {plain}"))
    assert answer.status_code == 404


def test_staff_list_filter_and_page(client: Clients) -> None:
    for who in ("student", "student2"):
        hand_in(client(who))
    grade(score=4)
    staff = client("instructor")
    course = "/api/v1/courses/testing-101/submissions"
    everything = staff.get(course).json()["submissions"]
    assert [each["student"] for each in everything] == ["Second demo student", "Demo student"]
    queued = staff.get(course, params={"status": "queued"}).json()["submissions"]
    assert [each["id"] for each in queued] == [everything[0]["id"]]
    assert [each["score"] for each in staff.get(course, params={"student": "demo STUDENT"}).json()["submissions"]] == [
        None,
        4,
    ]
    assert staff.get(course, params={"student": "100%"}).json()["submissions"] == []
    assert staff.get(course, params={"lab": "no/such"}).json()["submissions"] == []
    page = staff.get(course, params={"limit": 1}).json()
    assert staff.get(course, params={"limit": 1, "cursor": page["next"]}).json()["submissions"] == everything[1:]
    assert staff.get(course, params={"sort": "score; DROP TABLE people"}).status_code == 422


def test_staff_filter_scores_by_lab_and_student(client: Clients) -> None:
    hand_in(client("student"))
    grade(score=4)
    staff = client("instructor")
    scores = "/api/v1/courses/testing-101/scores"

    def seen(path: str, **filters: str) -> dict[str, float]:
        answer = staff.get(path, params=filters)
        assert answer.status_code == 200, answer.text
        if path.endswith(".csv"):
            return {row["student"]: float(row["total"]) for row in csv.DictReader(io.StringIO(answer.text, newline=""))}
        return {row["name"]: row["total"] for row in answer.json()["rows"]}

    for path in (scores, f"{scores}.csv"):
        assert seen(path) == {"Demo CI job": 0, "Demo student": 4, "Second demo student": 0}
        assert seen(path, student="SECOND", lab=LAB) == {"Second demo student": 0}
        assert seen(path, student="100%") == {}
        assert seen(path, lab="no/such") == {"Demo CI job": 0, "Demo student": 0, "Second demo student": 0}
        assert staff.get(path, params={"status": "graded"}).status_code == 422
    assert staff.get(scores, params={"lab": "no/such"}).json()["columns"] == []


def test_csv_is_text_whatever_the_names_are(client: Clients, db: Session) -> None:
    name = '=cmd|"/c calc"!A1, \n'
    db.execute(text("UPDATE people SET name = :name WHERE name = 'Demo student'"), {"name": name})
    db.commit()
    hand_in(client(), name="@SUM(1).py")
    grade(score=5)
    staff = client("instructor")
    for answer in (
        staff.get("/api/v1/courses/testing-101/submissions.csv"),
        staff.get("/api/v1/courses/testing-101/submissions", headers={"Accept": "text/csv"}),
    ):
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"].startswith("attachment")
        (row,) = csv.DictReader(io.StringIO(answer.text, newline=""))
        assert (row["student"], row["file_name"], row["score"]) == ("'" + name, "SUM(1).py", "5.0")
    scores = list(csv.reader(io.StringIO(staff.get("/api/v1/courses/testing-101/scores.csv").text, newline="")))
    assert scores[0] == ["person_id", "student", "lab-a: Three small things", "total", "set_by_staff"]
    assert ["'" + name, "5.0", "5.0", ""] in [row[1:] for row in scores]
    assert {len(row) for row in scores} == {5}


def test_a_session_makes_lists_and_revokes_tokens(client: Clients, signed_in: httpx.Client) -> None:
    made = signed_in.post("/api/v1/tokens", json={"name": "build", "scope": "ci", "course": "testing-101", "days": 7})
    assert made.status_code == 201, made.text
    headers = {"Authorization": f"Bearer {made.json()['token']}"}
    assert hand_in(client(None, **headers)).status_code == 202
    listed = signed_in.get("/api/v1/tokens").json()
    assert [each["name"] for each in listed] == ["demo.json", "build"]
    assert made.json()["token"] not in str(listed)
    assert 6 < (datetime.fromisoformat(listed[1]["expires_at"]) - datetime.now(UTC)).days + 1 <= 7
    assert signed_in.delete(f"/api/v1/tokens/{made.json()['id']}").status_code == 204
    assert client(None, **headers).get("/api/v1/labs").status_code == 401
    assert signed_in.delete(f"/api/v1/tokens/{made.json()['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "x", "scope": "ci"}, 422),
        ({"name": "x", "scope": "instructor"}, 403),
        ({"name": "x", "scope": "ci", "course": "no-such"}, 404),
        ({"name": "x", "scope": "ci", "assignment": "testing-101/no-such"}, 404),
        ({"name": "x", "person_id": str(uuid4())}, 422),
        ({"name": "x", "days": 100000}, 422),
    ],
)
def test_tokens_never_give_more_than_their_owner_has(signed_in: httpx.Client, body: dict, status: int) -> None:
    assert signed_in.post("/api/v1/tokens", json=body).status_code == status


@pytest.mark.parametrize("who", ["student", "instructor", "ci"])
def test_a_token_neither_makes_nor_lists_nor_revokes_tokens(client: Clients, db: Session, who: str) -> None:
    program = client(who)
    own = db.scalar(text("SELECT id FROM tokens WHERE person_id = :person"), {"person": person(db, who)})
    for answer in (
        program.post("/api/v1/tokens", json={"name": "x"}),
        program.get("/api/v1/tokens"),
        program.delete(f"/api/v1/tokens/{own}"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:allclose:session-only")
    assert program.get("/api/v1/labs").status_code == 200


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:8000", "127.0.0.1.example", "10.0.0.1", "[::2]"])
def test_a_name_that_another_site_gave_this_machine_opens_no_demo(client: Clients, host: str) -> None:
    browser = client(None, Host=host, **SAME_SITE)
    assert browser.post("/signin/demo", data={"person": "instructor"}).status_code == 404
    assert "Sign in as" not in browser.get("/signin").text


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_the_demo_opens_by_every_name_of_this_machine(client: Clients, host: str) -> None:
    browser = client(None, Host=host, **SAME_SITE)
    assert "Sign in as demo instructor" in browser.get("/signin").text
    assert browser.post("/signin/demo", data={"person": "instructor"}).status_code == 303


def test_wrong_passwords_and_unknown_names_are_told_apart_by_nothing(client: Clients) -> None:
    browser = client(None, **SAME_SITE)
    answers = [browser.post("/signin", data={"name": n, "password": "wrong"}) for n in ("student", "nobody")]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].text.replace("student", "nobody") == answers[1].text.replace("student", "nobody")


def test_a_forged_session_is_nobody(client: Clients, signed_in: httpx.Client) -> None:
    cookie = signed_in.cookies["allclose"]
    forged = client(None, Cookie=f"allclose={cookie[:-2]}{'A' if cookie[-2] != 'A' else 'B'}{cookie[-1]}")
    assert forged.get("/api/v1/labs").status_code == 401


def test_every_answer_carries_the_policy(client: Clients) -> None:
    for path in ("/healthz", "/api/v1/labs", "/api/v1/nothing", "/api/v1/openapi.json"):
        headers = client().get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_unknown_routes_and_methods_are_problems(client: Clients) -> None:
    for method, path, status in (("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/submissions", 405)):
        answer = client().request(method, path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_openapi_describes_the_contract(client: Clients) -> None:
    described = client(None).get("/api/v1/openapi.json").json()
    assert {"/api/v1/submissions", "/api/v1/submissions/{submission_id}/events", "/healthz"} <= described[
        "paths"
    ].keys()
    body = described["paths"]["/api/v1/submissions"]["post"]["requestBody"]["content"]
    assert "multipart/form-data" in body
    assert not any(path.startswith("/labs") for path in described["paths"])  # the pages are not an API


def test_demo_people_keep_their_tokens_at_the_next_start(demo: Demo, db: Session) -> None:
    with session() as other:
        assert ensure_demo(other, demo) == demo
    with session() as other:
        fresh = ensure_demo(other, Demo())
    assert not set(fresh.tokens.values()) & set(demo.tokens.values())
    assert db.scalar(text("SELECT count(*) FROM people")) == 4


def test_labs_with_statement_and_starter(client: Clients) -> None:
    (listed,) = client().get("/api/v1/labs").json()
    assert (listed["lab"], listed["max_score"], listed["pass_score"], listed["open"]) == (LAB, 6, 4, True)
    assert client().get(f"/api/v1/labs/{LAB}").json() == listed
    assert client().get(f"/api/v1/labs/{LAB}/statement").text == "Write $x^2$.\n"
    starter = client().get(f"/api/v1/labs/{LAB}/starter")
    assert starter.headers["content-disposition"].startswith('attachment; filename="lab-a.py"')
    assert client().get("/api/v1/labs/testing-101/none").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/labs/a%00b/c",
        "/api/v1/submissions?lab=%00",
        "/api/v1/courses/testing-101/submissions?student=%00",
        "/api/v1/submissions/9223372036854775808",
        "/api/v1/submissions?cursor='",
    ],
)
def test_strange_characters_and_numbers_are_refused_and_never_a_fault(client: Clients, path: str) -> None:
    answer = client("instructor").get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_a_nul_in_a_form_is_refused(client: Clients, signed_in: httpx.Client) -> None:
    assert hand_in(client(), fields={"lab": "a\0b"}).status_code == 422
    assert signed_in.post("/api/v1/tokens", json={"name": "a\0b"}).status_code == 422
    assert signed_in.post("/api/v1/tokens", content=b'{"name": "\\ud800"}').status_code == 422


def test_a_mistake_of_ours_is_a_problem_too_and_tells_nothing(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("api.labs.labs_of", broken)
    answer = client().get("/api/v1/labs")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:allclose:internal")
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
