"""Tokens that are not what they say, and tokens of CI jobs that are used again."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.auth import PREFIX
from tests.attacks.holdings import by, count, signed_in
from tests.attacks.siege import Siege

LAB = "attacks/polynomial"
OTHER_LAB = "attacks/words"
JOB = "somebody/their-repository@0f3c"
SOURCE = b"def polynomial_gradient(x):\n    return x\n"
MARK = "mallory"  # in each forged token, and in no log
CLAIMS = {"sub": "instructor", "scope": "instructor", "nbf": 4102444800, "jti": MARK}


def jwt(**header: str) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in (header, CLAIMS))
    return f"{'.'.join(parts)}.{MARK}"


FORGED = {
    "guessed": f"Bearer {PREFIX}{MARK}{'A' * 36}",
    "algorithm_none": f"Bearer {jwt(alg='none')}",
    "another_key": f"Bearer {jwt(alg='HS256')}",
    "not_yet_valid": f"Bearer {jwt(alg='RS256')}",
    "a_path_as_key": f"Bearer {jwt(alg='HS256', kid='../../../../dev/null')}",
    "sql_as_key": f"Bearer {jwt(alg='HS256', kid=chr(39) + ' UNION SELECT 1')}",
    "sql": f"Bearer {PREFIX}{MARK}' OR '1'='1",
    "no_text": f"Bearer {PREFIX}{MARK}\xff\xfe",
    "one_mebibyte": f"Bearer {PREFIX}{MARK}{'A' * 2**20}",
    "another_scheme": f"Basic {MARK}",
    "empty": "Bearer",
}


@pytest.fixture(scope="module")
def nobody(siege: Siege) -> Iterator[httpx.Client]:
    with siege.client(None) as client:
        yield client


@pytest.fixture(scope="module")
def student(siege: Siege) -> Iterator[httpx.Client]:
    with signed_in(siege, "student") as browser:
        yield browser


Told = tuple[int, str, str | None]


def told(answer: httpx.Response) -> Told:
    return answer.status_code, answer.text, answer.headers.get("www-authenticate")


def fixed(nobody: httpx.Client) -> Told:
    """What anybody is answered who has no token at all."""
    answer = told(nobody.get("/api/v1/submissions"))
    assert answer[0] == 401
    return answer


def logs(siege: Siege) -> list[Path]:
    """Of our processes and of both engines."""
    found = [
        path
        for path in siege.data_dir.rglob("*")
        if path.is_file() and ("log" in path.name or "log" in path.parent.name)
    ]
    assert siege.data_dir / "serve.log" in found
    return found


def kept(siege: Siege, plain: str) -> list[Path]:
    return [path for path in logs(siege) if plain.encode() in path.read_bytes()]


@pytest.mark.parametrize("kind", [pytest.param(kind, id=f"H08-token_forgery-{kind}") for kind in FORGED])
def test_every_forged_token_gets_the_one_refusal_and_is_in_no_log(
    siege: Siege, nobody: httpx.Client, kind: str
) -> None:
    headers = [(b"Authorization", FORGED[kind].encode("latin-1"))]
    with siege.hostile() as answers:
        answers.append(nobody.get("/api/v1/submissions", headers=headers))
        answers.append(nobody.post("/api/v1/tokens", headers=headers, json={"name": "x"}))
        answers.append(nobody.get("/api/v1/courses/attacks/scores", headers=headers))
        assert [told(each) for each in answers] == [fixed(nobody)] * 3
        assert kept(siege, MARK) == []


@pytest.mark.parametrize("what", [pytest.param("altered", id="H08-token_forgery-altered")])
def test_a_token_that_was_altered_is_no_token(siege: Siege, nobody: httpx.Client, what: str) -> None:
    right = siege.tokens["student"]
    middle = len(right) // 2
    changed = "A" if right[middle] != "A" else "B"
    wrong = [
        right[:-1],
        f"{right}A",
        PREFIX + right.removeprefix(PREFIX).swapcase(),
        right[:middle] + changed + right[middle + 1 :],
        f"{right[:middle]} {right[middle:]}",
        right.removeprefix(PREFIX),
    ]
    with siege.hostile() as answers:
        for plain in wrong:
            answers.append(nobody.get("/api/v1/submissions", headers={"Authorization": f"Bearer {plain}"}))
            assert told(answers[-1]) == fixed(nobody)


@pytest.mark.parametrize("what", [pytest.param("in_the_address", id="H08-token_forgery-in_the_address")])
def test_a_token_in_the_address_opens_nothing_and_is_in_no_log(siege: Siege, nobody: httpx.Client, what: str) -> None:
    right = siege.tokens["instructor"]
    with siege.hostile() as answers:
        for path in ("/api/v1/submissions", "/api/v1/courses/attacks/scores", "/api/v1/labs"):
            for name in ("token", "access_token", "authorization"):
                answers.append(nobody.get(path, params={name: right}))
                assert told(answers[-1]) == fixed(nobody)
                twice = siege.people["student"].get(path, params={name: right})
                assert told(twice) == fixed(nobody)
        nobody.get(f"/api/v1/submissions/{right}")
        assert [found for plain in siege.tokens.values() for found in kept(siege, plain)] == []


def made(browser: httpx.Client, **wanted: Any) -> dict[str, str]:
    body = {"name": "build", "scope": "ci", "assignment": LAB, "days": 1} | wanted
    answer = browser.post("/api/v1/tokens", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def hand_in(client: httpx.Client, **fields: str) -> httpx.Response:
    data = {"lab": LAB, "exercise": "other"} | fields
    return client.post("/api/v1/submissions", params={"wait": 30}, data=data, files={"file": ("ci.py", SOURCE)})


@pytest.mark.parametrize("ending", ["expires_at", "revoked_at"], ids=lambda how: f"H08-token_forgery-{how}")
def test_a_token_that_is_over_is_no_token(
    siege: Siege, student: httpx.Client, nobody: httpx.Client, ending: str
) -> None:
    token = made(student)
    with siege.hostile() as answers, by(siege, token["token"]) as job:
        assert job.get("/api/v1/labs").status_code == 200
        siege.records.ask(f"UPDATE tokens SET {ending} = now() WHERE id = %s RETURNING id", token["id"])
        answers.append(job.get("/api/v1/labs"))
        answers.append(hand_in(job))
        assert [told(each) for each in answers] == [fixed(nobody)] * 2


@pytest.mark.parametrize("what", [pytest.param("again", id="H09-ci_replay-again")])
def test_one_upload_is_one_whoever_sends_it_again(siege: Siege, student: httpx.Client, what: str) -> None:
    """At once and afterwards, and it still reads its own result, and only that."""
    token = made(student, single_use=True)
    with siege.hostile() as answers, by(siege, token["token"]) as job:
        with ThreadPoolExecutor(10) as pool:
            answers.extend(pool.map(lambda _: hand_in(job), range(50)))
        answers.append(hand_in(job))
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 50
        assert count(siege, "submissions WHERE token_id = %s", token["id"]) == 1
        (won,) = (answer.json() for answer in answers if answer.status_code == 200)
        assert job.get(f"/api/v1/submissions/{won['id']}").json()["status"] == "graded"
        assert [each["id"] for each in job.get("/api/v1/submissions").json()["submissions"]] == [won["id"]]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"job": "somebody/another-repository@0f3c"}, 409, id="H09-ci_replay-repository"),
        pytest.param({"job": "somebody/their-repository@beef"}, 409, id="H09-ci_replay-commit"),
        pytest.param({}, 409, id="H09-ci_replay-no_job"),
        pytest.param({"job": JOB, "lab": OTHER_LAB}, 404, id="H09-ci_replay-lab"),
        pytest.param({"job": JOB, "assignment": OTHER_LAB}, 404, id="H09-ci_replay-assignment"),
        pytest.param({"job": JOB, "person": "student2"}, 422, id="H09-ci_replay-student"),
    ],
)
def test_a_token_of_one_job_hands_in_nothing_else(
    siege: Siege, student: httpx.Client, fields: dict[str, str], status: int
) -> None:
    token = made(student, single_use=True, job=JOB)
    with siege.hostile() as answers, by(siege, token["token"]) as job:
        answers.append(hand_in(job, **fields))
        assert answers[0].status_code == status, answers[0].text
        assert count(siege, "submissions WHERE token_id = %s", token["id"]) == 0
        assert JOB not in answers[0].text
        assert hand_in(job, job=JOB).status_code == 200, "what was refused has used nothing"


@pytest.mark.parametrize("what", [pytest.param("breeds", id="H09-ci_replay-breeds")])
def test_a_ci_token_makes_no_token_and_reads_nobody_elses(siege: Siege, student: httpx.Client, what: str) -> None:
    """Nor what its own owner handed in by hand."""
    own = siege.hand_in("student", "own.py", SOURCE, LAB, ["other"])["id"]
    with siege.hostile() as answers, by(siege, made(student)["token"]) as job:
        answers.append(job.get(f"/api/v1/submissions/{own}"))
        answers.append(job.get(f"/submissions/{own}"))
        assert [answer.status_code for answer in answers] == [404, 404]
        answers.append(job.post("/api/v1/tokens", json={"name": "x"}))
        assert answers[-1].status_code == 403
