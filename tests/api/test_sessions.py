"""Sessions of people at a browser: new at every sign-in, over when they sign out, the cookie theirs alone."""

from collections.abc import Iterator
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.auth import MOST_SESSIONS, enter
from api.database import session
from api.demo import Demo
from api.settings import Settings
from tests.api.conftest import Clients, serving

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def sign_in(browser: httpx.Client, demo: Demo, who: str = "student") -> str:
    """The cookie that it is given."""
    answer = browser.post("/signin", data={"name": who, "password": demo.passwords[who]})
    assert answer.status_code == 303, answer.text
    return str(browser.cookies["allclose"])


def knows(client: Clients, cookie: str) -> int:
    return client(None, Cookie=f"allclose={cookie}").get("/api/v1/labs").status_code


def test_who_signs_out_ends_every_copy_of_the_cookie_and_no_other_session(client: Clients, demo: Demo) -> None:
    here, there = client(None, **SAME_SITE), client(None, **SAME_SITE)
    copied, other = sign_in(here, demo), sign_in(there, demo)
    assert (knows(client, copied), knows(client, other)) == (200, 200)
    assert here.post("/signout").status_code == 303
    assert (knows(client, copied), knows(client, other)) == (401, 200)
    assert here.get("/api/v1/labs").status_code == 401


def test_a_sign_in_ends_the_session_that_the_browser_had(client: Clients, demo: Demo) -> None:
    """A cookie that was planted before, or belongs to who sat there before, is worth nothing after it."""
    browser = client(None, **SAME_SITE)
    planted = sign_in(browser, demo, "student2")
    own = sign_in(browser, demo)
    assert own != planted
    assert (knows(client, planted), knows(client, own)) == (401, 200)


def test_a_session_ends_after_a_fortnight_whatever_its_cookie_says(client: Clients, demo: Demo, db: Session) -> None:
    cookie = sign_in(client(None, **SAME_SITE), demo)
    db.execute(text("UPDATE sign_ins SET created_at = now() - interval '14 days'"))
    db.commit()
    assert knows(client, cookie) == 401


def test_the_table_of_sessions_is_bounded_and_keeps_the_newest(client: Clients, demo: Demo, db: Session) -> None:
    owner = db.scalar(text("SELECT person_id FROM identities WHERE subject = 'student' LIMIT 1"))
    first = sign_in(client(None, **SAME_SITE), demo)
    for _ in range(MOST_SESSIONS):
        newest: dict[str, Any] = {}
        with session() as other:
            enter(other, newest, owner)
    assert db.scalar(text("SELECT count(*) FROM sign_ins")) == MOST_SESSIONS
    assert db.scalar(text("SELECT count(*) FROM sign_ins WHERE id = :id"), {"id": newest["sign_in"]}) == 1
    assert knows(client, first) == 401


@pytest.fixture
def behind_https(settings: Settings, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """What a proxy that ends TLS sends on."""
    monkeypatch.setattr(settings, "public_url", "https://grader.example")
    with serving() as url, httpx.Client(base_url=url, headers={"Host": "grader.example"}) as proxy:
        yield proxy


def given(answer: httpx.Response) -> "Morsel[str]":
    (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
    return morsel


def test_over_https_the_cookie_belongs_to_this_host_alone(behind_https: httpx.Client, demo: Demo) -> None:
    form = {"name": "student", "password": demo.passwords["student"]}
    cookie = given(behind_https.post("/signin", data=form, headers=SAME_SITE))
    sent = {"Cookie": f"{cookie.key}={cookie.value}"}
    assert (cookie.key, cookie["path"], cookie["domain"]) == ("__Host-allclose", "/", "")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert behind_https.get("/api/v1/labs", headers=sent).status_code == 200
    assert behind_https.get("/api/v1/labs", headers={"Cookie": f"allclose={cookie.value}"}).status_code == 401


def test_over_http_on_this_machine_the_cookie_is_kept_from_scripts_and_other_sites(client: Clients, demo: Demo) -> None:
    form = {"name": "student", "password": demo.passwords["student"]}
    cookie = given(client(None, **SAME_SITE).post("/signin", data=form))
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "lax", "")


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("grader.example", "/api/v1/openapi.json", 200),
        ("GRADER.example", "/api/v1/openapi.json", 200),
        ("127.0.0.1:8000", "/api/v1/openapi.json", 200),
        ("[::1]:8000", "/api/v1/openapi.json", 200),
        ("evil.example", "/api/v1/openapi.json", 421),
        ("grader.example.evil.example", "/signin", 421),
        ("127.0.0.1.evil.example", "/signin", 421),
        ("grader.example:8000", "/signin", 421),
        ("10.0.0.1", "/healthz", 503),
    ],
)
def test_a_service_with_a_name_answers_to_no_other(
    behind_https: httpx.Client, host: str, path: str, status: int
) -> None:
    answer = behind_https.get(path, headers={"Host": host})
    assert answer.status_code == status
    assert "evil" not in answer.text


def test_a_token_in_the_address_is_refused_whoever_asks(client: Clients, demo: Demo) -> None:
    token = demo.tokens["student"]
    signed_in = client(None, **SAME_SITE)
    sign_in(signed_in, demo)
    for name in ("token", "access_token", "q"):
        for who in (client(None), client(), signed_in):
            answer = who.get("/api/v1/labs", params={name: token})
            assert (answer.status_code, answer.json()["type"]) == (401, "urn:allclose:unauthorized")
            assert token not in answer.text
