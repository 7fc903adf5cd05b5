"""Answers that the reference itself gives when one thing about it is changed: a bias gone, one step less, another mode.

A student whose numbers are those has made that one change. Where a check knows the reference's module or its steps, it
hands its own rivals along with the mismatch; for plain functions they are made here, from the call alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch

from graders.line import Mismatch
from graders.results import Finding

MOST_ARGUMENTS = 6
SECOND = 2


class Rival(NamedTuple):
    """What would explain the answer, and the answer that it would explain."""

    finding: Finding
    answer: Callable[[], Any]


class Variant(NamedTuple):
    """A call of the reference that is not the right one: what a student would have done who means this."""

    code: str
    facts: tuple[tuple[str, Any], ...]
    args: tuple[Any, ...]

    @property
    def finding(self) -> Finding:
        return Finding(code=self.code, facts=dict(self.facts))


def variants(args: tuple[Any, ...]) -> list[Variant]:
    """The same call with one argument as if it were not there, or off by one, or of another shape."""
    found: list[Variant] = []
    for index, value in list(enumerate(args))[:MOST_ARGUMENTS]:
        if isinstance(value, torch.Tensor) and value.dtype.is_floating_point and bool((value != 0).any()):
            found.append(_changed("argument_ignored", index, {}, args, torch.zeros_like(value)))
        elif type(value) is int:
            found += [_changed("off_by_one", index, {"by": by}, args, value + by) for by in (-1, 1)]
    return found + _broadcasts(args)


def _changed(code: str, index: int, facts: Mapping[str, Any], args: tuple[Any, ...], value: Any) -> Variant:
    told = (("argument", index + 1), *facts.items())
    return Variant(code, told, (*args[:index], value, *args[index + 1 :]))


def _broadcasts(args: tuple[Any, ...]) -> list[Variant]:
    """(n, 1) against (n,): the two are stretched to (n, n) without a word."""
    pair = [value for value in args[:2] if isinstance(value, torch.Tensor)]
    if len(pair) != len(args[:2]) or len({value.shape for value in pair}) != 1 or len(args) == 1:
        return []
    one, other = pair
    if one.ndim == 0 or len(one) == 1 or len(one) != one.numel():
        return []
    flat = one.reshape(-1), other.reshape(-1)
    return [
        Variant("stretched", (), (flat[0][:, None], flat[1], *args[2:])),
        Variant("stretched", (), (flat[0], flat[1][:, None], *args[2:])),
    ]


@contextmanager
def explained_by(*rivals: Rival) -> Iterator[None]:
    """A mismatch that is raised inside takes these rivals along."""
    try:
        yield
    except Mismatch as mismatch:
        mismatch.rivals = rivals
        raise


def of_model(model: torch.nn.Module, batch: tuple[Any, ...]) -> tuple[Rival, ...]:
    """The model without its biases, and in the other mode. Dropout draws anew, so what it gives explains nothing."""
    found = [Rival(Finding(code="no_bias"), lambda: _without_biases(model, batch))]
    if any(isinstance(part, torch.nn.modules.batchnorm._BatchNorm) for part in model.modules()):  # noqa: SLF001
        mode = "evaluation" if model.training else "training"
        found.append(Rival(Finding(code="other_mode", facts={"mode": mode}), lambda: _in_other_mode(model, batch)))
    return tuple(found)


def of_steps(states: Sequence[Any], again: Callable[[], Any] | None = None) -> tuple[Rival, ...]:
    """`states` are the right ones of one tensor, from the start to the step at hand; `again` makes one step more of it.

    Plain gradient descent that never clears its gradients moves at the second step by the first one's move once more.
    """
    one_less, one_more = (Finding(code="steps", facts={"by": by}) for by in (-1, 1))
    found = [Rival(one_less, lambda: states[-2])] if len(states) > SECOND else _first_moves(*states)
    if len(states) == SECOND + 1:
        start, first, second = states
        found.append(Rival(Finding(code="summed_gradients"), lambda: second + (first - start)))
    return (*found, Rival(one_more, again)) if again else tuple(found)


def _first_moves(start: Any, want: Any) -> list[Rival]:
    """The first step in the right direction with another length, or straight away from where it should lead."""
    if not isinstance(start, torch.Tensor) or not isinstance(want, torch.Tensor):
        return []
    longer = [Finding(code="step_scaled", facts={"factor": factor}) for factor in ("2", "1/2")]
    return [
        Rival(longer[0], lambda: start + 2 * (want - start)),
        Rival(longer[1], lambda: start + (want - start) / 2),
        Rival(Finding(code="uphill"), lambda: start - (want - start)),
    ]


def _without_biases(model: torch.nn.Module, batch: tuple[Any, ...]) -> Any:
    named = dict(model.named_parameters())
    none = {name: torch.zeros_like(p) if name.endswith("bias") else p for name, p in named.items()}
    with torch.no_grad():
        return torch.func.functional_call(model, none, batch)


def _in_other_mode(model: torch.nn.Module, batch: tuple[Any, ...]) -> Any:
    """Running statistics move in training mode: what is asked is done with copies of them."""
    buffers = {name: buffer.clone() for name, buffer in model.named_buffers()}
    mode = model.training
    try:
        with torch.no_grad():
            return torch.func.functional_call(model.train(not mode), buffers, batch)
    finally:
        model.train(mode)
