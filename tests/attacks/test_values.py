"""Answers that are right where it does not count: by changing the question, by heart, by memory, by chance."""

from __future__ import annotations

import pytest

from graders.results import Verdict
from tests.attacks.siege import Attack, Siege


def attack(file: str, line: str, *verdicts: Verdict, **more: object):
    return pytest.param(Attack(file, set(verdicts), **more), id=line)


@pytest.mark.parametrize(
    "attack",
    [attack("A36_mutate_input.py", "A36-mutate_input", Verdict.WRONG)],
)
def test_a_changed_question_is_not_answered(siege: Siege, attack: Attack):
    siege.withstand(attack)
