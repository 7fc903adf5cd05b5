"""What a file that was run whole leaves behind, and how numbers of the grader's take the place of its own."""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import numpy as np
import torch

from . import members
from .definitions import bound_names

GIVEN = "__given__"
MOST_NAMES = 300
MOST_ELEMENTS = 10_000  # of one value; what is larger is data, and no result
_NUMBERS = (bool, int, float, list, tuple, np.ndarray, np.generic, torch.Tensor)


def remains(namespace: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names and values: of a tensor also its gradient, of an object what it holds, of a module its parameters."""
    for name, value in list(namespace.items())[:MOST_NAMES]:
        if name.startswith("__") or isinstance(value, type | types.ModuleType | types.FunctionType):
            continue
        if isinstance(value, torch.nn.Module):
            yield from _with_gradients(name, members.parameters(value))
        elif isinstance(value, _NUMBERS):
            yield from _with_gradients("", {name: value})
        else:
            yield from _with_gradients(name, _held(value))


def _held(value: Any) -> dict[str, Any]:
    held = getattr(value, "__dict__", None)
    return {key: item for key, item in held.items() if isinstance(item, _NUMBERS)} if type(held) is dict else {}


def _with_gradients(owner: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        name = f"{owner}.{key}" if owner else str(key)
        if _size(value) <= MOST_ELEMENTS:
            yield name, value
            if isinstance(value, torch.Tensor) and value.is_leaf and value.grad is not None:
                yield f"{name}.grad", value.grad


def _size(value: Any) -> int:
    """How many numbers it holds; of a list those of all that stands in it."""
    if isinstance(value, torch.Tensor):
        return value.numel()
    if isinstance(value, np.ndarray | np.generic):
        return int(value.size)
    return sum(map(_size, value)) if isinstance(value, list | tuple) else 1


def take_over(statements: list[ast.stmt], names: Collection[str], known: set[str]) -> list[ast.stmt]:
    """Behind each statement that sets one of the names anew, a call that gives it the grader's numbers.

    Not behind one that computes it from what the script has set before, all of which is collected in `known`.
    """
    taken: list[ast.stmt] = []
    for statement in statements:
        taken.append(statement)
        bound = bound_names(statement) if isinstance(statement, ast.Assign | ast.AnnAssign) else []
        read = {
            node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        anew = [name for name in bound if name in names and (name not in known or not read & known)]
        known.update(bound)
        for name in anew:
            call = ast.Call(ast.Name(GIVEN, ast.Load()), [ast.Constant(name), ast.Name(name, ast.Load())], [])
            again = ast.Assign([ast.Name(name, ast.Store())], call)
            taken.append(ast.fix_missing_locations(ast.copy_location(again, statement)))
    return taken


def giver(values: Mapping[str, Any]) -> Callable[[str, Any], Any]:
    """What `take_over` calls: the student's value with our numbers in it, of the same type, shape and dtype.

    A second value under the name takes them only if it is as many: a script may go on with a point of another kind.
    """
    given: set[str] = set()

    def give(name: str, own: Any) -> Any:
        numbers = torch.as_tensor(values[name])
        if name in given and _size(own) != numbers.numel():
            return own
        given.add(name)
        return _in_place_of(own, values[name])

    return give


def _in_place_of(own: Any, numbers: Any) -> Any:
    if isinstance(own, torch.Tensor):
        return _in_tensor(own, torch.as_tensor(numbers, dtype=torch.float64))
    if isinstance(own, np.ndarray):
        fit = np.asarray(numbers, dtype=own.dtype)
        return fit.reshape(own.shape) if fit.size == own.size else fit
    flat = torch.as_tensor(numbers, dtype=torch.float64).flatten().tolist()
    if isinstance(own, list | tuple):
        return _nested(own, iter(flat)) if _size(own) == len(flat) else type(own)(flat)
    whole = isinstance(own, int) and float(flat[0]).is_integer()
    return int(flat[0]) if whole else flat[0]


def _in_tensor(own: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
    """The same tensor, so that what tracks it already goes on: a leaf stays one."""
    whole = bool((numbers == numbers.round()).all())
    dtype = own.dtype if own.is_floating_point() or whole else torch.get_default_dtype()
    fit = numbers.to(dtype)
    if fit.numel() == own.numel():
        fit = fit.reshape(own.shape)
    elif own.dim():
        fit = fit.reshape(-1, *[1] * (own.dim() - 1))
    if dtype != own.dtype:
        return fit
    own.data = fit.to(own.device)
    return own


def _nested(own: Any, numbers: Iterator[float]) -> Any:
    if isinstance(own, list | tuple):
        return type(own)(_nested(item, numbers) for item in own)
    number = next(numbers)
    return int(number) if isinstance(own, int) and number.is_integer() else number
