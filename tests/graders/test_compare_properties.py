"""What holds for the comparison whatever is compared, by drawn examples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.compare import compare, flaw
from graders.results import Finding, LabFault
from graders.tolerances import Tolerance, tolerance_for

FLOATS = (torch.float64, torch.float32, torch.float16, torch.bfloat16)
COMPLEX = (torch.complex128, torch.complex64)
DTYPES = (*FLOATS, *COMPLEX, torch.int64, torch.int32, torch.uint8, torch.uint64, torch.bool)
ALLOWANCE = Tolerance(1e-3, 1e-2)

shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)
full_shapes = st.lists(st.integers(1, 4), max_size=3).map(tuple)


@st.composite
def tensors(draw: Any, shape: Any = shapes, dtypes: tuple[torch.dtype, ...] = DTYPES) -> torch.Tensor:
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31)))
    scale = draw(st.sampled_from([0.01, 1.0, 100.0]))
    return (
        (torch.randn(draw(shape), generator=generator, dtype=torch.float64) * scale)
        .abs()
        .to(draw(st.sampled_from(dtypes)))
    )


numbers = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.integers(0, 255).map(np.uint8),
    st.floats(width=32).map(np.float32),
    tensors(),
    tensors(dtypes=FLOATS[:3] + COMPLEX).map(torch.Tensor.numpy),
)
atoms = st.one_of(
    numbers,
    st.none(),
    st.text(max_size=5),
    st.binary(max_size=5),
    st.sampled_from([*DTYPES, torch.device("cpu"), slice(1, None)]),
    st.sets(st.one_of(st.integers(), st.text(max_size=3)), max_size=3),
)
keys = st.one_of(st.text(max_size=3), st.integers(), st.floats(), st.booleans(), st.tuples(st.integers()))
trees = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(keys, inner, max_size=3),
    ),
    max_leaves=8,
)


def sensible(tree: Any) -> bool:
    return flaw(tree) is None


@given(trees, trees)
def test_any_two_trees_can_be_compared(got: Any, want: Any) -> None:
    """A finding that the database can store, or nothing; of the two faults only the reference's own is raised."""
    try:
        finding = compare(got, want)
    except LabFault:
        assert not sensible(want)
        return
    assert finding is None or Finding.model_validate_json(finding.model_dump_json()).code == finding.code


@given(trees.filter(sensible))
def test_whatever_can_be_compared_equals_itself(tree: Any) -> None:
    assert compare(tree, tree) is None
    assert compare(tree, tree, Tolerance(0.0, 0.0)) is None


@given(tensors(), tensors())
def test_shapes_are_told_the_same_from_both_sides(one: torch.Tensor, other: torch.Tensor) -> None:
    there, back = compare(one, other), compare(other, one)
    if one.shape == other.shape or 0 in {one.ndim, other.ndim}:
        return
    assert there is not None
    assert back is not None
    assert (there.code, back.code) == ("shape", "shape")
    assert there.facts["got_shape"] == back.facts["want_shape"] == list(one.shape)


@given(tensors(full_shapes, FLOATS[:2]), st.integers(0, 10**6), st.floats(1.01, 1e6), st.sampled_from([-1, 1]))
def test_one_value_beyond_its_allowance_fails_and_is_named(
    want: torch.Tensor, place: int, off: float, sign: int
) -> None:
    flat = place % want.numel()
    got = want.double().clone()
    allowed = ALLOWANCE.atol + ALLOWANCE.rtol * abs(float(got.flatten()[flat]))
    got.view(-1)[flat] += sign * off * allowed

    finding = compare(got, want.double(), ALLOWANCE)

    assert finding is not None
    assert finding.facts["index"] == [int(part) for part in np.unravel_index(flat, want.shape)][: want.ndim]
    assert (finding.facts["mismatched"], finding.facts["total"]) == (1, want.numel())
    assert finding.facts["difference"] == pytest.approx(off * allowed, rel=1e-6)
    assert finding.facts["allowed"] == pytest.approx(allowed)


@given(tensors(full_shapes, FLOATS[:2]), st.floats(-0.99, 0.99))
def test_everything_within_the_allowance_passes(want: torch.Tensor, share: float) -> None:
    precise = want.double()
    got = precise + share * (ALLOWANCE.atol + ALLOWANCE.rtol * precise.abs())

    assert compare(got, precise, ALLOWANCE) is None


@given(tensors(full_shapes, FLOATS), st.data())
def test_the_worst_of_several_is_named(want: torch.Tensor, data: Any) -> None:
    allowance = Tolerance(0.0, 1.0)
    off = data.draw(st.lists(st.floats(0, 50), min_size=want.numel(), max_size=want.numel()))
    precise = torch.zeros(want.shape, dtype=torch.float64)
    moved = precise + torch.tensor(off, dtype=torch.float64).reshape(want.shape)

    finding = compare(moved, precise, allowance)

    beyond = [each for each in off if each > 1.0]
    assert (finding is None) == (not beyond)
    if finding:
        assert finding.facts["difference"] == max(off)
        assert finding.facts["mismatched"] == len(beyond)


@given(tensors(full_shapes, (*FLOATS, *COMPLEX)), st.integers(0, 10**6), st.sampled_from([np.nan, np.inf, -np.inf]))
def test_one_value_that_is_not_finite_fails_and_is_named(want: torch.Tensor, place: int, value: float) -> None:
    flat = place % want.numel()
    got = want.clone()
    got.view(-1)[flat] = value

    finding = compare(got, want, Tolerance(1.0, 1e300))

    assert finding is not None
    assert (finding.code, finding.facts["count"]) == ("not_finite", 1)
    with pytest.raises(LabFault, match="the reference gives NaN or infinity"):
        compare(want, got)


@settings(max_examples=50)
@given(tensors(full_shapes, FLOATS[:2]))
def test_what_is_told_first(want: torch.Tensor) -> None:
    """Each answer is wrong in one way more than the one after it."""
    wrong_values = want + 1e6
    not_finite = wrong_values * float("nan")
    wrong_dtype = not_finite.half()
    wrong_shape = wrong_dtype[None, None]
    answers = [{"a": wrong_shape}, {"y": wrong_shape}, {"y": wrong_dtype}, {"y": not_finite}, {"y": wrong_values}]

    findings = [compare(answer, {"y": want}) for answer in answers]

    assert [found and found.code for found in findings] == ["keys", "shape", "dtype", "not_finite", "values"]


@given(tensors(full_shapes, FLOATS))
def test_the_table_accepts_one_rounding_of_its_type_and_refuses_a_thousand_times_more(want: torch.Tensor) -> None:
    step = torch.finfo(want.dtype).eps
    precise = want.double()
    rounded = (precise * (1 + step / 2)).to(want.dtype)

    assert compare(rounded, want) is None
    allowed = tolerance_for(want.dtype)
    far = precise + 2 * (allowed.atol + allowed.rtol * precise.abs()) + 4 * step * precise.abs()
    assert compare(far.to(want.dtype), want) is not None
