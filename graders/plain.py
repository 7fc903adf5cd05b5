"""What plain data is: the values that a result may be made of, and what people call them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

NUMBERS = (bool, int, float, complex, np.generic)
EXACT_TYPES = (str, bytes, type(None), torch.dtype, torch.device, slice)
INTEGERS = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.uint16, torch.uint32, torch.uint64)
FLOATS = (torch.float64, torch.float32, torch.float16, torch.complex128, torch.complex64)
# The arrays that torch can hold; text, objects and long doubles are no results of a lab.
ARRAYS = {str(dtype).removeprefix("torch.") for dtype in (*INTEGERS, *FLOATS, torch.bool)}
LONGEST_TEXT = 200


def is_number(value: Any) -> bool:
    """One number or many of one type."""
    return isinstance(value, (*NUMBERS, torch.Tensor, np.ndarray))


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
