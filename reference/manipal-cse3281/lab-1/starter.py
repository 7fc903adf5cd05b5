"""Lab 1: introduction to tensors.

Fill in each function and upload this file. Keep the names. You may add helper functions and imports of your own.
"""

import torch

# --- From a number to a block of numbers -----------------------------------------------------------------------------


def make_tensors():
    """The four tensors of the statement, as a dict with the keys "scalar", "vector", "matrix" and "tensor3"."""
    raise NotImplementedError


def describe(t):
    """The triple (number of dimensions, shape, the element as a Python number if there is just one, else None)."""
    raise NotImplementedError


# --- Random tensors of any size --------------------------------------------------------------------------------------


def random_tensor(size, seed=None):
    """A float32 tensor of this size (a tuple), uniform on [0, 1). The same seed gives the same numbers."""
    raise NotImplementedError


# --- Zeros, ones and a mask ------------------------------------------------------------------------------------------


def zeros_ones(size):
    """The pair (zeros, ones), two float32 tensors of this size (a tuple)."""
    raise NotImplementedError


def apply_mask(t, mask):
    """A new tensor: t where the mask is True or 1, zero where it is False or 0."""
    raise NotImplementedError


# --- Ranges, and zeros in the likeness of another tensor -------------------------------------------------------------


def int_range(start, end, step):
    """The int64 tensor start, start + step, ... that stops before end. The step may be negative."""
    raise NotImplementedError


def zeros_of(t):
    """A new tensor of zeros with the shape and the dtype of t."""
    raise NotImplementedError


# --- Data types, and what a tensor knows about itself ----------------------------------------------------------------


def cast(values, dtype=None):
    """A tensor of these numbers (a list, maybe of lists) in this dtype; with None, in the one that PyTorch infers."""
    raise NotImplementedError


def tensor_info(t):
    """A dict with the keys "shape", "dtype", "device" and "requires_grad"."""
    raise NotImplementedError


# --- Arithmetic that leaves its input alone --------------------------------------------------------------------------


def elementwise(t):
    """A dict with the keys "plus10", "times10", "minus10" and "square", each computed from t, which stays as it is."""
    raise NotImplementedError


# --- The dot product by hand, and the rule of shapes -----------------------------------------------------------------


def dot_by_hand(a, b):
    """The dot product of two vectors of the same length, by a loop over their elements."""
    raise NotImplementedError


def both_products(a, b):
    """The pair (elementwise product, matrix product), both by the library."""
    raise NotImplementedError


def matmul_shape(shape_a, shape_b):
    """The shape of the product of two matrices of these shapes, or None if they cannot be multiplied."""
    raise NotImplementedError


# --- To the accelerator and back -------------------------------------------------------------------------------------


def pick_device():
    """The torch.device to compute on: an accelerator if this machine has one, else the CPU."""
    raise NotImplementedError


def to_device(t, device):
    """The tensor t on this device (a torch.device or its name)."""
    raise NotImplementedError


def to_numpy(t):
    """The numbers of t as a NumPy array, whatever device t is on and even when it tracks gradients."""
    raise NotImplementedError


# --- Five ways to change a shape -------------------------------------------------------------------------------------


def to_shape(t, shape):
    """The numbers of t, in their order, in this shape. It works for every tensor; one entry of shape may be -1."""
    raise NotImplementedError


def view_as(t, shape):
    """t seen in this shape: a view, which shares its storage with t."""
    raise NotImplementedError


def stack_n(t, n, dim):
    """n copies of t, stacked along a new dimension dim, which may be negative."""
    raise NotImplementedError


def drop_unit(t):
    """t without its dimensions of size 1. All others stay."""
    raise NotImplementedError


def add_unit(t, dim):
    """t with a new dimension of size 1 at the place dim, which may be negative."""
    raise NotImplementedError


# --- Channels first --------------------------------------------------------------------------------------------------


def hwc_to_chw(img):
    """The image of shape (H, W, C) seen in the shape (C, H, W), without a copy."""
    raise NotImplementedError


def inverse_permutation(dims):
    """The permutation, as a tuple, that undoes the permutation dims."""
    raise NotImplementedError


# --- Picking parts of a matrix ---------------------------------------------------------------------------------------


def pick(t):
    """A dict with first_row, last_column, one_element, every_second_row and mask_selected of the matrix t."""
    raise NotImplementedError


# --- From NumPy and back ---------------------------------------------------------------------------------------------


def from_np(a, copy=False):
    """The array a as a tensor of the same dtype, which shares the memory of a unless copy is True."""
    raise NotImplementedError


def to_np(t):
    """The tensor t as a NumPy array of the same dtype."""
    raise NotImplementedError


# --- A random square -------------------------------------------------------------------------------------------------


def random_7x7(seed=None):
    """A random float32 tensor of shape (7, 7): new at each call, or the same one for the same seed."""
    raise NotImplementedError


# --- A matrix times a row --------------------------------------------------------------------------------------------


def matmul_row(A, r):
    """The matrix A of shape (7, 7) times the transposed row r of shape (1, 7)."""
    raise NotImplementedError


# --- Two tensors on a device -----------------------------------------------------------------------------------------


def two_tensors(device, seed=None):
    """Two different random float32 tensors of shape (2, 3), both on this device."""
    raise NotImplementedError


# --- The product of two tensors that do not fit ----------------------------------------------------------------------


def matmul_adjust(a, b):
    """The matrix product of a, of shape (2, 3), and the transposed b, also of shape (2, 3)."""
    raise NotImplementedError


# --- The largest and the smallest value ------------------------------------------------------------------------------


def max_min(t):
    """The pair (largest value, smallest value) of the whole tensor t, as Python floats."""
    raise NotImplementedError


# --- Where the largest and the smallest value stand ------------------------------------------------------------------


def argmax_argmin(t):
    """The pair (index of the largest value, index of the smallest value) in the flattened tensor t, as Python ints."""
    raise NotImplementedError


# --- Ten seeded numbers without their extra dimensions ---------------------------------------------------------------


def seeded_squeeze(seed=7):
    """The pair (x, y): ten uniform random numbers of this seed in the shape (1, 1, 1, 10), and the same in (10,)."""
    raise NotImplementedError
