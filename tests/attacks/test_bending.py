"""Attacks that change what judges, what carries the result, what measures the time: none of it is in their process."""

from __future__ import annotations

import pytest

from graders.results import Verdict
from tests.attacks.siege import Attack, Siege, case

WRONG, TIMEOUT = Verdict.WRONG, Verdict.TIMEOUT
NOT_RIGHT = (Verdict.WRONG, Verdict.INVALID, Verdict.NO_RESULT)


@pytest.mark.parametrize(
    "attack",
    [
        case("A08-patch_comparison", "A08_patch_comparison.py", WRONG),
        case("A09-patch_plumbing-builtins", "A09_patch_plumbing_builtins.py", *NOT_RIGHT),
        case("A09-patch_plumbing-json", "A09_patch_plumbing_json.py", *NOT_RIGHT),
        case("A09-patch_plumbing-struct", "A09_patch_plumbing_struct.py", *NOT_RIGHT),
        case("A09-patch_plumbing-write", "A09_patch_plumbing_write.py", *NOT_RIGHT),
        case("A09-patch_plumbing-answer", "A09_patch_plumbing_answer.py", *NOT_RIGHT),
        case("A13-trace_hooks", "A13_trace_hooks.py", WRONG),
    ],
)
def test_a_bent_process_earns_nothing(siege: Siege, attack: Attack):
    siege.withstand(attack)


@pytest.mark.parametrize("attack", [case("A10-patch_time", "A10_patch_time.py", TIMEOUT, hangs=True)])
def test_the_clock_is_ours(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert "1 s" in seen.checks["at_two"]["message"]
