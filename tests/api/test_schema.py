"""The API against its own description: whatever is sent, no answer that it does not document, and never a 500."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import gradings, workers
from api.database import session
from api.demo import Demo
from api.settings import get_settings
from tests.api.conftest import LAB, grade, hand_in, submission_id

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOTH = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
COURSE, NAME = LAB.split("/")


@pytest.fixture
def real(client: Any, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What addresses name, as it exists."""
    for name in ("requests_per_minute", "uploads_per_minute"):
        monkeypatch.setattr(get_settings(), name, 1_000_000)
    handed_in: UUID = submission_id(hand_in(client()))
    grade()
    monkeypatch.setattr(workers, "FRESH_S", 3600)
    with session() as db:
        gradings.heartbeat(db, worker="w1", lane="cpu", without=[])
    return {"submission_id": str(handed_in), "course": COURSE, "lab": NAME, "exercise": "one", "check": "value"}


def operations(server: str) -> list[APIOperation[Any, Any, Any]]:
    description = httpx.get(f"{server}/api/v1/openapi.json", timeout=60).json()
    schema = schemathesis.openapi.from_dict(description)
    return [result.ok() for result in schema.get_all_operations()]


def cases(operation: APIOperation[Any, Any, Any], real: dict[str, str]) -> st.SearchStrategy[Any]:
    """What fits the description and what does not, for things that exist and for invented ones."""
    named = {each.name for each in operation.path_parameters}
    known = {name: value for name, value in real.items() if name in named}
    # Nothing here grades, so nobody waits for it.
    asked = {"query": {"wait": 0}} if "wait" in {each.name for each in operation.query} else {}
    chosen = [{"path_parameters": known}, {}] if known.keys() == named and known else [{}]
    return st.one_of([operation.as_strategy(generation_mode=mode, **more, **asked) for mode in BOTH for more in chosen])


def explore(server: str, token: str | None, real: dict[str, str], examples: int) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    asked = 0
    for operation in operations(server):

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases(operation, real))
        def answers_as_described(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(base_url=server, headers=headers, checks=CHECKS, timeout=60)

        answers_as_described()
    return asked


WHO = ["student", "instructor", "ci", None]


@pytest.mark.parametrize("who", WHO)
def test_every_answer_is_described(server: str, demo: Demo, real: dict[str, str], who: str | None) -> None:
    assert explore(server, demo.tokens[who] if who else None, real, 8) > 100


@pytest.mark.full
@pytest.mark.parametrize("who", WHO)
def test_every_answer_is_described_for_long(server: str, demo: Demo, real: dict[str, str], who: str | None) -> None:
    assert explore(server, demo.tokens[who] if who else None, real, 200) > 1000
