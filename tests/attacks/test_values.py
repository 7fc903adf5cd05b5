"""Answers that are right where it does not count: by changing the question, by heart, by memory, by chance."""

from __future__ import annotations

import pytest

from graders.feedback import CATEGORIES
from graders.results import Verdict
from tests.attacks.siege import Attack, Siege, case

PASS, WRONG = Verdict.PASS, Verdict.WRONG


@pytest.mark.parametrize(
    "attack",
    [
        case("A36-mutate_input-zeroed", "A36_mutate_input.py", WRONG, spares_other=True),
        case("A36-mutate_input-resized", "A36_mutate_input_resized.py", WRONG),
        case("A36-mutate_input-afterwards", "A36_mutate_input_afterwards.py", WRONG),
        case("A38-cache_and_chance-first", "A38_cache_and_chance_first.py", WRONG),
        case("A38-cache_and_chance-coin", "A38_cache_and_chance_coin.py", WRONG),
        case("A38-cache_and_chance-buffer", "A38_cache_and_chance_buffer.py", WRONG),
    ],
)
def test_right_by_accident_is_wrong(siege: Siege, attack: Attack):
    siege.withstand(attack)


@pytest.mark.parametrize("attack", [case("A37-hard_coded", "A37_hard_coded.py", PASS, WRONG)])
def test_an_example_by_heart_earns_the_example(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert seen.verdicts == {"at_two": PASS, "drawn": WRONG, "hidden": WRONG}
    assert seen.score == 2
    assert seen.view["passed"] is False
    assert seen.checks["hidden"]["message"] == CATEGORIES[WRONG]
    assert seen.checks["hidden"]["hint"] is None
