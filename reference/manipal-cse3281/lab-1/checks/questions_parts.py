"""What questions 3 and 4 verify: parts of a matrix, and the way from NumPy and back."""

import numpy as np
import torch
from expecting import is_array, is_tensor

from graders import exercise

# --- Picking parts of a matrix ---------------------------------------------------------------------------------------

q3 = exercise("manipal-l1-q3-indexing")


def matrices(draw):
    """Floats of both types, more rows than columns and fewer, and one that was transposed."""
    return [
        draw.normal((draw.integer(2, 9), draw.integer(3, 9))),
        draw.normal((5, 4), mean=-3, dtype=torch.float64),
        draw.normal((4, 6)).T,
        draw.normal((2, 3)),
    ]


def whole_matrices(draw):
    """Whole numbers whose mean is one of them, and equal ones, none of which is greater than the mean."""
    return [draw.permutation(15).reshape(3, 5) + draw.integer(-20, 20), torch.full((2, 3), draw.integer(-9, 10))]


@q3.check(points=0.5, show="example")
def parts_of_twelve(student, reference, draw):
    """The five parts of `torch.arange(12).reshape(3, 4)`"""
    wanted = {
        "first_row": torch.tensor([0, 1, 2, 3]),
        "last_column": torch.tensor([3, 7, 11]),
        "one_element": torch.tensor(6),
        "every_second_row": torch.tensor([[0, 1, 2, 3], [8, 9, 10, 11]]),
        "mask_selected": torch.tensor([6, 7, 8, 9, 10, 11]),
    }
    student.call("pick", torch.arange(12).reshape(3, 4)).equals(wanted)


@q3.check(points=0.5)
def first_row(student, reference, draw):
    """`first_row` of drawn matrices"""
    for t in matrices(draw):
        student.call("pick", t)["first_row"].equals(reference.pick(t)["first_row"])


@q3.check(points=0.75)
def last_column(student, reference, draw):
    """`last_column` of drawn matrices is a vector"""
    for t in matrices(draw):
        student.call("pick", t)["last_column"].equals(reference.pick(t)["last_column"])


@q3.check(points=0.75)
def one_element(student, reference, draw):
    """`one_element` of drawn matrices is one number"""
    for t in matrices(draw):
        element = student.call("pick", t)["one_element"]
        element.satisfies(lambda e: getattr(e, "shape", ()) == (), "it is one number and no vector of one")
        element.equals(reference.pick(t)["one_element"])


@q3.check(points=0.75)
def every_second_row(student, reference, draw):
    """`every_second_row` of drawn matrices begins with row 0"""
    for t in matrices(draw):
        student.call("pick", t)["every_second_row"].equals(reference.pick(t)["every_second_row"])


@q3.check(points=0.75)
def mask_selected(student, reference, draw):
    """`mask_selected` of drawn matrices holds what is greater than the mean, of whole numbers too"""
    for t in (*matrices(draw), *whole_matrices(draw)):
        student.call("pick", t)["mask_selected"].equals(reference.pick(t)["mask_selected"])


# --- From NumPy and back ---------------------------------------------------------------------------------------------

q4 = exercise("manipal-l1-q4-numpy-roundtrip")


def arrays(draw):
    """Several dtypes, among them those that NumPy and PyTorch choose by themselves; a single number; nothing."""
    return [
        draw.normal((draw.integer(2, 9),), dtype=torch.float64).numpy(),
        draw.normal((2, 3)).numpy(),
        draw.integers((3, 2), -9, 10).numpy(),
        draw.integers((5,), 0, 256).numpy().astype(np.uint8),
        draw.integers((2, 2, 2), -9, 10).numpy().astype(np.int32),
        draw.uniform((4,)).numpy() < 0.5,
        draw.normal((1,), dtype=torch.float64).numpy(),
        np.zeros((0, 3)),
    ]


@q4.check(points=0.5, show="example")
def seven_numbers(student, reference, draw):
    """`from_np(np.arange(1.0, 8.0))` is a tensor of dtype torch.float64, and `to_np` gives the array back"""
    array = np.arange(1.0, 8.0)
    is_tensor(student.call("from_np", array), torch.float64).equals(torch.from_numpy(array))
    is_array(student.call("to_np", torch.from_numpy(array)), array)


@q4.check(points=0.5)
def from_np_keeps_values_and_dtype(student, reference, draw):
    """`from_np` keeps values, shape and dtype, with and without a copy"""
    for array in arrays(draw):
        wanted = torch.from_numpy(array)
        for copy in (False, True):
            is_tensor(student.call("from_np", array, copy=copy), wanted.dtype).equals(wanted)


@q4.check(points=0.5)
def to_np_keeps_values_and_dtype(student, reference, draw):
    """`to_np` keeps values, shape and dtype"""
    for array in arrays(draw):
        is_array(student.call("to_np", torch.from_numpy(array)), array)


@q4.check(points=0.75, needs=("to_np_keeps_values_and_dtype", "from_np_keeps_values_and_dtype"))
def from_np_shares_memory(student, reference, draw):
    """By default a change of the tensor changes the array, and a change of the array the tensor"""
    array = student.make("to_np", draw.normal((2, 3), dtype=torch.float64))
    tensor = student.make("from_np", array)
    written, filled = draw.normal((2, 3), dtype=torch.float64), draw.scalar(1, 9)
    tensor.do("copy_", written)
    student.judged(array.method("copy").value, "from_np", "the array, after writing into the tensor,").equals(written)
    array.do("fill", filled)
    seen = tensor.attribute("data").value
    student.judged(seen, "from_np", "the tensor, after filling the array,").equals(torch.full_like(written, filled))


@q4.check(points=0.75, needs=("to_np_keeps_values_and_dtype", "from_np_keeps_values_and_dtype"))
def from_np_copies_when_asked(student, reference, draw):
    """With `copy=True` neither a change of the array nor one of the tensor reaches the other"""
    began = draw.normal((2, 3), dtype=torch.float64)
    array = student.make("to_np", began)
    tensor = student.make("from_np", array, copy=True)
    filled = draw.scalar(1, 9)
    array.do("fill", filled)
    seen = tensor.attribute("data").value
    student.judged(seen, "from_np", "the tensor, after filling the array that it was copied from,").equals(began)
    tensor.do("zero_")
    seen = array.method("copy").value
    student.judged(seen, "from_np", "the array, after clearing its copy,").equals(torch.full_like(began, filled))
