"""Answers of the wrong kind: objects that agree with everything, numbers that are none, shapes that would broadcast."""

from __future__ import annotations

import pytest

from graders.results import Verdict
from tests.attacks.siege import Attack, Siege, case

INVALID, PASS, WRONG = Verdict.INVALID, Verdict.PASS, Verdict.WRONG


@pytest.mark.parametrize(
    "attack",
    [
        case("A11-always_equal", "A11_always_equal.py", INVALID),
        case("A11-always_equal-number", "A11_always_equal_number.py", INVALID),
        case("A12-tensor_subclass", "A12_tensor_subclass.py", INVALID),
        case("A12-tensor_subclass-named", "A12_tensor_subclass_named.py", INVALID),
        case("A35-dtype_and_layout-sparse", "A35_dtype_and_layout_sparse.py", INVALID),
        case("A35-dtype_and_layout-meta", "A35_dtype_and_layout_meta.py", INVALID),
        case("A35-dtype_and_layout-quantised", "A35_dtype_and_layout_quantised.py", INVALID),
        case("A35-dtype_and_layout-nested", "A35_dtype_and_layout_nested.py", INVALID),
    ],
)
def test_what_is_no_plain_tensor_is_invalid(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert seen.checks["at_two"]["message"].startswith("What `polynomial_gradient` returns is ")
    assert seen.checks["drawn"]["message"].endswith(
        "Return plain data: a tensor, numbers, text, or lists and dicts of them."
    )


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        pytest.param(Attack("A33_not_a_number.py", {WRONG}), "is NaN or infinite", id="A33-not_a_number"),
        pytest.param(
            Attack("A33_not_a_number_infinite.py", {WRONG}), "is NaN or infinite", id="A33-not_a_number-infinite"
        ),
        pytest.param(
            Attack("A33_not_a_number_overflow.py", {WRONG}),
            "Difference: more than 1,000,000, ",
            id="A33-not_a_number-overflow",
        ),
        pytest.param(
            Attack("A35_dtype_and_layout_complex.py", {WRONG}),
            "is of type complex64; asked for is float32. Convert it to float32.",
            id="A35-dtype_and_layout-complex",
        ),
        pytest.param(
            Attack("A35_dtype_and_layout_half.py", {WRONG}),
            "is of type float16; asked for is float32. Convert it to float32.",
            id="A35-dtype_and_layout-half",
        ),
    ],
)
def test_wrong_numbers_are_told_by_their_kind(siege: Siege, attack: Attack, told: str):
    seen = siege.withstand(attack)
    assert told in seen.checks["drawn"]["message"]


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        pytest.param(Attack("A34_broadcasting_scalar.py", {PASS, WRONG}), "()", id="A34-broadcasting-scalar"),
        pytest.param(Attack("A34_broadcasting_one.py", {PASS, WRONG}), "(1,)", id="A34-broadcasting-one"),
        pytest.param(Attack("A34_broadcasting_column.py", {PASS, WRONG}), "(64, 1)", id="A34-broadcasting-column"),
        pytest.param(Attack("A34_broadcasting_row.py", {PASS, WRONG}), "(1, 64)", id="A34-broadcasting-row"),
    ],
)
def test_what_would_broadcast_is_wrong_by_its_shape(siege: Siege, attack: Attack, found: str):
    """One number may come as one number; of many the very shape is asked for, and both are named."""
    seen = siege.withstand(attack)
    assert seen.verdicts == {"at_two": PASS, "drawn": WRONG, "hidden": WRONG}
    told = f"What `polynomial_gradient` returns has shape {found}; asked for is (64,)."
    assert seen.checks["drawn"]["message"].startswith(told)


@pytest.mark.parametrize("attack", [case("A34-broadcasting-empty", "A34_broadcasting_empty.py", WRONG)])
def test_nothing_agrees_with_nothing(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    told = "What `polynomial_gradient` returns has shape (0,); asked for is ()."
    assert seen.checks["drawn"]["message"].startswith(told)


@pytest.mark.parametrize("attack", [case("A35-dtype_and_layout-views", "A35_dtype_and_layout_views.py", PASS)])
def test_a_right_result_in_an_odd_wrapping_passes(siege: Siege, attack: Attack):
    assert siege.withstand(attack).score == 10
