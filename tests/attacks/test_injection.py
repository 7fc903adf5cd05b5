"""Parts of SQL wherever something can be said: in addresses, filters, cursors, forms, JSON, headers and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.attacks.holdings import holdings, signed_in
from tests.attacks.routes import Route, every_route
from tests.attacks.siege import Siege

LAB = "attacks/polynomial"
SOURCE = b"def polynomial_gradient(x):\n    return x\n"
PARTS = {
    "quote": "'",
    "stacked": "x'; DROP TABLE submissions CASCADE; --",
    "union": "x' UNION SELECT secret_sha256 FROM tokens --",
    "double_quote": 'x" OR "1"="1" /*',
    "format": "%s %(id)s :id {0} $1 \\",
    "huge_number": str(2**63),
    "nul": "a\0b",
}
# What an answer would hold if a part had come through, or if its error had.
OF_THE_DATABASE = re.compile(r"psycopg|sqlalchemy|syntax error|SQLSTATE|pg_catalog|\b[0-9a-f]{64}\b", re.IGNORECASE)
NOTHING = "0" * 32
FITTING = {
    "course": "attacks",
    "lab": "polynomial",
    "name": "polynomial",
    "path": "site.css",
    "submission_id": NOTHING,
    "token_id": NOTHING,
    "exercise": "gradient",
    "check": "x",
}
HEADERS = ("Authorization", "Cookie", "Idempotency-Key", "Accept", "Host", "X-Forwarded-For")
SAYABLE = {name: part for name, part in PARTS.items() if "\0" not in part}


@pytest.fixture(scope="module")
def browser(siege: Siege) -> Iterator[httpx.Client]:
    with signed_in(siege, "instructor") as browser:
        yield browser


def requests(route: Route, part: str) -> Iterator[dict[str, Any]]:
    """The part in each place of the route by itself, and as a name that nobody knows."""
    path = route.at(**FITTING)
    for name in route.names:
        yield {"url": route.at(**FITTING | {name: quote(part, safe="")})}
    for name in (*route.query, part):
        yield {"url": path, "params": {name: part}}
    # The name of a token may be any text, and a test of its own keeps it.
    for name in (*route.body, part) if route.path.rpartition("/")[2] != "tokens" else route.body[1:]:
        sent = {name: part}
        yield {"url": path, "data": sent} if route.is_form else {"url": path, "json": sent}


@pytest.mark.parametrize("part", [pytest.param(part, id=f"H11-sql_injection-{name}") for name, part in PARTS.items()])
def test_no_place_of_any_route_takes_a_part_of_sql_for_more_than_text(
    siege: Siege, browser: httpx.Client, part: str
) -> None:
    before = holdings(siege)
    with siege.hostile():
        for route in every_route():
            if route.path in {"/signout", "/api/v1/submissions/{submission_id}/events"}:
                continue  # says nothing that it could take, or listens for ever
            for request in requests(route, part):
                answer = browser.request(route.method, **request)
                assert answer.status_code < 500, (route, request, answer.text)
                assert not OF_THE_DATABASE.search(answer.text), (route, request, answer.text)
        assert holdings(siege) == before


@pytest.mark.parametrize("header", [pytest.param(name, id=f"H11-sql_injection-{name}") for name in HEADERS])
def test_no_header_does(siege: Siege, header: str) -> None:
    before = holdings(siege)
    with siege.hostile():
        for part in SAYABLE.values():
            said = {"Authorization": f"Bearer alc_{part}", "Cookie": f"allclose={quote(part)}"}.get(header, part)
            answer = siege.people["instructor"].get("/api/v1/courses/attacks/scores", headers={header: said})
            assert answer.status_code < 500, answer.text
            assert not OF_THE_DATABASE.search(answer.text)
        assert holdings(siege) == before


@pytest.mark.parametrize("name", [pytest.param(name, id=f"H11-sql_injection-kept_{name}") for name in SAYABLE])
def test_what_may_be_said_is_kept_letter_by_letter(siege: Siege, browser: httpx.Client, name: str) -> None:
    """As the name of a token, as a reason, as a key of an upload and as the name of its file."""
    part = PARTS[name]
    with siege.hostile() as answers:
        token = browser.post("/api/v1/tokens", json={"name": part}).json()
        assert part in [each["name"] for each in browser.get("/api/v1/tokens").json()]
        assert browser.delete(f"/api/v1/tokens/{token['id']}").status_code == 204
        sent = siege.people["student"].post(
            "/api/v1/submissions",
            params={"wait": 30},
            headers={"Idempotency-Key": part},
            data={"lab": LAB, "exercise": "other"},
            files={"file": (f"{part}lab.py", SOURCE)},
        )
        answers.append(sent)
        assert sent.status_code == 200, sent.text
        override = f"/api/v1/submissions/{sent.json()['id']}/override"
        given = browser.put(override, json={"score": 1, "reason": part})
        assert given.json()["override"]["reason"] == part
        assert browser.delete(override).status_code == 204
