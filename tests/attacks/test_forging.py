"""Attacks that say themselves how they did: in print, in files, with their last breath."""

from __future__ import annotations

import pytest

from graders.results import Verdict
from tests.attacks.siege import Attack, Siege, case

WRONG, NO_RESULT = Verdict.WRONG, Verdict.NO_RESULT


@pytest.mark.parametrize("attack", [case("A15-print_fake_result", "A15_print_fake_result.py", WRONG)])
def test_printed_results_are_output(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    for printed in ("All tests passed (mallory)", '"verdict": "PASS"', "<testsuite", "ok 3 - hidden"):
        assert printed in seen.output
    assert "&lt;testsuite" in seen.page
    assert seen.checks["hidden"]["output"] == ""


@pytest.mark.parametrize(
    "attack",
    [
        case("A16-write_result_files", "A16_write_result_files.py", WRONG),
        case("A18-atexit_forgery", "A18_atexit_forgery.py", WRONG, NO_RESULT),
        case("A18-atexit_forgery-leaves", "A18_atexit_forgery_leaves.py", WRONG, NO_RESULT),
        case("A18-atexit_forgery-at_once", "A18_atexit_forgery_at_once.py", WRONG, NO_RESULT),
        case("A18-atexit_forgery-thread", "A18_atexit_forgery_thread.py", WRONG, NO_RESULT),
    ],
)
def test_no_word_of_the_process_is_a_result(siege: Siege, attack: Attack):
    siege.withstand(attack)
