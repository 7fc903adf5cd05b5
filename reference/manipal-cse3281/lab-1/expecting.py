"""What the checks of this lab say more than once about a result, and tensors that stay in the student's process."""

import ast

import numpy as np
import torch

from graders.kinds.syntax import covers, read

EXACT = {"rtol": 0, "atol": 0, "because": "whole numbers and quarters are exact in every float type"}


def is_tensor(returned, dtype):
    """A tensor of this very dtype. Where values are compared, int32 passes for int64 and float64 for float32."""
    returned.satisfies(lambda value: isinstance(value, torch.Tensor), "it is a tensor")
    return returned.satisfies(lambda value: value.dtype is dtype, f"its dtype is {dtype}")


def is_array(returned, array):
    """This NumPy array, dtype and all. Where values are compared, a tensor passes for an array."""
    returned.satisfies(lambda value: isinstance(value, np.ndarray), "it is a NumPy array")
    returned.satisfies(lambda value: value.dtype == array.dtype, f"its dtype is {array.dtype}")
    returned.equals(array)


def quarters(draw, shape, dtype=torch.float32):
    """Multiples of 0.25 from -10 to 10, which arithmetic does not round."""
    return draw.integers(shape, -40, 41).to(dtype) / 4


def still(student, kept, function, expected):
    """The tensor in the student's process that was handed to the function has kept its values."""
    now = kept.method("clone").value
    student.judged(now, function, f"the tensor that was handed to `{function}`").satisfies(
        lambda t: isinstance(t, torch.Tensor) and torch.equal(t, expected), "after the call it is what it was before"
    )


def names_any(text, names, function):
    """Whether the function, what it calls, or a statement outside definitions (`device = ...`) names one."""
    source = read(text)
    beside = [each for each in source.tree.body if not isinstance(each, ast.FunctionDef | ast.ClassDef)]
    parts = [*beside, *(part for _, part in source.parts((function,)))]
    return any(covers(name, what) for part in parts for _, what in source.mentions(part) for name in names)
