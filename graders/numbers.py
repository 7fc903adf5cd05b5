"""Are these numbers the right ones? Shape, dtype, finiteness, values, in that order; the first failure is told."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import torch

from graders.plain import INTEGERS, NUMBERS
from graders.results import Finding, LabFault
from graders.tolerances import EXACT, Tolerance, tolerance_for

INTERCHANGEABLE_FLOATS = (torch.float32, torch.float64)
INT64 = range(-(2**63), 2**63)
Array = np.ndarray[Any, np.dtype[Any]]
# Hears which share of its allowance each accepted result uses. Nobody listens while a student is graded.
_listener: ContextVar[Callable[[float], None] | None] = ContextVar("listener", default=None)


@contextmanager
def telling_room(listener: Callable[[float], None]) -> Iterator[None]:
    """Inside, the listener hears of each accepted result how much of its allowance it uses: 0 to 1."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def compare_numbers(got: Any, want: Any, tolerance: Tolerance | None, device: str, where: str) -> Finding | None:
    """Why these numbers, or this one, are not what the reference gives; None when they are."""
    if type(got) is type(want) and _ordinary(got) and (got == want or _near(got, want, tolerance, device)):
        return None
    if type(got) is type(want) is int and tolerance is None:
        return _compare_integers(got, want, where)
    one, other = _tensor(got), _tensor(want)
    one_number = other.ndim == 0 and one.shape == (1,)
    if one.shape != other.shape and not one_number:
        shapes = {"got_shape": list(one.shape), "want_shape": list(other.shape)}
        return Finding(code="shape", facts={"where": where, **shapes})
    if not _dtypes_agree(got, one.dtype, other.dtype):
        dtypes = {"got_dtype": _dtype_name(got, one), "want_dtype": _dtype_name(want, other)}
        return Finding(code="dtype", facts={"where": where, **dtypes})
    # A number of Python says nothing about the precision it was computed with, so it gets the room of float32.
    told = [
        torch.float32 if isinstance(value, NUMBERS) else tensor.dtype for value, tensor in ((got, one), (want, other))
    ]
    allowance = tolerance or (tolerance_for(*told, device=device) if _inexact(other.dtype) else EXACT)
    return _compare_values(one.reshape(other.shape), other, allowance, where)


def not_finite(value: Any, where: str) -> Finding | None:
    """Where these numbers are NaN or infinite; None when they are nowhere."""
    if _ordinary(value):
        return None
    numbers = _widened(_tensor(value))
    finite = np.isfinite(numbers)
    if finite.all():
        return None
    counts = {"count": int((~finite).sum()), "total": numbers.size, "index": _index(int(finite.argmin()), numbers)}
    return Finding(code="not_finite", facts={"where": where, **counts})


def _ordinary(value: Any) -> bool:
    """A finite number of Python, no tensor. A list may hold a hundred thousand, of which each tensor costs its time."""
    return (type(value) is float and math.isfinite(value)) or (type(value) in {bool, int} and value in INT64)


def _near(got: Any, want: Any, tolerance: Tolerance | None, device: str) -> bool:
    """Whether a number of Python is accepted already without a tensor, where nobody asks how nearly it was."""
    if type(got) is not float or not math.isfinite(want) or _listener.get() is not None:
        return False
    allowance = tolerance or tolerance_for(torch.float32, device=device)
    return bool(abs(got - want) <= allowance.atol + allowance.rtol * abs(want))


def _compare_integers(got: int, want: int, where: str) -> Finding | None:
    """Integers of Python are as long as they like, and equal or not."""
    if got == want:
        return None
    values = {"difference": _json(abs(got - want)), "got_value": _json(got), "want_value": _json(want)}
    return Finding(
        code="values", facts={"where": where, "mismatched": 1, "total": 1, "index": [], "allowed": 0.0, **values}
    )


def _tensor(value: Any) -> torch.Tensor:
    if isinstance(value, torch.Tensor):
        return value.detach().cpu()
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.array(value)
        return torch.from_numpy(array.astype(array.dtype.newbyteorder("="), copy=False))
    if isinstance(value, float):
        return torch.tensor(value, dtype=torch.float64)
    if isinstance(value, int) and value not in INT64:
        # Beyond int64 only nearness can be told; a float keeps it comparable with a float reference.
        return torch.tensor(float(value) if abs(value) < 10**300 else math.inf, dtype=torch.float64)
    return torch.tensor(value)


def _dtype_name(value: Any, tensor: torch.Tensor) -> str:
    if isinstance(value, NUMBERS) and not isinstance(value, np.generic):
        return type(value).__name__
    return str(tensor.dtype).removeprefix("torch.")


def _inexact(dtype: torch.dtype) -> bool:
    return dtype.is_floating_point or dtype.is_complex


def _dtypes_agree(got: Any, one: torch.dtype, other: torch.dtype) -> bool:
    if type(got) is int and other in INTERCHANGEABLE_FLOATS:
        return True
    if one.is_floating_point and other.is_floating_point:
        return one is other or (one in INTERCHANGEABLE_FLOATS and other in INTERCHANGEABLE_FLOATS)
    if torch.bool in (one, other):
        return one is other
    return (one in INTEGERS and other in INTEGERS) or (one.is_complex and other.is_complex)


def _compare_values(got: torch.Tensor, want: torch.Tensor, tolerance: Tolerance, where: str) -> Finding | None:
    if want.numel() == 0:
        return None
    if not_finite(want, where):
        place = f" at {where}" if where else ""
        raise LabFault(f"the reference gives NaN or infinity{place}; draw inputs inside its domain or correct it")
    finding = not_finite(got, where)
    if finding:
        return finding
    one, other = _widened(got), _widened(want)
    with np.errstate(over="ignore"):  # the difference of two large numbers may be infinite, and then it is refused
        difference, allowed = _distances(one, other, tolerance)
    # NaN must never pass: the comparison asks what is accepted, not what is refused.
    accepted = difference <= allowed
    if accepted.all():
        _tell_room(difference, allowed)
        return None
    worst = int(np.where(accepted, -1.0, difference).argmax())
    facts = {
        "where": where,
        "mismatched": int((~accepted).sum()),
        "total": one.size,
        "index": _index(worst, one),
        "difference": _json(difference.flat[worst].item()),
        "allowed": _json(allowed.flat[worst].item()),
        "got_value": _json(one.flat[worst].item()),
        "want_value": _json(other.flat[worst].item()),
    }
    return Finding(code="values", facts=facts)


def _tell_room(difference: Array, allowed: Array) -> None:
    listener = _listener.get()
    if listener is not None and (allowed > 0).any():
        listener(float((difference[allowed > 0] / allowed[allowed > 0]).max()))


def _widened(tensor: torch.Tensor) -> Array:
    """In one float, complex or integer type of numpy, which compares a few numbers in a fraction of torch's time.

    Small types lack operations: uint16 cannot be compared with int64, nor complex32 asked for NaN.
    """
    if tensor.dtype.is_complex:
        wide = torch.complex128
    elif tensor.dtype.is_floating_point:
        wide = torch.float64
    else:
        wide = tensor.dtype if tensor.dtype is torch.uint64 else torch.int64
    return tensor.resolve_conj().resolve_neg().to(wide).numpy()


def _distances(got: Array, want: Array, tolerance: Tolerance) -> tuple[Array, Array]:
    exact = got.dtype.kind in "iu" and want.dtype.kind in "iu"
    wide = np.complex128 if want.dtype.kind == "c" else np.float64
    one, other = np.asarray(got, wide), np.asarray(want, wide)
    difference = np.asarray(np.abs(one - other))
    if exact:
        # Integers beyond 2**53 collide as floats: unequal ones keep a difference of at least one.
        difference = np.where(got == want, 0.0, np.maximum(difference, 1.0))
    return difference, np.asarray(tolerance.atol + tolerance.rtol * np.abs(other))


def _index(flat: int, values: Array) -> list[int]:
    return [int(part) for part in np.unravel_index(flat, values.shape)] if values.ndim else []


def _json(number: Any) -> float | int | str:
    """A JSON number, or text for what JSON has none for."""
    if isinstance(number, int):
        return number if number in INT64 else f"about {'-' if number < 0 else ''}2^{number.bit_length() - 1}"
    if isinstance(number, float) and math.isfinite(number):
        return number
    return str(number)
