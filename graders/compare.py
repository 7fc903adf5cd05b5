"""Is this result the right one? Structure, shape, dtype, finiteness, values, in that order; the first failure is told.

What the reference returns decides what a student may return:

| reference returns        | accepted                                                                        |
|--------------------------|---------------------------------------------------------------------------------|
| float, 0-dim float tensor| float or int of Python; a float32 or float64 tensor or array of shape () or (1,) |
| int, 0-dim integer tensor| int of Python; an integer tensor or array of shape () or (1,)                    |
| bool, 0-dim bool tensor  | bool of Python; a bool tensor or array of shape () or (1,)                       |
| float32, float64 tensor  | tensor or array of the very shape, float32 or float64                           |
| half or bfloat16 tensor  | the very dtype                                                                  |
| integer tensor           | the very shape, any integer dtype; compared exactly                             |
| bool tensor              | the very shape, bool                                                            |
| complex                  | the very shape, any complex dtype                                               |
| list, tuple (also named) | list or tuple of as many, each item by these rules                              |
| dict                     | dict with the very keys, each value by these rules                              |
| text, bytes, None, set,  | the equal one                                                                   |
| dtype, device, slice     |                                                                                 |

An integer tensor is not accepted for a float one, nor True for 1: both hide a mistake that later code stumbles over.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from graders.numbers import compare_numbers, not_finite, telling_room
from graders.plain import EXACT_TYPES, is_data, is_number, shown, type_name
from graders.results import Finding, LabFault
from graders.tolerances import Tolerance

__all__ = ["compare", "flaw", "is_data", "shown", "telling_room", "type_name"]

MOST_NAMES = 20
MOST_FINDINGS = 1000  # of a hundred thousand wrong numbers; among the first ones every kind of mistake has shown itself
# What is told first of a result that is wrong in several places: a wrong shape explains wrong values, not the reverse.
ORDER = {"shape": 0, "dtype": 1, "not_finite": 2, "values": 3, "set": 3, "different": 3}
Leaf = tuple[Any, Any, str]


def compare(
    got: Any, want: Any, tolerance: Tolerance | None = None, *, device: str = "cpu", where: str = ""
) -> Finding | None:
    """Why `got` is not the `want` of the reference, or None when it is."""
    leaves: list[Leaf] = []
    for step in _walk(got, want, where):
        if isinstance(step, Finding):
            return step
        leaves.append(step)
    findings = (finding for leaf in leaves if (finding := _compare_leaf(*leaf, tolerance, device)))
    return min(itertools.islice(findings, MOST_FINDINGS), key=lambda finding: ORDER[finding.code], default=None)


def flaw(value: Any, where: str = "") -> Finding | None:
    """Why nothing can be compared with this result of a student: it is no data, or not finite. None when it can be."""
    if not is_data(value):
        return _not_data(value, where)
    if is_number(value):
        return not_finite(value, where)
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    return next((found for key, part in parts if (found := flaw(part, f"{where}[{shown(key)}]"))), None)


def _walk(got: Any, want: Any, where: str) -> Iterator[Finding | Leaf]:
    """The leaves of both trees side by side; a finding where their structures part."""
    if not is_data(got):
        yield _not_data(got, where)
    elif not is_data(want):
        place = f" at {where}" if where else ""
        raise LabFault(f"the reference returns {type_name(want)}{place}, which no result can be compared with")
    elif isinstance(want, dict):
        yield from _walk_dict(got, want, where)
    elif isinstance(want, (list, tuple)):
        yield from _walk_sequence(got, want, where)
    elif not _same_kind(got, want):
        yield _kind(got, want, where)
    else:
        yield got, want, where


def _walk_dict(got: Any, want: dict[Any, Any], where: str) -> Iterator[Finding | Leaf]:
    if not isinstance(got, dict):
        yield _kind(got, want, where)
        return
    missing = [shown(key) for key in want if key not in got]
    unexpected = [shown(key) for key in got if key not in want]
    if missing or unexpected:
        facts = {"where": where, "missing": missing[:MOST_NAMES], "unexpected": unexpected[:MOST_NAMES]}
        yield Finding(code="keys", facts=facts)
        return
    for key, value in want.items():
        yield from _walk(got[key], value, f"{where}[{shown(key)}]")


def _walk_sequence(got: Any, want: list[Any] | tuple[Any, ...], where: str) -> Iterator[Finding | Leaf]:
    if not isinstance(got, (list, tuple)):
        yield _kind(got, want, where)
    elif len(got) != len(want):
        yield Finding(code="length", facts={"where": where, "got_length": len(got), "want_length": len(want)})
    else:
        for index, (one, other) in enumerate(zip(got, want, strict=True)):
            yield from _walk(one, other, f"{where}[{index}]")


def _same_kind(got: Any, want: Any) -> bool:
    if isinstance(want, (set, frozenset)):
        return isinstance(got, (set, frozenset))
    if isinstance(want, EXACT_TYPES):
        return type(got) is type(want)
    one_number = is_number(got) and not hasattr(got, "shape")
    return is_number(got) and not (one_number and getattr(want, "shape", ()) != ())


def _compare_leaf(got: Any, want: Any, where: str, tolerance: Tolerance | None, device: str) -> Finding | None:
    if isinstance(want, (set, frozenset)):
        return _compare_sets(got, want, where)
    if isinstance(want, EXACT_TYPES):
        values = {"got_value": shown(got), "want_value": shown(want)}
        return None if got == want else Finding(code="different", facts={"where": where, **values})
    return compare_numbers(got, want, tolerance, device, where)


def _compare_sets(got: Any, want: set[Any] | frozenset[Any], where: str) -> Finding | None:
    missing = sorted(shown(item) for item in want - got)
    unexpected = sorted(shown(item) for item in got - want)
    if not missing and not unexpected:
        return None
    counts = {"where": where, "missing_count": len(missing), "unexpected_count": len(unexpected)}
    names = {"missing": missing[:MOST_NAMES], "unexpected": unexpected[:MOST_NAMES]}
    return Finding(code="set", facts={**counts, **names})


def _not_data(value: Any, where: str) -> Finding:
    return Finding(code="not_data", facts={"where": where, "type": type_name(value)})


def _kind(got: Any, want: Any, where: str) -> Finding:
    return Finding(code="kind", facts={"where": where, "got_type": type_name(got), "want_type": type_name(want)})
