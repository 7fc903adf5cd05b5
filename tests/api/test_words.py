"""What a refused request is told: one clear sentence, and a description of it for programs."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.conftest import LAB, Clients, hand_in

AGAIN = "and send the request again."
OVERRIDE = f"submissions/{UUID(int=1)}/override"
BROKEN_JSON = {"content": "{", "headers": {"Content-Type": "application/json"}}
TEXT_FOR_FILE = {"data": {"lab": LAB, "file": "text"}}


@pytest.mark.parametrize(
    ("method", "path", "more", "sentence"),
    [
        ("POST", "submissions", {"data": {"lab": LAB}}, f"The field `file` is missing. Add it {AGAIN}"),
        (
            "POST",
            "submissions",
            TEXT_FOR_FILE,
            f"The field `file` has a value that is not accepted here. Correct it {AGAIN}",
        ),
        ("GET", "submissions?limit=0", {}, f"The field `limit` must be at least 1. Correct it {AGAIN}"),
        ("GET", "submissions?limit=9999", {}, f"The field `limit` must be at most 200. Correct it {AGAIN}"),
        ("GET", "submissions?limit=ten", {}, f"The field `limit` must be a whole number. Correct it {AGAIN}"),
        (
            "GET",
            f"submissions?lab={'x' * 300}",
            {},
            f"The field `lab` is too long: at most 200 characters are accepted. Shorten it {AGAIN}",
        ),
        (
            "GET",
            "submissions/1",
            {},
            f"The field `submission_id` must be an id as the service gives them. Copy it again {AGAIN}",
        ),
        (
            "GET",
            "courses/testing-101/submissions?status=done",
            {},
            (f"The field `status` must be 'queued', 'running', 'graded' or 'failed'. Choose one of these {AGAIN}"),
        ),
        (
            "GET",
            "courses/testing-101/submissions?points=1",
            {},
            f"The field `points` is not known here. Leave it out {AGAIN}",
        ),
        ("POST", "tokens", BROKEN_JSON, "The body is not JSON. Correct it and send the request again."),
        (
            "POST",
            "tokens",
            {"json": {"name": ""}},
            f"The field `name` is empty. Fill it in {AGAIN}",
        ),
        (
            "PUT",
            OVERRIDE,
            {"json": {"score": 1.234, "reason": "why"}},
            f"The field `score` has too many decimal places: at most 2 are kept. Round it {AGAIN}",
        ),
        (
            "PUT",
            OVERRIDE,
            {"json": {"score": "NaN", "reason": "why"}},
            f"The field `score` must be a number. Correct it {AGAIN}",
        ),
        (
            "PUT",
            OVERRIDE,
            {"json": {"score": "ten", "reason": "why"}},
            f"The field `score` must be a number. Correct it {AGAIN}",
        ),
    ],
)
def test_a_wrong_field_is_told_in_our_words(
    client: Clients, method: str, path: str, more: dict[str, Any], sentence: str
) -> None:
    answer = client("instructor").request(method, f"/api/v1/{path}", **more)
    assert (answer.status_code, answer.json()["detail"]) == (422, sentence)


def test_a_lab_that_nobody_gives_you_is_answered_with_yours(client: Clients) -> None:
    sentence = f"There is no such lab among yours. You have {LAB}."
    for answer in (hand_in(client(), fields={"lab": "no/such"}), client().get("/api/v1/labs/no/such")):
        assert (answer.status_code, answer.json()["detail"]) == (404, sentence)
    page = client().get("/labs/no/such", headers={"Accept": "text/html"})
    assert (page.status_code, sentence in page.text) == (404, True)


def test_openapi_says_how_to_sign_in_and_what_may_be_refused(client: Clients) -> None:
    described = client(None).get("/api/v1/openapi.json").json()
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for path, methods in described["paths"].items():
        for facts in methods.values():
            if path.startswith("/api/"):
                assert facts["security"] == [{"HTTPBearer": []}]
                assert "application/problem+json" in facts["responses"]["401"]["content"]
    refused = described["paths"]["/api/v1/submissions"]["post"]["responses"]
    assert {"409", "413", "429"} <= refused.keys()
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_a_refusal_is_what_openapi_says(client: Clients) -> None:
    answer: httpx.Response = client().get(f"/api/v1/submissions/{uuid4()}")
    described = client(None).get("/api/v1/openapi.json").json()
    content = described["paths"]["/api/v1/submissions/{submission_id}"]["get"]["responses"]["404"]["content"]
    assert answer.json().keys() == content[answer.headers["content-type"]]["schema"]["properties"].keys()
