"""The safetensors format: a length, a header of JSON, the raw bytes of the tensors."""

from __future__ import annotations

import json
import math
from typing import Any

import torch

from graders.artifacts.checkpoints.stored import MOST_DIMENSIONS, Stored, Unfit

LARGEST_HEADER = 4 << 20
_LENGTH = 8
_DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
    "C64": torch.complex64,
}


def is_safetensors(data: bytes) -> bool:
    """Its header's length, and the brace that the header begins with."""
    return len(data) > _LENGTH and data[_LENGTH : _LENGTH + 1] == b"{" and _header_length(data) <= len(data) - _LENGTH


def read_safetensors(data: bytes) -> dict[str, Any]:
    """Names and tensors. Raises Unfit."""
    length = _header_length(data)
    if length > LARGEST_HEADER:
        raise Unfit("too_large")
    try:
        header = json.loads(data[_LENGTH : _LENGTH + length])
    except (ValueError, RecursionError) as error:
        raise Unfit("damaged") from error
    header.pop("__metadata__", None)
    body = memoryview(data)[_LENGTH + length :]
    return {name: _stored(described, body) for name, described in header.items()}


def _header_length(data: bytes) -> int:
    return int.from_bytes(data[:_LENGTH], "little")


def _stored(described: Any, body: memoryview) -> Stored:
    try:
        dtype, shape = _DTYPES[described["dtype"]], tuple(described["shape"])
        begin, end = described["data_offsets"]
    except (KeyError, TypeError, ValueError) as error:
        raise Unfit("damaged") from error
    if len(shape) > MOST_DIMENSIONS:
        raise Unfit("out_of_bounds")
    whole = type(begin) is int and type(end) is int and 0 <= begin <= end <= len(body)
    if not whole or not all(type(size) is int and 0 <= size < 2**40 for size in shape):
        raise Unfit("out_of_bounds")
    if math.prod(shape) * dtype.itemsize != end - begin:
        raise Unfit("out_of_bounds")
    steps = tuple(math.prod(shape[place + 1 :]) for place in range(len(shape)))
    return Stored.view(dtype, shape, steps, 0, body[begin:end])
