"""Beyond calls: what an optimizer of the hand-in does to tensors of ours, sizes of a model that takes no memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch

from . import members
from .values import clean


def steps_of(
    make: Callable[..., Any], tensors: list[torch.Tensor], gradients: list[list[Any]]
) -> Iterator[list[torch.Tensor]]:
    """The tensors after each step of the optimizer that `make` builds around them.

    Gradients are added to what is there, as backward does it, so that a `zero_grad` without effect shows.
    """
    parameters = [torch.nn.Parameter(tensor.detach().clone()) for tensor in tensors]
    optimizer = make(parameters)
    for slopes in gradients:
        optimizer.zero_grad()
        for parameter, slope in zip(parameters, slopes, strict=True):
            if slope is not None:
                parameter.grad = slope.clone() if parameter.grad is None else parameter.grad + slope
        optimizer.step()
        yield [parameter.detach().clone() for parameter in parameters]


def sizes_of(make: Callable[[], Any]) -> dict[str, list[int]]:
    """The shape of each parameter of a model that takes no memory. One that cannot be made so is made for real."""
    try:
        with torch.device("meta"):
            made = make()
    except Exception:  # noqa: BLE001  whatever it is that needs numbers, the model made for real has them
        made = make()
    return {clean(str(name), 200): list(tensor.shape) for name, tensor in members.parameters(made).items()}


def backward(output: Any, wanted: list[Any], weights: list[Any]) -> dict[int, Any]:
    """As the backward pass of one tensor, from the tensors of a nested output, each with its weights or None.

    Nothing where the output is not built as the weights are: the grader sees that by the output itself.
    """
    outputs = list(tensors_in(output))
    if len(outputs) != len(weights) or any(w is not None and w.shape != o.shape for o, w in _pairs(outputs, weights)):
        return {}
    pairs = [(one, weight) for one, weight in _pairs(outputs, weights) if weight is not None and one.requires_grad]
    if not pairs:
        return {}
    found = torch.autograd.grad(
        [one for one, _ in pairs], wanted, [weight.to(one.dtype) for one, weight in pairs], allow_unused=True
    )
    return {id(tensor): value for tensor, value in zip(wanted, found, strict=True) if value is not None}


def _pairs(outputs: list[Any], weights: list[Any]) -> list[tuple[Any, Any]]:
    return list(zip(outputs, weights, strict=True))


def tensors_in(tree: Any) -> Iterator[torch.Tensor]:
    """The tensors of lists, tuples and dicts, in order."""
    if isinstance(tree, torch.Tensor):
        yield tree
    elif type(tree) in (list, tuple):
        for part in tree:
            yield from tensors_in(part)
    elif type(tree) is dict:
        for part in tree.values():
            yield from tensors_in(part)
