"""Lab 1, worked through: what a tensor is, how one is made, and what can be done with it.

A tensor is a block of numbers of one type with a shape. Nearly every surprise of this lab is about one of the three:
the shape is not the one you had in mind, the type was inferred, or two names mean the same block.
"""

import torch

# --- From a number to a block of numbers -----------------------------------------------------------------------------


def make_tensors():
    # Each pair of brackets is one dimension, so the number alone has none. Whole numbers make an int64 tensor.
    return {
        "scalar": torch.tensor(7),  # ()
        "vector": torch.tensor([7, 7]),  # (2,)
        "matrix": torch.tensor([[7, 8], [9, 10]]),  # (2, 2)
        "tensor3": torch.tensor([[[1, 2, 3], [3, 6, 9], [2, 4, 5]]]),  # (1, 3, 3)
    }


def describe(t):
    # What counts is the number of elements, not of dimensions: a tensor of shape (1, 1) has just one element, too.
    element = t.item() if t.numel() == 1 else None
    return t.ndim, tuple(t.shape), element


# --- Random tensors of any size --------------------------------------------------------------------------------------


def random_tensor(size, seed=None):
    # "is None" rather than "not seed": 0 is a seed like any other.
    if seed is None:
        return torch.rand(size)
    # A generator of its own repeats its numbers without changing what the rest of the program draws.
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(size, generator=generator)


# --- Zeros, ones and a mask ------------------------------------------------------------------------------------------


def zeros_ones(size):
    return torch.zeros(size), torch.ones(size)


def apply_mask(t, mask):
    # True and False take part in a product as 1 and 0. The product is a new tensor, t is only read.
    return t * mask


# --- Ranges, and zeros in the likeness of another tensor -------------------------------------------------------------


def int_range(start, end, step):
    # As in Python's own range, the end does not belong to it. Three whole numbers give int64.
    return torch.arange(start, end, step)


def zeros_of(t):
    return torch.zeros_like(t)


# --- Data types, and what a tensor knows about itself ----------------------------------------------------------------


def cast(values, dtype=None):
    # The dtype is named where the numbers are read. Converting afterwards would pass through float32 and lose digits.
    return torch.tensor(values, dtype=dtype)


def tensor_info(t):
    return {
        "shape": tuple(t.shape),
        "dtype": t.dtype,
        "device": str(t.device),
        "requires_grad": t.requires_grad,
    }


# --- Arithmetic that leaves its input alone --------------------------------------------------------------------------


def elementwise(t):
    # Every operator makes a new tensor. Its twin with an underscore, and +=, would write into t itself.
    return {"plus10": t + 10, "times10": t * 10, "minus10": t - 10, "square": t**2}


# --- The dot product by hand, and the rule of shapes -----------------------------------------------------------------


def dot_by_hand(a, b):
    total = 0
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


def both_products(a, b):
    elementwise_product = a * b  # the shape of a and b
    matrix_product = torch.matmul(a, b)  # () for vectors, (n, n) for square matrices
    return elementwise_product, matrix_product


def matmul_shape(shape_a, shape_b):
    rows, inner = shape_a
    other_inner, columns = shape_b
    # Row i of a meets column j of b element by element, so both must be of the same length.
    return (rows, columns) if inner == other_inner else None


# --- To the accelerator and back -------------------------------------------------------------------------------------


def pick_device():
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def to_device(t, device):
    return t.to(device)


def to_numpy(t):
    # NumPy knows neither graphs nor accelerators: first leave the graph, then fetch the numbers, then convert.
    return t.detach().cpu().numpy()


# --- Five ways to change a shape -------------------------------------------------------------------------------------


def to_shape(t, shape):
    # reshape gives a view where it can and copies where it must, so it works for every tensor.
    return t.reshape(shape)


def view_as(t, shape):
    # view never copies: either both tensors look at the same memory, or it raises.
    return t.view(shape)


def stack_n(t, n, dim):
    # stack opens a new dimension for the copies. cat would lengthen one that is there already.
    return torch.stack([t] * n, dim=dim)  # (..., n, ...)


def drop_unit(t):
    return t.squeeze()


def add_unit(t, dim):
    return t.unsqueeze(dim)  # (..., 1, ...)


# --- Channels first --------------------------------------------------------------------------------------------------


def hwc_to_chw(img):
    # permute names for each new dimension the old one that it takes. Only strides change, no pixel moves.
    return img.permute(2, 0, 1)  # (H, W, C) -> (C, H, W)


def inverse_permutation(dims):
    # The permutation takes dimension old to place new; the inverse takes place new back to dimension old.
    inverse = [0] * len(dims)
    for new, old in enumerate(dims):
        inverse[old] = new
    return tuple(inverse)


# --- Picking parts of a matrix ---------------------------------------------------------------------------------------


def pick(t):
    # Whole numbers have no mean of their own type: it is taken of their floating point twins.
    mean = t.double().mean()
    return {
        "first_row": t[0],  # (m,)
        "last_column": t[:, -1],  # (n,): an integer index removes its dimension
        "one_element": t[1, 2],  # ()
        "every_second_row": t[::2],  # (ceil(n / 2), m): a slice keeps its dimension
        "mask_selected": t[t > mean],  # (k,): a mask always flattens
    }


# --- From NumPy and back ---------------------------------------------------------------------------------------------


def from_np(a, copy=False):
    # torch.from_numpy looks at the memory of the array, torch.tensor copies it. Both keep the dtype.
    return torch.tensor(a) if copy else torch.from_numpy(a)


def to_np(t):
    return t.numpy()


# --- A random square -------------------------------------------------------------------------------------------------


def random_7x7(seed=None):
    # "is not None" rather than "if seed": 0 is a seed like any other.
    if seed is not None:
        torch.manual_seed(seed)
    return torch.rand(7, 7)  # (7, 7)


# --- A matrix times a row --------------------------------------------------------------------------------------------


def matmul_row(A, r):
    return A @ r.T  # (7, 7) @ (7, 1) -> (7, 1)


# --- Two tensors on a device -----------------------------------------------------------------------------------------


def two_tensors(device, seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    if torch.device(device).type == "cuda" and not torch.cuda.is_available():
        device = "cpu"
    # Drawn on the CPU and then sent, so that a seed means the same numbers on every device. to() returns the tensor
    # that has arrived; the one that it was called on stays where it was.
    a = torch.rand(2, 3).to(device)  # (2, 3)
    b = torch.rand(2, 3).to(device)  # (2, 3)
    return a, b


# --- The product of two tensors that do not fit ----------------------------------------------------------------------


def matmul_adjust(a, b):
    return a @ b.T  # (2, 3) @ (3, 2) -> (2, 2)


# --- The largest and the smallest value ------------------------------------------------------------------------------


def max_min(t):
    # Without a dim, max and min look at the whole tensor. item() turns a tensor of one element into a Python number.
    return t.max().item(), t.min().item()


# --- Where the largest and the smallest value stand ------------------------------------------------------------------


def argmax_argmin(t):
    # Without a dim, the index counts along the flattened tensor, row after row.
    return t.argmax().item(), t.argmin().item()


# --- Ten seeded numbers without their extra dimensions ---------------------------------------------------------------


def seeded_squeeze(seed=7):
    # The seed comes right before the draw: each random call in between would move the generator on.
    torch.manual_seed(seed)
    x = torch.rand(1, 1, 1, 10)  # (1, 1, 1, 10)
    return x, x.squeeze()  # (10,)
