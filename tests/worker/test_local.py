"""Trusted code in this process: as a child would run it, loaded for each hand-in anew."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from graders.results import StudentFault
from worker.local import LocalSession
from worker.sandbox.inside import intake

SOLUTION = b"""
from __future__ import annotations

seen = []

def count(x: Nowhere) -> int:
    seen.append(x)
    return len(seen)

print("dropped")
broken = 1 / 0
"""


def test_a_file_is_compiled_once_and_executed_for_each_session(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[ast.AST] = []

    def counted(tree: ast.AST, *args: Any, **kwargs: Any) -> Any:
        compiled.append(tree)
        return compile(tree, *args, **kwargs)

    monkeypatch.setattr(intake, "compile", counted, raising=False)
    sessions = [LocalSession([("solution.py", SOLUTION)]) for _ in range(3)]
    assert len(compiled) == 4

    for session in sessions:
        assert session.request("call", name="count", args=(5,), kwargs={}, keep=False, seed=None) == 1
        with pytest.raises(StudentFault) as fault:
            session.request("name", name="broken")
        assert fault.value.finding.facts["line"] == 11
