"""What every answer tells browsers, whichever route gives it and however it ends."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from uuid import uuid4

import anyio
import httpx
import pytest

from api.headers import HEADERS
from api.main import create_app
from api.settings import Settings
from tests.api.conftest import Clients

FOR_PEOPLE = {"Accept": "text/html, application/json"}


def requests() -> Iterator[tuple[str, str]]:
    """Every method of every route, at an address that fits it."""
    included = [found for found in create_app().routes if hasattr(found, "effective_route_contexts")]
    for route in (route for each in included for route in each.effective_route_contexts()):
        path = re.sub(r"\{\w+_id\}", str(uuid4()), route.path).replace("{path:path}", "site.css")
        yield from ((method, re.sub(r"\{\w+\}", "x", path)) for method in sorted(route.methods - {"HEAD"}))


def hardened(answer: httpx.Response) -> dict[str, str]:
    """What is missing or otherwise than it has to be."""
    return {name: answer.headers.get(name, "") for name, value in HEADERS.items() if answer.headers.get(name) != value}


@pytest.mark.parametrize("who", ["student", "instructor", None])
def test_every_route_tells_browsers_what_they_may_do(client: Clients, who: str | None) -> None:
    asking, seen = client(who, **FOR_PEOPLE, **{"Sec-Fetch-Site": "same-origin"}), set()
    for method, path in requests():
        answer = asking.request(method, path)
        assert hardened(answer) == {}, f"{method} {path}"
        kept = answer.headers["cache-control"]
        assert kept.startswith("public") if path.startswith("/static/") else kept == "no-store", f"{method} {path}"
        seen.add(answer.status_code)
    assert {404, 422} <= seen or who is None, seen


def announced(url: httpx.URL, length: int) -> httpx.Response:
    """The answer to an upload of which only the head was sent."""
    line = http.client.HTTPConnection(url.host, url.port or 80, timeout=10)
    line.request("POST", "/api/v1/submissions", headers={"Content-Length": str(length)} | FOR_PEOPLE)
    found = line.getresponse()
    line.close()
    return httpx.Response(found.status, headers=found.getheaders())


def test_refusals_and_faults_do_too(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.labs.labs_of", lambda *_: 1 / 0)
    asking = client(**FOR_PEOPLE)
    answers = {
        403: client(None, **FOR_PEOPLE, Origin="https://evil.example").post("/signin", data={"name": "x"}),
        404: asking.get("/nothing"),
        405: asking.delete("/tokens"),
        413: announced(asking.base_url, 2**40),
        500: asking.get("/api/v1/labs"),
    }
    for status, answer in answers.items():
        assert (answer.status_code, hardened(answer)) == (status, {})
        assert answer.headers["cache-control"] == "no-store"


def test_the_policy_lets_nothing_in_from_elsewhere_and_nothing_run_that_is_not_a_file_of_ours() -> None:
    policy = dict(rule.split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split("; "))
    assert policy.pop("default-src") == "'none'"
    assert policy.keys() >= {"script-src", "style-src", "form-action", "base-uri", "frame-ancestors"}
    assert set(policy.values()) == {"'self'", "'none'"}


def test_static_files_are_kept_for_ever_under_an_address_with_their_content_in_it(client: Clients) -> None:
    page = client(None, **FOR_PEOPLE).get("/signin").text
    styled = re.search(r'href="(/static/site\.css\?v=\w+)"', page)
    assert styled
    answer = client(None).get(styled[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


def test_https_is_held_on_to_where_it_is_spoken(
    client: Clients, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = httpx.ASGITransport(create_app())

    async def asked(scheme: str) -> httpx.Headers:
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://testserver") as browser:
            return (await browser.get("/signin")).headers

    assert anyio.run(asked, "https")["strict-transport-security"] == "max-age=15552000"
    assert "strict-transport-security" not in anyio.run(asked, "http")
    monkeypatch.setattr(settings, "public_url", "https://labs.example")  # a proxy speaks it
    assert "strict-transport-security" in client(None).get("/signin").headers
