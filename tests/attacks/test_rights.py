"""Whose things are whose: other people's, fields that are not theirs to set, staff's routes, other sites' forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.attacks.holdings import by, count, holdings, neighbour_of_staff, refusals, signed_in
from tests.attacks.routes import Route, every_route
from tests.attacks.siege import Siege

LAB = "attacks/polynomial"
WRONG = b"def polynomial_gradient(x):\n    return x\n"
NOT_THEIRS = {
    "score": "20",
    "status": "graded",
    "student_id": str(uuid4()),
    "person_id": str(uuid4()),
    "attempt": "0",
    "is_staff": "true",
    "graded_at": "2020-01-01",
    "created_at": "2020-01-01",
    "worker_id": "w1",
    "late_factor": "1",
    "token_id": str(uuid4()),
    "seed": "00",
}
# What a student may ask for. A route that is not in this list refuses students, or the test below fails.
FOR_STUDENTS = {
    "POST /api/v1/submissions",
    "GET /api/v1/submissions",
    "GET /api/v1/submissions/{submission_id}",
    "GET /api/v1/submissions/{submission_id}/source",
    "GET /api/v1/submissions/{submission_id}/artifacts/{exercise}/{check}/{name}",
    "GET /api/v1/submissions/{submission_id}/events",
    "GET /api/v1/labs",
    "GET /api/v1/labs/{course}/{lab}",
    "GET /api/v1/labs/{course}/{lab}/statement",
    "GET /api/v1/labs/{course}/{lab}/starter",
    "POST /api/v1/tokens",
    "GET /api/v1/tokens",
    "DELETE /api/v1/tokens/{token_id}",
    "GET /static/{path:path}",
    "GET /signin",
    "POST /signin",
    "POST /signin/demo",
    "POST /signout",
    "GET /",
    "GET /labs/{course}/{name}",
    "GET /labs/{course}/{name}/starter.py",
    "POST /labs/{course}/{name}",
    "GET /submissions/{submission_id}",
    "GET /submissions/{submission_id}/source",
    "GET /submissions/{submission_id}/artifacts/{exercise}/{check}/{name}",
    "GET /submissions/{submission_id}/live",
    "GET /tokens",
    "POST /tokens",
    "POST /tokens/{token_id}/revoke",
    "GET /healthz",
}
# What a route of staff needs to come as far as the question whose it is.
BODIES: dict[str, dict[str, Any]] = {
    "PUT /api/v1/submissions/{submission_id}/override": {"json": {"score": 20, "reason": "mine"}},
    "POST /submissions/{submission_id}/override": {"data": {"score": "20", "reason": "mine"}},
}
FOR_PEOPLE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def theirs(siege: Siege) -> str:
    """A graded submission of the second student, which the first one attacks."""
    return siege.honest()


@pytest.fixture(scope="module")
def own(siege: Siege) -> str:
    return str(siege.hand_in("student", "mine.py", WRONG, LAB, ["gradient"])["id"])


@pytest.fixture(scope="module")
def student(siege: Siege) -> Iterator[httpx.Client]:
    with signed_in(siege, "student") as browser:
        yield browser


@pytest.fixture(scope="module")
def instructor(siege: Siege) -> Iterator[httpx.Client]:
    with signed_in(siege, "instructor") as browser:
        yield browser


@pytest.fixture(scope="module")
def narrow(siege: Siege, instructor: httpx.Client) -> Iterator[httpx.Client]:
    """An instructor's token of the scope `student`."""
    made = instructor.post("/api/v1/tokens", json={"name": "narrow", "scope": "student"}).json()
    with by(siege, made["token"]) as client:
        yield client


@pytest.fixture(scope="module")
def elsewhere(siege: Siege) -> Iterator[httpx.Client]:
    with neighbour_of_staff(siege) as client:
        yield client


def named(line: str, *names: str) -> Any:
    """Parameters whose tests begin with the id of their line."""
    return [pytest.param(name, id=f"{line}-{name}") for name in names]


def places(siege: Siege, submission: str) -> dict[str, str]:
    """What stands in the braces of an address: things that exist."""
    (token,) = siege.records.ask("SELECT id FROM tokens WHERE scope = 'ci' LIMIT 1")
    slugs = {"course": "attacks", "lab": "polynomial", "name": "polynomial", "path": "site.css"}
    return slugs | {"submission_id": submission, "token_id": str(token["id"]), "exercise": "gradient", "check": "x"}


def told(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All of an answer but the time of day."""
    return answer.status_code, answer.content, [item for item in answer.headers.items() if item[0] != "date"]


@pytest.mark.parametrize("who", named("H05-read_others", "student", "ci", "elsewhere"))
def test_what_is_somebody_elses_is_answered_like_what_is_not_there(
    siege: Siege, theirs: str, elsewhere: httpx.Client, who: str
) -> None:
    """By each route that names a submission, in each method, byte for byte; also by the id that comes next."""
    client = elsewhere if who == "elsewhere" else siege.people[who]
    before = holdings(siege)
    with siege.hostile() as answers:
        for route in (each for each in every_route() if "submission_id" in each.names):
            ids = (theirs, str(UUID(int=UUID(theirs).int + 1)), str(uuid4()))
            asked = [
                client.request(
                    route.method, route.at(**places(siege, each)), headers=FOR_PEOPLE, **BODIES.get(str(route), {})
                )
                for each in ids
            ]
            assert told(asked[0])[0] == 404, route
            assert told(asked[0]) == told(asked[1]) == told(asked[2]), route
            assert theirs not in asked[0].text, route
            answers.extend(asked)
        assert holdings(siege) == before


@pytest.mark.parametrize("path", named("H05-read_others", "/api/v1/submissions", f"/labs/{LAB}"))
def test_lists_hold_nothing_of_others_and_a_foreign_cursor_is_unknown(
    siege: Siege, theirs: str, own: str, path: str
) -> None:
    client = siege.people["student"]
    with siege.hostile() as answers:
        answers.append(client.get(path))
        assert own in answers[0].text
        foreign, unknown = (client.get(path, params={"cursor": each}) for each in (theirs, str(uuid4())))
        assert foreign.text == unknown.text
        answers.extend([foreign, unknown])
        assert not any(theirs in answer.text for answer in answers)


@pytest.mark.parametrize("field", named("H06-mass_assignment", *NOT_THEIRS))
def test_a_field_that_is_not_theirs_to_set_refuses_the_upload(siege: Siege, field: str) -> None:
    before = holdings(siege)
    answer = siege.people["student"].post(
        "/api/v1/submissions", data={"lab": LAB, field: NOT_THEIRS[field]}, files={"file": ("a.py", WRONG)}
    )
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:allclose:invalid")
    assert f"`{field}` is not known here" in answer.json()["detail"]
    assert holdings(siege) == before


@pytest.mark.parametrize("what", named("H06-mass_assignment", "every_body"))
def test_no_body_takes_what_it_does_not_name(what: str) -> None:
    loose = [(str(route), each.__name__) for route in every_route() for each in route.models if not forbids(each)]
    assert loose == []


def forbids(model: type) -> bool:
    return bool(getattr(model, "model_config", {}).get("extra") == "forbid")


@pytest.mark.parametrize("what", named("H06-mass_assignment", "form_of_the_page"))
def test_the_page_takes_the_file_alone(siege: Siege, what: str) -> None:
    fields = {name: NOT_THEIRS[name] for name in ("score", "status", "person_id")}
    with siege.hostile() as answers:
        upload = siege.people["student"].post(f"/labs/{LAB}", data=fields, files={"file": ("page.py", WRONG)})
        submission = upload.headers["location"].rpartition("/")[2]
        answers.extend([upload, siege.people["student"].get(f"/api/v1/submissions/{submission}/events")])
        assert '"score":0' in answers[1].text
        query = """
            submissions s JOIN identities i ON i.person_id = s.person_id AND i.provider = 'demo'
            WHERE s.id = %s AND i.subject = 'student' AND s.late_factor = 1 AND s.created_at > now() - interval '1 hour'
        """
        assert count(siege, query, submission) == 1


@pytest.mark.parametrize("what", named("H06-mass_assignment", "token"))
def test_a_token_is_its_owners_whatever_is_asked_for(siege: Siege, student: httpx.Client, what: str) -> None:
    before = holdings(siege)
    with siege.hostile() as answers:
        for field in ("person_id", "issued_by", "secret_sha256", "expires_at", "is_staff"):
            answers.append(student.post("/api/v1/tokens", json={"name": "x", field: NOT_THEIRS.get(field, "x")}))
            assert answers[-1].status_code == 422
        assert holdings(siege) == before


@pytest.mark.parametrize("who", named("H07-role_escalation", "student", "ci", "narrow", "elsewhere"))
def test_whatever_is_not_for_students_refuses_them(
    siege: Siege, own: str, elsewhere: httpx.Client, narrow: httpx.Client, who: str
) -> None:
    """Also those who are staff elsewhere, or here, but by a token that is not."""
    known = {str(route): route for route in every_route()}
    assert known.keys() >= FOR_STUDENTS
    clients = {**siege.people, "narrow": narrow, "elsewhere": elsewhere}
    before = holdings(siege)
    with siege.hostile() as answers:
        for name in known.keys() - FOR_STUDENTS:
            route = known[name]
            path = route.at(**places(siege, own))
            answers.append(clients[who].request(route.method, path, headers=FOR_PEOPLE, **BODIES.get(name, {})))
            assert answers[-1].status_code in refused_with(who, route), f"{route}: {answers[-1].text[:200]}"
        assert holdings(siege) == before


def refused_with(who: str, route: Route) -> set[int]:
    """Of their own submission they know that it is there. The workers are the same for the staff of every course."""
    if who == "elsewhere" and route.path in {"/api/v1/workers", "/sandbox"}:
        return {200}
    return {403} if who == "student" else {403, 404}


@pytest.mark.parametrize("path", named("H07-role_escalation", "scores", "audit"))
def test_a_refusal_leaves_one_line_that_staff_reads(siege: Siege, path: str) -> None:
    siege.records.ask("DELETE FROM audit WHERE action LIKE 'refused.%%' RETURNING id")
    for _ in range(3):
        assert siege.people["student"].get(f"/api/v1/courses/attacks/{path}").status_code == 403
    assert refusals(siege) in {1, 2}  # the minute may turn
    line = siege.people["instructor"].get("/api/v1/courses/attacks/audit").json()["lines"][0]
    assert (line["action"], line["person"], line["target"]) == ("refused.staff-only", "Demo student", "course/attacks")


@pytest.mark.parametrize(
    "path", named("H07-role_escalation", "/docs", "/redoc", "/api/v1/docs", "/metrics", "/admin", "/openapi.json")
)
def test_there_is_nothing_that_nobody_has_thought_of(siege: Siege, path: str) -> None:
    for who in ("student", "instructor"):
        assert siege.people[who].get(path).status_code == 404


FROM_ELSEWHERE = {
    "another_site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    "another_port": {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:1"},
    "an_old_browser": {"Origin": "https://evil.example"},
    "a_sandboxed_frame": {"Origin": "null"},
}
KINDS = {
    "application/x-www-form-urlencoded": b"name=stolen&score=20&reason=x",
    "text/plain": b'{"name": "stolen", "score": 20, "reason": "x"}',
}


def cookie_of(browser: httpx.Client) -> httpx.Client:
    """The same person's browser, showing a page of somebody else."""
    return httpx.Client(base_url=browser.base_url, cookies=browser.cookies, timeout=60)


@pytest.mark.parametrize("where", named("H10-cross_site_post", *FROM_ELSEWHERE, "nobody_says"))
def test_no_other_site_does_anything_with_the_cookie(
    siege: Siege, own: str, instructor: httpx.Client, where: str
) -> None:
    """By each route that does something; JSON as text/plain too, which a form of any site can send."""
    before = holdings(siege)
    with siege.hostile() as answers, cookie_of(instructor) as victim:
        for route in (each for each in every_route() if each.method != "GET"):
            for kind, body in KINDS.items():
                headers = FROM_ELSEWHERE.get(where, {}) | {"Content-Type": kind}
                answer = victim.request(route.method, route.at(**places(siege, own)), headers=headers, content=body)
                assert (answer.status_code, answer.json()["type"]) == (403, "urn:allclose:cross-site"), route
                answers.append(answer)
        assert victim.get("/api/v1/tokens").status_code == 200, "it was signed out"
        assert holdings(siege) == before


@pytest.mark.parametrize("where", named("H10-cross_site_post", *(f"read_by_{where}" for where in FROM_ELSEWHERE)))
def test_no_other_site_listens_or_is_granted_anything(
    siege: Siege, own: str, student: httpx.Client, where: str
) -> None:
    said = FROM_ELSEWHERE[where.removeprefix("read_by_")]
    stream = said | ({"Sec-Fetch-Mode": "cors"} if "Sec-Fetch-Site" in said else {})
    with siege.hostile() as answers, cookie_of(student) as victim:
        for path in (f"/submissions/{own}/live", f"/api/v1/submissions/{own}/events", "/api/v1/submissions"):
            answers.append(victim.get(path, headers=stream))
            assert answers[-1].status_code == 403
            answers.append(victim.options(path, headers=said | {"Access-Control-Request-Method": "POST"}))
        assert not [name for each in answers for name in each.headers if name.startswith("access-control-")]
        link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        assert victim.get(f"/submissions/{own}", headers=link).status_code == 200, "a link is no attack"
