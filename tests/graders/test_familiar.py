"""Keys of a result are told beside secret inputs only where nobody but author or student chose them beforehand."""

from __future__ import annotations

from typing import Any

import pytest

from graders.familiar import marked, without_keys
from graders.results import Finding

pytestmark = pytest.mark.unit

SOURCES = "def f(x):\n    return {'loss': x, \"a b\": x, 'deep': x}\n"


def told(code: str = "values", **facts: Any) -> dict[str, Any]:
    origin = {"function": "f", "subject": "what `f` returns", "where": ""}
    return without_keys(marked(Finding(code=code, facts={**origin, **facts}), SOURCES).facts)


@pytest.mark.parametrize("where", ["", "['loss']", '["a b"][3]', "[0][999]", "output", "the gradient of x"])
def test_words_that_the_sources_write_down_and_places_in_lists_are_told(where: str) -> None:
    assert told(where=where)["where"] == where


@pytest.mark.parametrize(
    "where",
    [
        "['drawn']",
        "['loss']['drawn']",
        "['los']",
        "[1234]",
        "[0.25]",
        "[-1]",
        "[('loss', 1)]",
        "['it\\'s']",
        "[\"x'loss']",
        "['loss']['loss']['loss']['loss']",
        "['loss'] and more",
        "['loss",
    ],
)
def test_no_other_key_is_told(where: str) -> None:
    facts = told(where=where)
    assert (facts["where"], facts["subject"]) == ("", "part of what `f` returns")


def test_a_part_that_an_author_took_out_by_a_key_is_told_alike() -> None:
    assert told(subject="part ['loss'] of what `f` returns")["subject"] == "part ['loss'] of what `f` returns"
    assert told(subject="part ['drawn'] of what `f` returns")["subject"] == "part of what `f` returns"


def test_keys_that_are_missing_are_named_where_they_are_familiar() -> None:
    assert told("keys", missing=["'loss'"]).get("familiar", True)
    assert not told("keys", missing=["'loss'", "'drawn'"]).get("familiar", True)
