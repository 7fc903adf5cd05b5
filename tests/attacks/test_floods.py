"""One account that asks for far more than its part: it is told to wait, and nobody else waits for it."""

from __future__ import annotations

import hashlib
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from urllib.parse import urlsplit

import httpx
import pytest

from api.limiting import UPLOADS_AT_ONCE
from cli.processes import wait_until
from tests.attacks import wire
from tests.attacks.siege import PATIENCE_S, Siege

LAB = "attacks/polynomial"
AT_ONCE = 6
FULL = 1000  # ALLCLOSE_QUEUE_LIMIT
NOBODYS = "nobody"  # a lane that no worker takes from


@pytest.fixture
def token(siege: Siege) -> str:
    """Of a student of the course who does nothing else here."""
    plain = f"alc_{secrets.token_urlsafe(32)}"
    (person,) = siege.records.ask("INSERT INTO people (id, name) VALUES (gen_random_uuid(), 'Mallory') RETURNING id")
    siege.records.ask(
        "INSERT INTO enrolments (person_id, course_id, role) "
        "SELECT %s, id, 'student' FROM courses WHERE slug = 'attacks' RETURNING role",
        person["id"],
    )
    siege.records.ask(
        "INSERT INTO tokens (id, person_id, secret_sha256, name, scope) "
        "VALUES (gen_random_uuid(), %s, %s, 'flood', 'student') RETURNING id",
        person["id"],
        hashlib.sha256(plain.encode()).hexdigest(),
    )
    return plain


def addresses() -> Iterator[dict[str, str]]:
    """Another forwarded one with each request."""
    for number in count():
        yield {
            "X-Forwarded-For": f"203.0.{number // 250 % 250}.{number % 250}",
            "Forwarded": f"for=198.51.100.{number}",
        }


def flood(ask: Callable[[], httpx.Response], times: int) -> list[httpx.Response]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda _: ask(), range(times)))


@pytest.mark.parametrize("times", [pytest.param(500, id="H15-flood_of_uploads")])
def test_a_flood_of_uploads_is_answered_with_later_and_nothing_accepted_is_lost(
    siege: Siege, token: str, times: int
) -> None:
    forwarded = addresses()
    with siege.hostile() as answers, httpx.Client(base_url=siege.url, timeout=60) as client:
        client.headers["Authorization"] = f"Bearer {token}"

        def upload() -> httpx.Response:
            form = {"lab": LAB, "exercise": ["other"]}
            return client.post(
                "/api/v1/submissions", data=form, files={"file": ("mallory.py", b"x = 1\n")}, headers=next(forwarded)
            )

        with ThreadPoolExecutor(1) as beside:
            neighbour = beside.submit(lambda: [siege.honest() for _ in range(3)])
            answers.extend(flood(upload, times))
            assert len(neighbour.result(60)) == 3
        # 200 where it was graded before it was told.
        assert {answer.status_code for answer in answers} - {200} == {202, 429}
        refused = [answer for answer in answers if answer.status_code == 429]
        assert min(int(answer.headers["retry-after"]) for answer in refused) >= 1
        # Up to the limit by the minute, three may wait; above it nothing is even read.
        kinds = Counter(answer.json()["type"].removeprefix("urn:allclose:") for answer in refused)
        # Those that came before it was known whose they are still counted for their address.
        assert kinds["too-many-requests"] >= times - 300 - AT_ONCE
        taken = {answer.json()["id"] for answer in answers if answer.status_code in {200, 202}}
        stored = "SELECT count(*) AS n FROM submissions s JOIN people p ON p.id = s.person_id WHERE p.name = 'Mallory'"
        assert siege.records.ask(stored)[0]["n"] == len(taken)
        graded = lambda: {siege.records.gradings(each)[-1].state for each in taken} == {"graded"}  # noqa: E731
        assert wait_until(graded, 60)


@pytest.mark.parametrize("most", [pytest.param(10_000, id="H15-flood_of_polls")])
def test_a_flood_of_polls_is_answered_with_later_whatever_address_it_claims(
    siege: Siege, token: str, most: int
) -> None:
    """An address below the status that does not exist costs least, so that a slow machine reaches the limit as well."""
    with siege.hostile() as answers, httpx.Client(base_url=siege.url, timeout=60) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        own = siege.hand_in("student2", "own.py", b"x = 1\n", LAB, ["other"])["id"]
        assert client.get(f"/api/v1/submissions/{own}").status_code == 404
        seen: Counter[int] = Counter()
        forwarded = addresses()
        while seen.total() < most and not seen[429]:
            asked = [
                wire.get(f"/api/v1/submissions/{own}/now", token, **each) for each in islice(forwarded, wire.PIPELINE)
            ]
            seen.update(wire.pipelined(siege.url, asked))
        assert set(seen) == {404, 429}
        assert seen[404] >= 3000 - 1  # the first one was still its address's
        answers.append(client.get(f"/api/v1/submissions/{own}", headers=next(forwarded)))
        assert (answers[0].status_code, int(answers[0].headers["retry-after"]) >= 1) == (429, True)
        # Its address is everybody's here, and stays open to others.
        assert siege.people["student"].get("/api/v1/submissions").status_code == 200


@pytest.mark.parametrize("lines", [pytest.param(UPLOADS_AT_ONCE + 10, id="H03-oversized_body_one_byte_a_second")])
def test_uploads_that_trickle_are_ended_and_bounded_and_nobody_waits_for_them(
    siege: Siege, token: str, lines: int
) -> None:
    httpx.get(f"{siege.url}/api/v1/labs", headers={"Authorization": f"Bearer {token}"})  # whose it is, is known then
    with siege.hostile():
        place = urlsplit(siege.url)
        open_lines = [socket.create_connection((place.hostname, place.port), timeout=30) for _ in range(lines)]
        for line in open_lines:
            line.sendall(wire.head(token, Content_Length="100000"))
        with ThreadPoolExecutor(1) as beside:
            neighbour = beside.submit(siege.honest)
            found = Counter(wire.trickled(open_lines, wire.field("lab", LAB.encode()), 1.0, PATIENCE_S))
            neighbour.result(60)
        assert found == {408: UPLOADS_AT_ONCE, 429: lines - UPLOADS_AT_ONCE}


@pytest.mark.parametrize("waiting", [pytest.param(FULL, id="H15-flood_queue_full")])
def test_a_full_queue_takes_nothing_and_says_when_to_come_back(siege: Siege, waiting: int) -> None:
    with siege.hostile() as answers:
        of_somebody = siege.honest()
        siege.records.ask(
            "INSERT INTO gradings (id, submission_id, lab_version_id, lane, seed, max_score, woken_at) "
            "SELECT gen_random_uuid(), submission_id, lab_version_id, %s, seed, max_score, now() + interval '1 h' "
            "FROM gradings, generate_series(1, %s) WHERE submission_id = %s RETURNING lane",
            NOBODYS,
            waiting,
            of_somebody,
        )
        before = siege.records.ask("SELECT count(*) AS n FROM submissions")
        try:
            form = {"lab": LAB, "exercise": ["other"]}
            answers.append(
                siege.people["student"].post(
                    "/api/v1/submissions", data=form, files={"file": ("mallory.py", b"x = 1\n")}
                )
            )
        finally:
            siege.records.ask("DELETE FROM gradings WHERE lane = %s RETURNING lane", NOBODYS)
        assert (answers[0].status_code, answers[0].headers["retry-after"]) == (503, "60")
        assert siege.records.ask("SELECT count(*) AS n FROM submissions") == before
