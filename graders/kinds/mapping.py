"""Which of the student's tensors stands for which of the reference's, by names, shapes and order; or what differs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import chain, islice, permutations
from typing import Any, NamedTuple

import torch

Shapes = dict[str, list[int]]
Names = dict[str, str]
# Each costs a forward pass of the student, and only where the first one did not fit.
MOST_TRIED = 24
MOST_SHOWN = 40


class Assignments(NamedTuple):
    """The likeliest ways in which their names may stand for ours, best first, and how many there are in all."""

    likeliest: list[Names]
    total: int


def assignments(ours: Shapes, theirs: Shapes) -> Assignments:
    """Names that are the same stand for the same. Otherwise layer for layer, or tensor for tensor, of one shape."""
    if ours == theirs:
        return Assignments([{name: name for name in ours}], 1)
    if Counter(map(tuple, ours.values())) != Counter(map(tuple, theirs.values())):
        return Assignments([], 0)
    wanted, found = layers(ours), layers(theirs)
    if Counter(map(_signature, wanted.values())) != Counter(map(_signature, found.values())):
        wanted, found = _singles(ours), _singles(theirs)
    groups = list(_alike(wanted, found))
    total = math.prod(math.factorial(len(theirs_)) for _, theirs_ in groups)
    orders = _orders([theirs_ for _, theirs_ in groups])
    mine = list(chain.from_iterable(ours_ for ours_, _ in groups))
    pairings = (zip(mine, chain.from_iterable(order), strict=True) for order in islice(orders, MOST_TRIED))
    return Assignments([_named(pairing, wanted, found) for pairing in pairings], total)


def layers(shapes: Shapes) -> dict[str, dict[str, tuple[str, list[int]]]]:
    """The tensors of each module under their last name: {"first": {"weight": ("first.weight", [4, 5])}}."""
    found: dict[str, dict[str, tuple[str, list[int]]]] = {}
    for name, shape in shapes.items():
        layer, _, leaf = name.rpartition(".")
        found.setdefault(layer, {})[leaf] = name, shape
    return found


def _singles(shapes: Shapes) -> dict[str, dict[str, tuple[str, list[int]]]]:
    return {name: {"": (name, shape)} for name, shape in shapes.items()}


def _signature(layer: Mapping[str, tuple[str, list[int]]]) -> Hashable:
    return tuple(sorted((leaf, tuple(shape)) for leaf, (_, shape) in layer.items()))


def _alike(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[tuple[list[str], list[str]]]:
    """Layers of ours and of theirs that look the same, those of one name opposite each other, the rest in order."""
    for signature in dict.fromkeys(map(_signature, wanted.values())):
        mine = [name for name, layer in wanted.items() if _signature(layer) == signature]
        theirs = [name for name, layer in found.items() if _signature(layer) == signature]
        others = iter([name for name in theirs if name not in mine])
        yield mine, [name if name in theirs else next(others) for name in mine]


def _orders(groups: list[list[str]]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Every order of each group beside every order of the others, one after the other: together they are too many."""
    if not groups:
        yield ()
        return
    for first in permutations(groups[0]):
        for rest in _orders(groups[1:]):
            yield first, *rest


def _named(pairing: Any, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Names:
    return {name: found[theirs][leaf][0] for ours, theirs in pairing for leaf, (name, _) in wanted[ours].items()}


def buffer_names(ours: Shapes, theirs: Shapes, parameters: Names) -> Names | None:
    """A buffer lies in the module that its neighbour's name leads to; None where that does not tell."""
    homes = {name.rpartition(".")[0]: other.rpartition(".")[0] for name, other in parameters.items()}
    names = {}
    for name, shape in ours.items():
        layer, _, leaf = name.rpartition(".")
        other = f"{homes.get(layer, layer)}.{leaf}".lstrip(".")
        if theirs.get(other) != shape:
            break
        names[name] = other
    if len(names) == len(ours):
        return names
    by_shape = assignments(ours, theirs)
    return by_shape.likeliest[0] if by_shape.likeliest else None


def differences(ours: Shapes, theirs: Shapes) -> dict[str, Any]:
    """What is missing and what is too many, by name where names of ours occur among theirs, else by shape alone."""
    if ours.keys() & theirs.keys():
        missing = [(name, shape) for name, shape in ours.items() if theirs.get(name) != shape]
        surplus = [(name, shape) for name, shape in theirs.items() if ours.get(name) != shape]
        return {"named": True, "missing": _told(missing), "surplus": _told(surplus)}
    lacking = Counter(map(tuple, ours.values())) - Counter(map(tuple, theirs.values()))
    extra = Counter(map(tuple, theirs.values())) - Counter(map(tuple, ours.values()))
    return {"named": False, "missing": _told(_drawn(ours, lacking)), "surplus": _told(_drawn(theirs, extra))}


def repeated(shapes: Shapes) -> Shapes:
    """The tensors that others could stand for, going by shape."""
    counts = Counter(map(tuple, shapes.values()))
    return {name: shape for name, shape in shapes.items() if counts[tuple(shape)] > 1}


def _drawn(shapes: Shapes, counts: Counter[tuple[int, ...]]) -> list[tuple[str, list[int]]]:
    """As many tensors of each shape as counted, the last ones of that shape."""
    left, found = counts.copy(), []
    for name, shape in reversed(shapes.items()):
        if left[tuple(shape)] > 0:
            left[tuple(shape)] -= 1
            found.append((name, shape))
    return found[::-1]


def _told(named: Sequence[tuple[str, list[int]]]) -> list[dict[str, Any]]:
    return [{"name": name, "shape": list(shape)} for name, shape in named[:MOST_SHOWN]]


def told(shapes: Shapes) -> list[dict[str, Any]]:
    return _told(list(shapes.items()))


def shapes_of(tensors: Mapping[str, torch.Tensor]) -> Shapes:
    return {name: list(tensor.shape) for name, tensor in tensors.items()}
