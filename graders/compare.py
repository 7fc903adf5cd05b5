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
| list, tuple              | list or tuple of as many, each item by these rules                              |
| dict                     | dict with the very keys, each value by these rules                              |
| text, bytes, None, set,  | the equal one                                                                   |
| dtype, device, slice     |                                                                                 |

An integer tensor is not accepted for a float one, nor True for 1: both hide a mistake that later code stumbles over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import torch

from graders.results import Finding, LabFault
from graders.tolerances import Tolerance, tolerance_for

NUMBERS = (bool, int, float, complex, np.generic)
EXACT_TYPES = (str, bytes, type(None), torch.dtype, torch.device, slice)
INTERCHANGEABLE_FLOATS = (torch.float32, torch.float64)
INTEGERS = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.uint16, torch.uint32, torch.uint64)
FLOATS = (torch.float64, torch.float32, torch.float16, torch.complex128, torch.complex64)
# The arrays that torch can hold; text, objects and long doubles are no results of a lab.
ARRAYS = {str(dtype).removeprefix("torch.") for dtype in (*INTEGERS, *FLOATS, torch.bool)}
_WIDE = {
    **dict.fromkeys((torch.float64, torch.float32, torch.float16, torch.bfloat16), torch.float64),
    **dict.fromkeys((torch.float8_e4m3fn, torch.float8_e5m2), torch.float64),
    **dict.fromkeys((torch.complex128, torch.complex64, torch.complex32), torch.complex128),
}
Array = np.ndarray[Any, np.dtype[Any]]
LONGEST_TEXT = 200
MOST_NAMES = 20
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


def compare(
    got: Any, want: Any, tolerance: Tolerance | None = None, *, device: str = "cpu", where: str = ""
) -> Finding | None:
    """Why `got` is not the `want` of the reference, or None when it is."""
    if not is_data(got):
        return Finding(code="not_data", facts={"where": where, "type": type_name(got)})
    if isinstance(want, (*NUMBERS, torch.Tensor, np.ndarray)):
        return _compare_numbers(got, want, tolerance, device, where)
    if isinstance(want, dict):
        return _compare_dicts(got, want, tolerance, device, where)
    if isinstance(want, (list, tuple)):
        return _compare_sequences(got, want, tolerance, device, where)
    if isinstance(want, (set, frozenset)):
        return _compare_sets(got, want, where)
    if isinstance(want, EXACT_TYPES):
        return _compare_exactly(got, want, where)
    raise LabFault(f"the reference returns {type_name(want)}{_at(where)}, which no result can be compared with")


def is_data(value: Any) -> bool:
    """Whether this is a value at all, and not the name of an object that stayed in the student's process."""
    if isinstance(value, torch.Tensor):
        return value.layout is torch.strided and not value.is_quantized
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.name in ARRAYS
    return isinstance(value, (*NUMBERS, *EXACT_TYPES, dict, list, tuple, set, frozenset))


def type_name(value: Any) -> str:
    """What a person would call its type. Objects that stayed in the student's process carry the name of theirs."""
    if isinstance(value, torch.Tensor) and not is_data(value):
        return "sparse or quantized Tensor"
    return str(getattr(value, "type_name", type(value).__name__))[:LONGEST_TEXT]


def shown(value: Any) -> str:
    """The value as text of bounded length."""
    try:
        return repr(value)[:LONGEST_TEXT]
    except ValueError:
        return "a number of more than 4,300 digits"


def _at(where: str) -> str:
    return f" at {where}" if where else ""


def _kind(got: Any, want: Any, where: str) -> Finding:
    return Finding(code="kind", facts={"where": where, "got_type": type_name(got), "want_type": type_name(want)})


def _compare_dicts(
    got: Any, want: dict[Any, Any], tolerance: Tolerance | None, device: str, where: str
) -> Finding | None:
    if not isinstance(got, dict):
        return _kind(got, want, where)
    missing = [shown(key) for key in want if key not in got]
    unexpected = [shown(key) for key in got if key not in want]
    if missing or unexpected:
        facts = {"where": where, "missing": missing[:MOST_NAMES], "unexpected": unexpected[:MOST_NAMES]}
        return Finding(code="keys", facts=facts)
    pairs = ((compare(got[key], want[key], tolerance, device=device, where=f"{where}[{key!r}]")) for key in want)
    return next((finding for finding in pairs if finding), None)


def _compare_sequences(
    got: Any, want: list[Any] | tuple[Any, ...], tolerance: Tolerance | None, device: str, where: str
) -> Finding | None:
    if not isinstance(got, (list, tuple)):
        return _kind(got, want, where)
    if len(got) != len(want):
        return Finding(code="length", facts={"where": where, "got_length": len(got), "want_length": len(want)})
    pairs = (
        compare(one, other, tolerance, device=device, where=f"{where}[{index}]")
        for index, (one, other) in enumerate(zip(got, want, strict=True))
    )
    return next((finding for finding in pairs if finding), None)


def _compare_sets(got: Any, want: set[Any] | frozenset[Any], where: str) -> Finding | None:
    if not isinstance(got, (set, frozenset)):
        return _kind(got, want, where)
    missing = sorted(shown(item) for item in want - got)
    unexpected = sorted(shown(item) for item in got - want)
    if not missing and not unexpected:
        return None
    counts = {"where": where, "missing_count": len(missing), "unexpected_count": len(unexpected)}
    names = {"missing": missing[:MOST_NAMES], "unexpected": unexpected[:MOST_NAMES]}
    return Finding(code="set", facts={**counts, **names})


def _compare_exactly(got: Any, want: Any, where: str) -> Finding | None:
    if type(got) is not type(want):
        return _kind(got, want, where)
    if got == want:
        return None
    values = {"got_value": shown(got), "want_value": shown(want)}
    return Finding(code="different", facts={"where": where, **values})


def _compare_numbers(got: Any, want: Any, tolerance: Tolerance | None, device: str, where: str) -> Finding | None:
    if not isinstance(got, (*NUMBERS, torch.Tensor, np.ndarray)):
        return _kind(got, want, where)
    scalar = isinstance(want, NUMBERS) or want.ndim == 0
    if isinstance(got, NUMBERS) and not scalar:
        return _kind(got, want, where)
    one, other = _tensor(got), _tensor(want)
    if one.shape != other.shape and not (scalar and one.shape == (1,)):
        shapes = {"got_shape": list(one.shape), "want_shape": list(other.shape)}
        return Finding(code="shape", facts={"where": where, **shapes})
    if not _dtypes_agree(got, one.dtype, other.dtype):
        dtypes = {"got_dtype": _dtype_name(got, one), "want_dtype": _dtype_name(want, other)}
        return Finding(code="dtype", facts={"where": where, **dtypes})
    # A number of Python says nothing about the precision it was computed with, so it gets the room of float32.
    told = [
        torch.float32 if isinstance(value, NUMBERS) else tensor.dtype for value, tensor in ((got, one), (want, other))
    ]
    allowance = tolerance or (tolerance_for(*told, device=device) if _inexact(other.dtype) else tolerance_for())
    return _compare_values(one.reshape(other.shape), other, allowance, where)


def _tensor(value: Any) -> torch.Tensor:
    if isinstance(value, torch.Tensor):
        return value.detach().cpu()
    if isinstance(value, (np.ndarray, np.generic)):
        return torch.from_numpy(np.array(value))
    if isinstance(value, float):
        return torch.tensor(value, dtype=torch.float64)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
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
    one, other = _widened(got), _widened(want)
    if not np.isfinite(other).all():
        raise LabFault(f"the reference gives NaN or infinity{_at(where)}; draw inputs inside its domain or correct it")
    finite = np.isfinite(one)
    if not finite.all():
        counts = {"count": int((~finite).sum()), "total": one.size, "index": _index(int(finite.argmin()), one)}
        return Finding(code="not_finite", facts={"where": where, **counts})
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
        "difference": _number(difference.flat[worst]),
        "allowed": _number(allowed.flat[worst]),
        "got_value": _number(one.flat[worst]),
        "want_value": _number(other.flat[worst]),
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
    wide = torch.float64 if tensor.dtype is torch.uint64 else _WIDE.get(tensor.dtype, torch.int64)
    return tensor.resolve_conj().resolve_neg().to(wide).numpy()


def _distances(got: Array, want: Array, tolerance: Tolerance) -> tuple[Array, Array]:
    exact = got.dtype.kind == "i" and want.dtype.kind == "i"
    wide = np.complex128 if want.dtype.kind == "c" else np.float64
    one, other = np.asarray(got, wide), np.asarray(want, wide)
    difference = np.asarray(np.abs(one - other))
    if exact:
        # Integers beyond 2**53 collide as floats: unequal ones keep a difference of at least one.
        difference = np.where(got == want, 0.0, np.maximum(difference, 1.0))
    return difference, np.asarray(tolerance.atol + tolerance.rtol * np.abs(other))


def _index(flat: int, values: Array) -> list[int]:
    return [int(part) for part in np.unravel_index(flat, values.shape)] if values.ndim else []


def _number(value: Any) -> float | int | str:
    """A JSON number, or text for what JSON has none for."""
    number = value.item()
    if isinstance(number, int):
        return int(number)
    if isinstance(number, float) and math.isfinite(number):
        return number
    return str(number)
