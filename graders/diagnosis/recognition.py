"""When two hand-ins fail alike, and how much that says: zeros are nobody's, many different numbers are a name."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from graders.compare import compare, is_data, type_name
from graders.line import Mismatch
from graders.results import Finding, Show, StudentFault
from graders.tolerances import Tolerance

# A wrong answer this few allowances away from the right one could be nearly anybody's rounding.
CLEARLY_WRONG = 10
FEW_NUMBERS = 3
# Who has none of his own among so many numbers is not looked at longer: a hand-in may return a million.
LOOKED_AT = 10_000
# The student may have computed the same mistake in another order of operations.
SAME_NUMBERS = Tolerance(1e-4, 1e-6)
# A property is so particular, and so is an object of this type, that failing it alike is telling in itself.
PARTICULAR = {"property", "not_data", "not_finite"}
# By what two hand-ins break a rule alike. What they leave undone says nothing about what they do instead.
RULES = {"forbidden": ("inside", "name"), "operation": ("function", "name")}
# PyTorch's own words about shapes, leaves and graphs. A NameError or a ZeroDivisionError has too many causes.
TORCH_RAISES = {"RuntimeError", "ValueError"}
MANY_LETTERS = 20


def recognisable(fault: StudentFault) -> bool:
    """Whether a mistake can be known by this at all. Limits and most crashes have too many causes."""
    if isinstance(fault, Mismatch):
        return _clear(fault.finding.facts)
    return _breaks_a_rule(fault.finding) or _of_torch(fault.finding)


def telling(fault: StudentFault, show: Show) -> bool:
    """Whether failing like this, and nothing else, says enough to recognise a mistake by."""
    if not isinstance(fault, Mismatch) or fault.finding.code in PARTICULAR:
        return True
    # At a point chosen by a person wrong formulas often agree: at x = 2, twice the slope is the slope times x.
    return len(particulars(fault.got)) >= (FEW_NUMBERS if show is Show.EXAMPLE else 1)


def particulars(value: Any) -> set[Any]:
    """The different things in it that not every other mistake has too: no zeros, truth values, None, NaN."""
    if isinstance(value, (np.ndarray, torch.Tensor)):
        value = torch.as_tensor(value).detach().flatten()[:LOOKED_AT].tolist()
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return set().union(*map(particulars, value[:LOOKED_AT]))
    if isinstance(value, (str, bytes, set, frozenset)):
        return {value} if isinstance(value, (str, bytes)) else set(value)
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, complex, np.generic)):
        return set()
    # An integer of Python may be too long for numpy to look at.
    finite = isinstance(value, int) or bool(np.isfinite(value))
    return {value} if finite and value != 0 else set()


def alike(failure: StudentFault, other: Any) -> bool:
    """The same expectation, failed in the same way, with the same value; or the same rule, broken by the same name."""
    if not isinstance(other, StudentFault) or failure.finding.code != other.finding.code:
        return False
    if not isinstance(failure, Mismatch) or not isinstance(other, Mismatch):
        return _alike_without_value(failure.finding, other.finding)
    one, two = failure.finding.facts, other.finding.facts
    if failure.ordinal != other.ordinal or one.get("where") != two.get("where"):
        return False
    if failure.finding.code == "not_data":
        return bool(one["type"] == two["type"])
    return same(failure.got, other.got)


def same(got: Any, other: Any) -> bool:
    """Equal within SAME_NUMBERS; NaN and infinity equal themselves here, unlike in a judgement."""
    if isinstance(got, dict) and isinstance(other, dict):
        return got.keys() == other.keys() and all(same(got[key], other[key]) for key in got)
    if isinstance(got, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(got) == len(other) and all(map(same, got, other))
    if not is_data(got) or not is_data(other):
        return type_name(got) == type_name(other)
    one, two = _not_finite(got), _not_finite(other)
    if one is not None or two is not None:
        if one is None or two is None or not one.equal(two):
            return False
        got, other = (torch.as_tensor(value).masked_fill(one, 0) for value in (got, other))
    return compare(got, other, SAME_NUMBERS) is None


def _clear(facts: dict[str, Any]) -> bool:
    allowed, difference = facts.get("allowed"), facts.get("difference")
    if not isinstance(allowed, float) or not isinstance(difference, float):
        return True
    return difference >= CLEARLY_WRONG * allowed


def _of_torch(finding: Finding) -> bool:
    facts = finding.facts
    return (
        finding.code == "raised"
        and facts.get("type") in TORCH_RAISES
        and len(str(facts.get("message", ""))) >= MANY_LETTERS
    )


def _breaks_a_rule(finding: Finding) -> bool:
    return finding.code in RULES and not finding.facts.get("at_least")


def _alike_without_value(one: Finding, two: Finding) -> bool:
    if _breaks_a_rule(one):
        return all(one.facts[key] == two.facts[key] for key in RULES[one.code])
    return _of_torch(one) and all(one.facts.get(key) == two.facts.get(key) for key in ("type", "message"))


def _not_finite(value: Any) -> torch.Tensor | None:
    """Where the value is NaN or infinite; None when it is nowhere."""
    if not isinstance(value, (float, complex, np.ndarray, np.generic, torch.Tensor)):
        return None
    mask = ~torch.isfinite(torch.as_tensor(value))
    return mask if bool(mask.any()) else None
