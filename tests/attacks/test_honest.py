"""Honest hand-ins, which must not suffer from what the others are kept from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from graders.results import Verdict
from tests.attacks.siege import HAND_INS, Attack, Siege, case

PASS = Verdict.PASS


@pytest.mark.parametrize(
    "attack",
    [
        case("C01-plain_right_answer", "C01_plain.py", PASS, spares_other=True),
        case("C02-noisy_right_answer", "C02_noisy.py", PASS),
        case("C04-ordinary_libraries", "C04_ordinary_libraries.py", PASS, name="导数 Größe (2).py"),
        case("C05-right_to_the_tolerance", "C05_to_the_tolerance.py", PASS),
        case("C05-right_to_the_tolerance-view", "C05_to_the_tolerance_view.py", PASS),
        case("C05-right_to_the_tolerance-graph", "C05_to_the_tolerance_graph.py", PASS),
    ],
)
def test_a_right_answer_gets_full_marks(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert seen.score == seen.view["max_score"]
    assert seen.view["passed"] is True
    if "C02" in attack.file:
        for printed in ("debug 0: ", "debug 19: ", "95% |", "this is only a warning"):
            assert printed in seen.output
    if attack.name:
        assert seen.view["file_name"] == attack.name
        assert "Größe: () 多项式" in seen.output


def near_the_limits(siege: Siege) -> None:
    name = "C03_near_the_limits.py"
    view = siege.hand_in("student2", name, (HAND_INS / name).read_bytes(), "attacks/polynomial", ["patient"])
    assert view["score"] == view["max_score"], view["exercises"]


@pytest.mark.parametrize(
    ("file", "verdict"),
    [
        pytest.param("A24_fork_bomb_stubborn.py", Verdict.PROCESSES, id="C03-near_the_limits-A24"),
        pytest.param("A26_memory_bomb.py", Verdict.MEMORY, id="C03-near_the_limits-A26"),
        pytest.param("A29_output_flood.py", Verdict.OUTPUT, id="C03-near_the_limits-A29"),
    ],
)
def test_close_to_every_limit_is_within_them_beside_an_attack(siege: Siege, file: str, verdict: Verdict):
    """The attack goes on, again and again, for as long as the honest one is graded."""
    data = (HAND_INS / file).read_bytes()
    with ThreadPoolExecutor() as threads:
        honest = threads.submit(near_the_limits, siege)
        while not honest.done():
            view = siege.hand_in("student", file, data, "attacks/polynomial", ["gradient", "patient"])
            assert verdict in {check["verdict"] for exercise in view["exercises"] for check in exercise["checks"]}
        honest.result()
    siege.prove_standing()


@pytest.mark.parametrize("attack", [case("C03-near_the_limits", "C03_near_the_limits.py", PASS, exercise="patient")])
def test_close_to_every_limit_is_within_them(siege: Siege, attack: Attack):
    """Three times in a row: graded, graded again, and once more."""
    siege.withstand(attack)
    near_the_limits(siege)


@pytest.mark.parametrize(
    ("attack", "words"),
    [
        pytest.param(
            Attack("C06_ordinary_mistakes_syntax.py", {Verdict.UNREADABLE}),
            ["Python cannot read your file: expected ':'", "(line 4)"],
            id="C06-ordinary_mistakes-syntax",
        ),
        pytest.param(
            Attack("C06_ordinary_mistakes_name.py", {Verdict.MISSING}),
            ["does not define `polynomial_gradient`", "Is `polynomial_gradiant` meant?"],
            id="C06-ordinary_mistakes-name",
        ),
        pytest.param(
            Attack("C06_ordinary_mistakes_no_return.py", {Verdict.WRONG}),
            ["is None; asked for is a Tensor", "End with `return`: printing is not returning."],
            id="C06-ordinary_mistakes-no_return",
        ),
        pytest.param(
            Attack("C06_ordinary_mistakes_prints.py", {Verdict.WRONG}),
            ["is None; asked for is a Tensor", "End with `return`: printing is not returning."],
            id="C06-ordinary_mistakes-prints",
        ),
        pytest.param(
            Attack("C06_ordinary_mistakes_constant.py", {Verdict.WRONG}),
            ["Found 329 there, right is 326", "| The constant term was kept: its derivative is 0."],
            id="C06-ordinary_mistakes-constant",
        ),
        pytest.param(
            Attack("C06_ordinary_mistakes_division.py", {Verdict.CRASH}),
            ["ZeroDivisionError: division by zero", "(line 3: `return sum(numbers) / total`)"],
            id="C06-ordinary_mistakes-division",
        ),
    ],
)
def test_an_ordinary_mistake_is_told_as_a_tutor_would(siege: Siege, attack: Attack, words: list[str]):
    seen = siege.withstand(attack)
    told = f"{seen.checks['at_two']['message']} | {seen.checks['at_two']['hint']}"
    assert [word for word in words if word not in told] == []
