"""Detectors that need numbers alone: what came and what is right, and nothing of the lab's code.

Each answers with the one cause that fits everything it is given, or None.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np

from graders.diagnosis.evidence import FEW_NUMBERS, Array, Sample, close
from graders.results import Finding

Detector = Callable[[list[Sample]], Finding | None]
MOST_AXES = 4
SAME_LOGARITHM = 1e-3
PLAIN_FACTORS = {"2": 2.0, "1/2": 0.5}
SIZE_FACTORS: dict[str, Callable[[float], float]] = {
    "size": lambda n: n,
    "1/size": lambda n: 1 / n,
    "2/size": lambda n: 2 / n,
    "size/2": lambda n: n / 2,
}


def scaled(found: list[Sample]) -> Finding | None:
    """All values are off by one factor: 2, a half, or one made of the size of an input."""
    if not all(each.got.shape == each.want.shape for each in found):
        return None
    for name, factor in PLAIN_FACTORS.items():
        if all(close(each.got, factor * each.want) for each in found):
            return _scaled(name, found)
    fitting = [name for name, factor in SIZE_FACTORS.items() if all(_by_a_size(each, factor) for each in found)]
    return _scaled(fitting[0], found) if len(fitting) == 1 else None


def _by_a_size(each: Sample, factor: Callable[[float], float]) -> bool:
    return any(close(each.got, factor(size) * each.want) for size in each.sizes if factor(size) != 1)


def _scaled(factor: str, found: list[Sample]) -> Finding:
    """Of a loss, which makes one number of two batches of one shape, the factor has a name: sum, mean, half mean."""
    loss = all(each.want.ndim == 0 and not each.where and _two_batches(each.arguments) for each in found)
    return Finding(code="scaled", facts={"factor": factor, "loss": loss})


def _two_batches(arguments: tuple[Any, ...]) -> bool:
    shapes = [tuple(value.shape) for value in arguments if hasattr(value, "shape")]
    return len(shapes) > 1 and shapes[0] == shapes[1] and math.prod(shapes[0]) > 1


def sign(found: list[Sample]) -> Finding | None:
    fits = all(each.got.shape == each.want.shape and close(each.got, -each.want) for each in found)
    return Finding(code="sign", facts={}) if fits else None


def permuted(found: list[Sample]) -> Finding | None:
    """The right values with the axes in another order; only where exactly one order fits."""
    axes = found[0].want.ndim
    if not 1 < axes <= MOST_AXES or not all(each.got.ndim == each.want.ndim == axes for each in found):
        return None
    orders = [order for order in permutations(range(axes)) if order != tuple(range(axes))]
    fitting = [order for order in orders if all(close(each.got, each.want.transpose(order)) for each in found)]
    return Finding(code="permuted", facts={"axes": list(fitting[0])}) if len(fitting) == 1 else None


def unreduced(found: list[Sample]) -> Finding | None:
    """Every value is still there whose mean or sum would be right."""
    if not all(each.want.ndim == 0 and each.got.size >= FEW_NUMBERS for each in found):
        return None
    ways: dict[str, Callable[[Array], Any]] = {"mean": np.mean, "sum": np.sum}
    fitting = [name for name, way in ways.items() if all(close(np.asarray(way(e.got)), e.want) for e in found)]
    return Finding(code="unreduced", facts={"by": fitting[0]}) if len(fitting) == 1 else None


def accumulated(found: list[Sample]) -> Finding | None:
    """Each answer is the sum of all the right ones so far: the first call is right, the later ones add up."""
    if len({each.want.shape for each in found}) != 1 or len(found) < FEW_NUMBERS:
        return None
    sums = np.cumsum([each.want for each in found], axis=0)
    fits = all(close(each.got, total) for each, total in zip(found, sums, strict=True))
    return Finding(code="accumulated", facts={}) if fits else None


def softmax_axis(found: list[Sample]) -> Finding | None:
    """Probabilities over one axis where they are asked over another. Logarithms of probabilities count as well."""
    fitting = {axes for axes in _pairs_of_axes(found[0].want.ndim) if all(_other_axis(each, *axes) for each in found)}
    if len(fitting) != 1:
        return None
    got_axis, want_axis = fitting.pop()
    return Finding(code="softmax_axis", facts={"got_axis": got_axis, "want_axis": want_axis})


def _pairs_of_axes(count: int) -> list[tuple[int, int]]:
    return [(got, want) for got, want in permutations(range(count), 2)] if count <= MOST_AXES else []


def _other_axis(each: Sample, got_axis: int, want_axis: int) -> bool:
    if each.got.shape != each.want.shape or 1 in (each.want.shape[got_axis], each.want.shape[want_axis]):
        return False
    one, other = _logarithms(each.got, got_axis), _logarithms(each.want, want_axis)
    if one is None or other is None:
        return False
    # Of the same scores, the two logarithms differ by a part for each slice along one axis and one along the other.
    apart = one - other
    for axis in (got_axis, want_axis):
        apart = apart - apart.mean(axis=axis, keepdims=True)
    return bool(np.abs(apart).max() < SAME_LOGARITHM)


def _logarithms(values: Array, axis: int) -> Array | None:
    """The logarithms of what sums to one along the axis, whether the values are probabilities or logarithms already."""
    if _sum_to_one(values, axis) and bool((values > 0).all()):
        return np.asarray(np.log(values))
    return values if bool((values <= 0).all()) and _sum_to_one(np.exp(values), axis) else None


def _sum_to_one(values: Array, axis: int) -> bool:
    return bool((values >= 0).all()) and bool(np.allclose(values.sum(axis=axis), 1, atol=1e-4))


def other_scale(found: list[Sample]) -> Finding | None:
    """Scores, probabilities or their logarithms, where another of these is asked for."""
    named = {(name, other) for name, other in _SCALES if all(_is_other(each, _SCALES[name, other]) for each in found)}
    if len(named) != 1:
        return None
    got, want = named.pop()
    return Finding(code="other_scale", facts={"got": got, "want": want})


def _is_other(each: Sample, made_right: Callable[[Array, Array], bool]) -> bool:
    return each.got.shape == each.want.shape and each.want.ndim > 0 and made_right(each.got, each.want)


def _softmax(values: Array, axis: int) -> Array:
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _softmax_of(scores: Array, probabilities: Array) -> bool:
    """Where nothing but one class is left, anything would fit."""
    axes = [axis for axis in range(scores.ndim) if scores.shape[axis] > 1]
    return any(close(_softmax(scores, axis), probabilities) for axis in axes)


def _sigmoid_of(scores: Array, probabilities: Array) -> bool:
    with np.errstate(over="ignore"):
        return close(np.asarray(1 / (1 + np.exp(-scores))), probabilities)


def _exp_of(logarithms: Array, probabilities: Array) -> bool:
    return _is_logarithm(logarithms) and close(np.exp(logarithms), probabilities)


def _is_logarithm(values: Array) -> bool:
    """Of probabilities over some axis."""
    return any(_sum_to_one(np.exp(np.minimum(values, 1)), axis) for axis in range(values.ndim))


def _scores_to(scores: Array, probabilities: Array) -> bool:
    return not _is_logarithm(scores) and (_softmax_of(scores, probabilities) or _sigmoid_of(scores, probabilities))


def _scores_to_logarithms(scores: Array, logarithms: Array) -> bool:
    return _is_logarithm(logarithms) and not _is_logarithm(scores) and _softmax_of(scores, np.exp(logarithms))


_SCALES: dict[tuple[str, str], Callable[[Array, Array], bool]] = {
    ("scores", "probabilities"): _scores_to,
    ("probabilities", "scores"): lambda got, want: _scores_to(want, got),
    ("log probabilities", "probabilities"): _exp_of,
    ("probabilities", "log probabilities"): lambda got, want: _exp_of(want, got),
    ("scores", "log probabilities"): _scores_to_logarithms,
    ("log probabilities", "scores"): lambda got, want: _scores_to_logarithms(want, got),
}

DETECTORS: tuple[Detector, ...] = (scaled, sign, permuted, unreduced, accumulated, softmax_axis, other_scale)
