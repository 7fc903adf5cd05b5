from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from graders.compare import compare, flaw
from graders.results import LabFault
from graders.tolerances import EXACT, TABLE, Tolerance, tolerance_for
from worker.sandbox.inside.tensors import _NAMES

f32 = torch.tensor([1.0, 2.0])
f64 = f32.double()
i64 = torch.tensor([1, 2])


@dataclass(frozen=True)
class Opaque:
    type_name: str


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (326.0, 326.0),
        (326, 326.0),
        (torch.tensor(326.0), 326.0),
        (torch.tensor([326.0]), 326.0),
        (torch.tensor(326.0, dtype=torch.float64), 326.0),
        (np.float32(326), 326.0),
        (np.array([326.0]), 326.0),
        (326.0, torch.tensor(326.0)),
        (3, 3),
        (torch.tensor([3], dtype=torch.int32), 3),
        (np.int64(3), 3),
        (True, True),
        (torch.tensor(True), True),
        (1 + 2j, 1 + 2j),
        (f32, f32),
        (f64, f32),
        (f32, f64),
        (f32.numpy(), f32),
        (torch.nn.Parameter(f32), f32),
        (f32.half(), f32.half()),
        (i64.int(), i64),
        (torch.tensor([True]), torch.tensor([True])),
        (f32.to(torch.complex128), f32.to(torch.complex64)),
        ([1.0, f32], (1.0, f32)),
        ({"y": f32, "x": 1.0}, {"x": 1, "y": f32} | {"x": 1.0}),
        ("text", "text"),
        (None, None),
        ({(1, 2), (3, 4)}, {(3, 4), (1, 2)}),
        (torch.float32, torch.float32),
        (torch.empty(0, 3), torch.empty(0, 3)),
        (2**70, float(2**70)),
        (torch.tensor([1, 2], dtype=torch.uint16), i64),
        (np.array([1, 2], dtype=np.uint64), i64),
        (2**70, 2**70),
        (f32.numpy().astype(">f4"), f32),
        (torch.tensor([[3.0, 1.0]]).max(dim=1), (torch.tensor([3.0]), torch.tensor([0]))),
        ((torch.tensor([3.0]), torch.tensor([0])), torch.tensor([[3.0, 1.0]]).max(dim=1)),
        (frozenset({1}), {1}),
        (f32.to(torch.float8_e5m2), f32.to(torch.float8_e5m2)),
        (torch.conj(torch.tensor([1 + 2j])), torch.tensor([1 - 2j])),
    ],
)
def test_what_the_table_accepts(got: Any, want: Any) -> None:
    assert compare(got, want) is None


@pytest.mark.parametrize(
    ("got", "want", "code"),
    [
        (torch.tensor(326), 326.0, "dtype"),
        (torch.tensor(326.0).half(), 326.0, "dtype"),
        (True, 1, "dtype"),
        (1, True, "dtype"),
        (3.0, 3, "dtype"),
        (1.0, 1 + 0j, "dtype"),
        (torch.tensor([[326.0]]), 326.0, "shape"),
        (f32, 326.0, "shape"),
        (1.0, torch.tensor([1.0]), "kind"),
        (torch.tensor(1.0), torch.tensor([1.0]), "shape"),
        (f32.reshape(2, 1), f32, "shape"),
        (i64, f32, "dtype"),
        (f32.half(), f32, "dtype"),
        (f32, f32.half(), "dtype"),
        (f32.bfloat16(), f32.half(), "dtype"),
        (f32, i64, "dtype"),
        (torch.tensor([1]), torch.tensor([True]), "dtype"),
        (f32.tolist(), f32, "kind"),
        ("326", 326.0, "kind"),
        (None, f32, "kind"),
        ([1.0], (1.0, 2.0), "length"),
        (1.0, (1.0, 2.0), "kind"),
        ({"x": 1.0}, {"x": 1.0, "y": 2.0}, "keys"),
        ({"x": 1.0, "y": 2.0}, {"x": 1.0}, "keys"),
        ([1.0], {"x": 1.0}, "kind"),
        ({1, 2}, {1, 3}, "set"),
        ([1, 2], {1, 2}, "kind"),
        ("text", "Text", "different"),
        (torch.float64, torch.float32, "different"),
        (1.0, "text", "kind"),
        (torch.tensor([1, 3]), i64, "values"),
        (torch.tensor([2**60 + 1]), torch.tensor([2**60]), "values"),
        (f32 + 0.1, f32, "values"),
        (327.0, 326.0, "values"),
        (math.nan, 326.0, "not_finite"),
        (torch.tensor([1.0, math.nan]), f32, "not_finite"),
        (torch.tensor([math.inf, 2.0]), f32, "not_finite"),
        (Opaque("Sequential"), f32, "not_data"),
        ((f32, Opaque("generator")), (f32, f32), "not_data"),
        (f32.to_sparse(), f32, "not_data"),
        (np.array(["1", "2"]), f32, "not_data"),
        (np.array([1.0, 2.0], dtype=np.longdouble), f32, "not_data"),
        (f32.to(torch.float8_e4m3fn), f32, "dtype"),
        ({10**5000: 1.0}, {"x": 1.0}, "keys"),
        ({10**5000}, {1}, "set"),
        (10**5000, 3, "values"),
        (2**70 + 1, 2**70, "values"),
        (np.array([2**63 + 1], dtype=np.uint64), np.array([2**63], dtype=np.uint64), "values"),
        (torch.tensor([2**63 + 1], dtype=torch.uint64), torch.tensor([-1]), "values"),
        (10**5000, 3.0, "not_finite"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_table_does_not_accept(got: Any, want: Any, code: str) -> None:
    finding = compare(got, want)

    assert finding is not None
    assert finding.code == code
    finding.model_dump_json()


def test_what_is_told_first_when_several_parts_are_wrong() -> None:
    """A value of the first part, a shape of the second, a name of the third: the name is told."""
    want = (torch.zeros(2), torch.zeros(3), {"x": 1.0})

    assert code_of((torch.ones(2), torch.zeros(4), {"y": 1.0}), want) == "keys"
    assert code_of((torch.ones(2), torch.zeros(4), {"x": 2.0}), want) == "shape"
    assert code_of((torch.ones(2), torch.zeros(3).int(), {"x": math.nan}), want) == "dtype"
    assert code_of((torch.ones(2), torch.zeros(3), {"x": math.nan}), want) == "not_finite"
    assert code_of((torch.ones(2), torch.zeros(3), {"x": 2.0}), want) == "values"


def code_of(got: Any, want: Any) -> str | None:
    finding = compare(got, want)
    return finding and finding.code


@pytest.mark.parametrize(
    ("value", "code", "where"),
    [
        ({"a": [1.0, torch.tensor([1.0, math.inf])]}, "not_finite", "['a'][1]"),
        ((1, math.nan), "not_finite", "[1]"),
        ([Opaque("generator")], "not_data", "[0]"),
        ({"a": [1.0, torch.ones(3)], 2: None, "s": {1}}, None, None),
    ],
)
def test_a_flaw_of_what_a_student_returned_is_found_wherever_it_is(value: Any, code: str | None, where: str) -> None:
    found = flaw(value)

    assert (found and found.code, found and found.facts["where"]) == (code, where)


def test_a_mismatch_says_how_many_where_and_how_far() -> None:
    want = torch.zeros(3, 4)
    got = want.clone()
    got[0, 1], got[2, 3] = 0.5, -2.0

    finding = compare({"y": got}, {"y": want}, Tolerance(0.0, 0.1))

    assert finding is not None
    assert finding.facts == {
        "where": "['y']",
        "mismatched": 2,
        "total": 12,
        "index": [2, 3],
        "difference": 2.0,
        "allowed": 0.1,
        "got_value": -2.0,
        "want_value": 0.0,
    }


def test_not_finite_says_where_first() -> None:
    finding = compare(torch.tensor([[1.0, 2.0], [math.nan, math.inf]]), torch.ones(2, 2))

    assert finding is not None
    assert finding.facts == {"where": "", "count": 2, "total": 4, "index": [1, 0]}


def test_structure_comes_before_shape_and_shape_before_values() -> None:
    finding = compare((torch.zeros(3), 1.0), (torch.ones(2), 2.0))

    assert finding is not None
    assert (finding.code, finding.facts["where"]) == ("shape", "[0]")


@pytest.mark.parametrize("want", [math.nan, torch.tensor([1.0, math.inf])])
def test_a_reference_that_is_not_finite_is_the_labs_fault(want: Any) -> None:
    with pytest.raises(LabFault, match="the reference gives NaN or infinity; draw inputs inside its domain"):
        compare(want, want)


def test_a_reference_that_is_no_data_is_the_labs_fault() -> None:
    with pytest.raises(LabFault, match="the reference returns object"):
        compare(1.0, object())


@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e3))
def test_a_value_is_accepted_exactly_within_the_allowance(want: float, off: float) -> None:
    tolerance = Tolerance(1e-3, 1e-2)
    allowed = 1e-2 + 1e-3 * abs(want)

    accepted = compare(want + off, want, tolerance) is None
    assert accepted == (abs((want + off) - want) <= allowed)


def test_the_coarsest_dtype_gives_the_allowance() -> None:
    assert tolerance_for(torch.float32, torch.float64) == TABLE[torch.float32, "cpu"]
    assert tolerance_for(torch.float64) == TABLE[torch.float64, "cpu"]
    assert tolerance_for(torch.float32, device="cuda") == TABLE[torch.float32, "cuda"]
    assert tolerance_for(torch.float32, device="cuda:1") == TABLE[torch.float32, "cuda"]
    assert tolerance_for(torch.int64) == Tolerance(0.0, 0.0)


def test_the_table_has_a_row_for_every_inexact_type_that_can_cross_the_boundary() -> None:
    inexact = {dtype for dtype in _NAMES if dtype.is_floating_point or dtype.is_complex}

    assert {dtype for dtype, _ in TABLE} == inexact
    assert {device for _, device in TABLE} == {"cpu", "cuda"}
    assert len(TABLE) == 2 * len(inexact)


def test_a_double_result_is_held_to_double_precision_and_a_number_of_python_is_not() -> None:
    off = 1 + 1e-7
    doubles = (torch.tensor([off, 2.0], dtype=torch.float64), torch.tensor([1.0, 2.0], dtype=torch.float64))

    assert compare(*doubles) is not None
    assert compare(off, 1.0) is None


def test_float32_arithmetic_is_accepted_against_float64_on_many_seeds() -> None:
    for seed in range(50):
        generator = torch.Generator().manual_seed(seed)
        x = torch.randn(64, 32, generator=generator, dtype=torch.float64)
        w = torch.randn(16, 32, generator=generator, dtype=torch.float64) / 32**0.5
        assert compare(torch.tanh(x.float() @ w.float().T), torch.tanh(x @ w.T)) is None


@pytest.mark.parametrize(
    ("got", "want", "code"),
    [
        (1.5, 1.5, None),
        (3, 3, None),
        (True, True, None),
        (2**400, 2**400, None),
        (2**400, 2**400 + 1, "values"),
        (True, 1, "dtype"),
        (math.inf, 1.0, "not_finite"),
        (math.nan, 1.0, "not_finite"),
    ],
)
@pytest.mark.parametrize("tolerance", [None, EXACT])
def test_numbers_of_python(got: Any, want: Any, code: str | None, tolerance: Tolerance | None) -> None:
    finding = compare(got, want, tolerance)

    # Beyond int64 only nearness can be told where a tolerance is given.
    if tolerance is None or abs(want) < 2**63:
        assert (finding.code if finding else None) == code


def test_an_infinite_number_of_the_reference_is_its_fault_even_if_the_student_has_it_too() -> None:
    for number in (math.inf, math.nan):
        with pytest.raises(LabFault):
            compare(number, number)
