"""Saved models read without unpickling: what a file of `torch.save` or safetensors holds, by names, shapes and values.

A pickle is a program. Ours is read by an interpreter that knows the few instructions that a dictionary of tensors
needs and runs nothing; whatever else a file asks for is named and refused.
"""

from __future__ import annotations

from graders.artifacts.checkpoints.archive import read_torch
from graders.artifacts.checkpoints.safetensors import is_safetensors, read_safetensors
from graders.artifacts.checkpoints.stored import Stored, Unfit

__all__ = ["LARGEST", "Stored", "Unfit", "read_checkpoint"]

LARGEST = 64 << 20


def read_checkpoint(data: bytes) -> object:
    """A tree of dicts, lists, tuples, plain values and `Stored` tensors. Raises Unfit."""
    if len(data) > LARGEST:
        raise Unfit("too_large")
    if not data:
        raise Unfit("empty")
    return read_safetensors(data) if is_safetensors(data) else read_torch(data)
