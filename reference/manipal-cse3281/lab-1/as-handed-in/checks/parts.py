"""Questions 3 and 4: parts of a tensor, and the way from NumPy and back."""

import indexing
import numpy as np
import running
import torch

import script
from graders import exercise
from graders.found import numbers_of

# --- Indexing --------------------------------------------------------------------------------------------------------

ONE = "a part of a tensor that was picked by its index, such as `x[0]` or `x[1, 2]`: named or printed, and right"
MORE = "a second kind of index: beside one element `x[1, 2]` or a row `x[0]` there are slices, lists and masks"

q3 = exercise("manipal-l1-q3-indexing")
q3.check(points=1)(
    running.given_alone("index", "A part of a tensor is picked", ONE, lambda run, _: indexing.kinds(run))
)
q3.check(points=1)(
    running.given_alone(
        "another", "Parts are picked in more than one way", MORE, lambda run, _: len(indexing.kinds(run)) > 1
    )
)
q3.check(points=2)(
    running.followed(
        "index_ours",
        "With other numbers in the tensor, the parts are its parts",
        ONE,
        lambda run, _: indexing.kinds(run),
    )
)

# --- NumPy and back --------------------------------------------------------------------------------------------------

THERE = ("from_numpy", "tensor", "as_tensor", "asarray", "Tensor", "FloatTensor", "DoubleTensor", "from_dlpack")
BACK = ("numpy", "array", "asarray")


def converted(run):
    """An array of NumPy and a tensor with the same numbers. One that was reshaped in between is still the same."""
    arrays = [one for one in run.shows.arrays if one.kind == "array"]
    return any(one.kind == "tensor" and any(one.same_as(other) for other in arrays) for one in run.shows.arrays)


def into_a_tensor(run, _):
    # torch.tensor of something written out is no conversion.
    calls = [call for call in run.script.calls(*THERE) if not script.written_out(call.node)]
    return calls and converted(run)


def into_an_array(run, _):
    calls = [call for call in run.script.calls(*BACK) if not script.written_out(call.node)]
    return calls and converted(run)


def keeps_the_dtype(found):
    """Of the tensors with an array's numbers, where there are some under names, one has its dtype too."""
    tensors = [value for value in found.values.values() if isinstance(value, torch.Tensor)]
    for array in [value for value in found.values.values() if isinstance(value, np.ndarray)]:
        dtypes = {str(tensor.dtype).removeprefix("torch.") for tensor in tensors if same_numbers(array, tensor)}
        if dtypes and str(array.dtype) not in dtypes:
            return False
    return True


def same_numbers(array, tensor):
    one, its = (numbers_of(value).flatten() for value in (array, tensor))
    return one.shape == its.shape and torch.allclose(one, its, rtol=1e-5)


q4 = exercise("manipal-l1-q4-numpy-roundtrip")
q4.check(points=1)(
    running.given_alone(
        "there",
        "A NumPy array becomes a tensor",
        "a NumPy array and a tensor with the same numbers, made of it by `torch.from_numpy` or its like",
        into_a_tensor,
    )
)
q4.check(points=1)(
    running.given_alone(
        "back",
        "A tensor becomes a NumPy array",
        "a NumPy array that was made of a tensor, by `x.numpy()` or its like, and is named or printed",
        into_an_array,
    )
)
q4.check(points=1)(
    running.followed(
        "ours",
        "With other numbers, array and tensor have the same ones again",
        "a NumPy array and a tensor with the same numbers",
        lambda run, _: converted(run),
    )
)
q4.deviates(
    name="dtype",
    title="The tensor keeps the dtype of the array",
    what="an array and a tensor of one dtype, as `torch.from_numpy` makes it; `torch.Tensor` narrows to float32",
    holds=lambda found, _: keeps_the_dtype(found),
)
