"""Uploads that are no hand-ins: refused, each with its reason, and nothing of them stays."""

from __future__ import annotations

import html
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import httpx
import pytest

from api.demo import PEOPLE
from tests.attacks import parcels, wire
from tests.attacks.parcels import OWN, hard_link, packed, special
from tests.attacks.siege import Siege

LAB = "attacks/polynomial"
MEBIBYTE = bytes(1 << 20)


def sent(siege: Siege, data: bytes, name: str = "mallory.zip", who: str = "student", **headers: str) -> httpx.Response:
    return siege.people[who].post(
        "/api/v1/submissions", data={"lab": LAB, "exercise": ["other"]}, files={"file": (name, data)}, headers=headers
    )


def stored(siege: Siege) -> list[int]:
    """How many rows there are of whatever an upload makes."""
    tables = ("submissions", "gradings", "blobs", "idempotency_keys")
    return [siege.records.ask(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables]


@contextmanager
def nothing_stored(siege: Siege) -> Iterator[list[httpx.Response]]:
    """Nor does the API need memory for it, beyond what a few uploads of the largest size take."""
    before = stored(siege)
    api = siege.before.lasting["api"]
    Path(f"/proc/{api.pid}/clear_refs").write_text("5")  # the highest mark begins at the present size
    start = api.memory_info().rss
    with siege.hostile() as answers:
        yield answers
        assert stored(siege) == before
        marks = Path(f"/proc/{api.pid}/status").read_text().split("VmHWM:")[1]
        assert int(marks.split()[0]) * 1024 - start < 100 << 20


SLIPS = {
    "up": packed(OWN, ("../../mallory.py", b"x")),
    "up_and_down": packed(OWN, ("a/../../mallory.py", b"x")),
    "absolute": packed(OWN, ("/tmp/mallory.py", b"x")),
    "drive": packed(OWN, ("C:/mallory.py", b"x")),
    "backslashes": packed(OWN, ("..\\..\\mallory.py", b"x")),
    "link_and_a_file_through_it": packed(OWN, (special("mallory", 0o120777), b"/tmp"), ("mallory/x.py", b"x")),
    "hard_link": packed(OWN, (hard_link("mallory.py", b"/etc/passwd"), b"")),
    "device": packed(OWN, (special("mallory.py", 0o020666), b"")),
    "block_device": packed(OWN, (special("mallory.py", 0o060666), b"")),
    "pipe": packed(OWN, (special("mallory.py", 0o010666), b"")),
    "socket": packed(OWN, (special("mallory.py", 0o140666), b"")),
    "set_user_id": packed(OWN, (special("mallory.py", 0o104755), b"x = 1")),
    "set_group_id": packed(OWN, (special("mallory.py", 0o102755), b"x = 1")),
    "twice": packed(OWN, ("mallory.py", b"x"), ("./mallory.py", b"y")),
    "file_in_a_file": packed(OWN, ("mallory.py", b"x"), ("mallory.py/x.py", b"y")),
}


@pytest.mark.parametrize("slips", [pytest.param(SLIPS, id="H01-zip_slip")])
def test_an_archive_that_leads_elsewhere_is_refused_by_name(siege: Siege, slips: dict[str, bytes]) -> None:
    with nothing_stored(siege) as answers:
        for kind, data in slips.items():
            answer = sent(siege, data)
            answers.append(answer)
            assert answer.status_code == 422, kind
            assert "mallory" in answer.json()["detail"], kind


BOMBS: dict[str, tuple[Callable[[], bytes], set[int]]] = {
    "seven_gib": (parcels.bomb, {413}),
    # Newer patches of Python find the overlap themselves.
    "overlapping": (parcels.overlapping, {413, 422}),
    "forged_sizes": (parcels.forged, {422}),
    "very_many_entries": (parcels.crowded, {413}),
    "archive_in_archive": (lambda: packed(("inner.zip", parcels.bomb(1))), {422}),
    "unknown_packing": (parcels.unknown_packing, {422}),
    "locked": (parcels.locked, {422}),
    "too_many_files": (lambda: packed(*[(f"{number}.py", b"") for number in range(201)]), {413}),
    "larger_than_an_upload": (lambda: bytes(10 << 20), {413}),
}


@pytest.mark.parametrize("bombs", [pytest.param(BOMBS, id="H02-zip_bomb")])
def test_an_archive_that_grows_is_refused_before_it_has(
    siege: Siege, bombs: dict[str, tuple[Callable[[], bytes], set[int]]]
) -> None:
    parcels_of = {kind: (make(), statuses) for kind, (make, statuses) in bombs.items()}
    with nothing_stored(siege) as answers:
        for kind, (data, statuses) in parcels_of.items():
            began = time.monotonic()
            answers.append(sent(siege, data))
            assert answers[-1].status_code in statuses, kind
            assert time.monotonic() - began < 2, kind  # what the refusal may take


FILE = wire.field("file", b"x = 1\n", "mallory.py")
BODY = wire.field("lab", LAB.encode()) + FILE + wire.END
OPEN_FILE = wire.field("lab", LAB.encode()) + wire.field("file", b"", "mallory.py").removesuffix(b"\r\n")
CHUNKED = {"Transfer-Encoding": "chunked"}


def one_gib(part: bytes, first: bytes = b"") -> Iterator[bytes]:
    yield from (first, *repeat(part, 1024))


# Headers, the body, and which answers are right.
BODIES: dict[str, tuple[dict[str, str], Callable[[], Iterable[bytes]], set[int]]] = {
    "one_gib": ({"Content-Length": str(1 << 30)}, lambda: one_gib(MEBIBYTE), {413}),
    "without_length": (CHUNKED, lambda: one_gib(wire.chunk(MEBIBYTE), wire.chunk(OPEN_FILE)), {413}),
    "length_too_small": ({"Content-Length": "20"}, lambda: [BODY], {400, 422}),
    "length_below_zero": ({"Content-Length": "-1"}, lambda: [BODY], {400}),
    "length_of_30_digits": ({"Content-Length": "9" * 30}, lambda: [BODY], {400, 413}),
    "two_lengths": ({"Content-Length": str(len(BODY)), **CHUNKED}, lambda: [wire.chunk(BODY), wire.chunk(b"")], {400}),
    "ten_thousand_fields": (CHUNKED, lambda: [wire.chunk(wire.field(f"f{n}", b"x")) for n in range(10_000)], {400}),
    "huge_part_header": (
        CHUNKED,
        lambda: one_gib(wire.chunk(MEBIBYTE), wire.chunk(f"--{wire.BOUNDARY}\r\nX-Mallory: ".encode())),
        {400},
    ),
    "field_of_a_mebibyte": (CHUNKED, lambda: [wire.chunk(wire.field("lab", MEBIBYTE))], {400}),
    "long_header": ({"X-Mallory": "a" * (64 << 10)}, list, {431}),
    "endless_header": ({"X-Mallory": "a" * (4 << 20)}, list, {431}),
    "many_headers": ({f"X-Mallory-{number}": "a" for number in range(200)}, list, {431}),
}


@pytest.mark.parametrize("bodies", [pytest.param(BODIES, id="H03-oversized_body")])
def test_a_body_that_is_none_is_refused_while_it_comes(
    siege: Siege, bodies: dict[str, tuple[dict[str, str], Callable[[], Iterable[bytes]], set[int]]]
) -> None:
    with nothing_stored(siege):
        for kind, (headers, body, statuses) in bodies.items():
            status, answer, taken = wire.spoken(siege.url, wire.head(siege.tokens["student"], **headers), body())
            assert status in statuses, (kind, answer)
            assert taken < 64 << 20, kind  # what the buffers of the machine hold on the way
            assert b"mallory" not in answer.lower(), kind


# As they are sent, and as they are shown; None: refused.
NAMES: dict[str, tuple[str, str | None]] = {
    "markup": ("<img src=x onerror=alert(1)>.py", "_img src=x onerror=alert(1)_.py"),
    "formula": ("=cmd().py", "cmd().py"),
    "path": ("../../trudy.py", "trudy.py"),
    "nul": ("tru\0dy.py", "trudy.py"),
    "line_end": ("trudy\r\nX-Trudy: 1\r\n.py", None),
    "long": ("m" * 4096 + ".py", "m" * 177 + ".py"),
    "dash": ("-rf.py", "rf.py"),
    "turned_around": ("\u202eyp.yrollam.py", "yp.yrollam.py"),
    "reserved": ("NUL.py", "_NUL.py"),
    "decomposed": ("e\u0301te\u0301.py", "\xe9t\xe9.py"),
    "quotes": ('a"; filename="b.html.py', "a_; filename=_b.html.py"),
    "nothing_to_see": ("\u200b\u202e.py", None),
    "not_even_a_suffix": ("trudy", None),
}


@pytest.mark.parametrize("names", [pytest.param(NAMES, id="H04-hostile_file_name")])
def test_a_file_name_is_only_shown_and_shown_clean(siege: Siege, names: dict[str, tuple[str, str | None]]) -> None:
    with siege.hostile() as answers:
        for kind, (name, shown) in names.items():
            answer = named(siege, name)
            if shown is None:
                assert answer.status_code in {400, 422}, kind
            else:
                assert (answer.status_code, answer.json()["file_name"]) == (200, shown), kind
                answers.extend(shown_clean(siege, answer.json()["id"], shown))


def named(siege: Siege, name: str) -> httpx.Response:
    """By hand: httpx escapes what a header cannot hold."""
    disposition = f'form-data; name="file"; filename="{name.replace(chr(34), chr(92) + chr(34))}"'.encode()
    part = b"--%b\r\nContent-Disposition: %b\r\n\r\nx = 1\r\n" % (wire.BOUNDARY.encode(), disposition)
    body = wire.field("lab", LAB.encode()) + wire.field("exercise", b"other") + part + wire.END
    return siege.people["student"].post("/api/v1/submissions?wait=30", content=body, headers=wire.MULTIPART)


def shown_clean(siege: Siege, submission: str, name: str) -> list[httpx.Response]:
    source = siege.people["student"].get(f"/api/v1/submissions/{submission}/source")
    page = siege.people["student"].get(f"/submissions/{submission}")
    assert source.headers["content-disposition"].startswith("attachment; filename=")
    assert (source.headers["content-type"], source.content) == ("application/octet-stream", b"x = 1")
    assert html.escape(name, quote=False) in page.text or html.escape(name) in page.text
    query = "SELECT file_name FROM submissions WHERE id = %s"
    assert siege.records.ask(query, submission) == [{"file_name": name}]
    return [source, page]


@contextmanager
def assigned(siege: Siege, **rules: str) -> Iterator[str]:
    """Other rules for the assignment of a lab, for as long as it takes."""
    changed = ", ".join(f"{name} = {value}" for name, value in rules.items())
    as_before = ", ".join(f"{name} = NULL" for name in rules)
    which = "WHERE slug = 'words' RETURNING closes_at"
    siege.records.ask(f"UPDATE assignments SET {changed} {which}")
    yield "attacks/words"
    siege.records.ask(f"UPDATE assignments SET {as_before} {which}")


def all_at_once(siege: Siege, lab: str, keys: list[str], data: Callable[[int], bytes]) -> list[httpx.Response]:
    def one(number: int) -> httpx.Response:
        form = {"lab": lab, "exercise": ["save"]}
        files = {"file": ("mallory.py", data(number))}
        return siege.people["ci"].post(
            "/api/v1/submissions", data=form, files=files, headers={"Idempotency-Key": keys[number]}
        )

    with ThreadPoolExecutor(25) as pool:
        return list(pool.map(one, range(len(keys))))


def submissions(siege: Siege, lab: str) -> list[str]:
    """Of the one who sends them here: attempts are counted by person, and other tests hand in to the same lab."""
    query = (
        "SELECT s.id FROM submissions s JOIN labs l ON l.id = s.lab_id JOIN people p ON p.id = s.person_id"
        " WHERE l.slug = %s AND p.name = %s"
    )
    return [str(row["id"]) for row in siege.records.ask(query, lab, PEOPLE["ci"][0])]


@pytest.mark.parametrize("key", [pytest.param("mallory", id="H14-double_submit_one_key")])
def test_one_key_fifty_times_is_one_submission(siege: Siege, key: str) -> None:
    before = submissions(siege, "attacks/words")
    with siege.hostile():
        answers = all_at_once(siege, "attacks/words", [key] * 50, lambda _: b"x = 1\n")
        assert {answer.status_code for answer in answers} <= {200, 202}
        (new,) = set(submissions(siege, "attacks/words")) - set(before)
        assert {answer.json()["id"] for answer in answers} == {new}
        assert len(siege.records.gradings(new)) == 1
        other = sent(siege, b"y = 1\n", "mallory.py", "ci", **{"Idempotency-Key": key})
        assert other.status_code == 409


@pytest.mark.parametrize("attempts", [pytest.param(1, id="H14-double_submit_one_attempt_left")])
def test_fifty_keys_use_one_attempt_once(siege: Siege, attempts: int) -> None:
    before = submissions(siege, "attacks/words")
    left = len(before) + attempts
    with siege.hostile(), assigned(siege, max_attempts=str(left)) as lab:
        answers = all_at_once(siege, lab, [f"mallory {number}" for number in range(50)], lambda number: b"%d" % number)
        # Once graded it is told with 200: the answer to the one may come that late.
        found = Counter("taken" if answer.is_success else answer.status_code for answer in answers)
        assert found == {"taken": 1, 409: 49}
        assert len(submissions(siege, lab)) == len(before) + 1


@pytest.mark.parametrize("seconds", [pytest.param(1.5, id="H14-double_submit_at_the_deadline")])
def test_the_deadline_is_judged_by_the_databases_clock_when_a_request_begins(siege: Siege, seconds: float) -> None:
    with siege.hostile(), assigned(siege, closes_at=f"clock_timestamp() + interval '{seconds} s'") as lab:
        (row,) = siege.records.ask("SELECT closes_at FROM assignments WHERE slug = 'words'")
        answers = []
        deadline = time.monotonic() + seconds + 1
        while time.monotonic() < deadline:
            answers += all_at_once(siege, lab, [f"mallory {time.monotonic()}"], lambda _: b"x = 1\n")
        taken = [answer.json() for answer in answers if answer.is_success]
        closed = [answer.json()["type"] for answer in answers if answer.status_code == 403]
        assert taken
        assert set(closed) == {"urn:allclose:closed"}
        query = "SELECT count(*) AS late FROM submissions WHERE id = ANY(%s::uuid[]) AND created_at >= %s"
        assert siege.records.ask(query, [each["id"] for each in taken], row["closes_at"]) == [{"late": 0}]
