"""A lab's reference in float64: beside it, the solution in float32 shows how much of each allowance rounding takes."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import torch


class Precise:
    """Stands where a check expects the reference: the same functions, on float64 copies of what they are given.

    Modules are made in float32 first, so that their start weights are the ones that the seed gives.
    """

    def __init__(self, reference: ModuleType) -> None:
        self._reference = reference

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._reference, name)
        return _precisely(value) if callable(value) else widened(value)


def _precisely(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        result = function(*widened(args), **widened(kwargs))
        return _precise_module(result) if isinstance(result, torch.nn.Module) else result

    return call


def _precise_module(module: torch.nn.Module) -> torch.nn.Module:
    module.register_forward_pre_hook(_widen_inputs, with_kwargs=True)
    return module.double()


def _widen_inputs(_module: torch.nn.Module, args: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    return widened(args), widened(kwargs)


def widened(tree: Any) -> Any:
    """The same tree with its float32 tensors in float64; what autograd knows of them stays known."""
    if isinstance(tree, torch.Tensor):
        return tree.double() if tree.dtype is torch.float32 else tree
    if type(tree) in (list, tuple):
        return type(tree)(widened(item) for item in tree)
    if type(tree) is dict:
        return {key: widened(value) for key, value in tree.items()}
    return tree
