"""What lab 4 verifies of the forward pass by hand."""

import torch
from xor import CORNERS, PRINTED, PRINTED_OUTPUTS, SIX_DIGITS

from graders import exercise

q3 = exercise("manipal-l4-q3-manual-forward-check")
q3.forbids(
    "nn",
    "functional",
    "load_state_dict",
    in_=("manual_forward",),
    title="`manual_forward` by matrix algebra, without layers",
)


def network(draw, size, dtype=torch.float32):
    """Weights of any 2-2-1 network and so many samples."""
    state = {
        "hidden.weight": draw.normal((2, 2), std=2, dtype=dtype),
        "hidden.bias": draw.normal((2,), dtype=dtype),
        "output.weight": draw.normal((1, 2), std=2, dtype=dtype),
        "output.bias": draw.normal((1,), dtype=dtype),
    }
    return state, draw.normal((size, 2), dtype=dtype)


def other_kinds(draw):
    """One sample, float64, a view that is not contiguous, units that are saturated on both sides."""
    one, double, view = network(draw, 1), network(draw, 30, torch.float64), network(draw, 14)
    saturated, X = network(draw, 8)
    saturated["hidden.weight"] = 10 * torch.sign(saturated["hidden.weight"])
    return [one, double, (view[0], view[1][::2].flip(1)), (saturated, X)]


@q3.check(points=1, show="example")
def printed_parameters_by_hand(student, reference, draw):
    """The sheet's printed parameters give 0.57855, 0.57966, 0.51152 and 0.52007"""
    student.call("manual_forward", PRINTED, CORNERS).close_to(PRINTED_OUTPUTS, **SIX_DIGITS)


q3.by_hand(
    "manual_forward",
    points=2,
    also=("functional",),
    draw=lambda d: [network(d, 4), network(d, d.integer(5, 20))],
    title="`manual_forward` is right for any weights, by its own arithmetic",
)
q3.value(
    "manual_forward",
    points=1.5,
    name="other_kinds",
    title="`manual_forward` is right for one sample, in float64, and where units are saturated",
    draw=other_kinds,
)


@q3.check(points=1.5)
def agrees_with_the_layers(student, reference, draw):
    """`manual_forward` gives what the layers of PyTorch give with the same `state_dict`"""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(draw.seed())
        model = reference.XORModel()
    for X in (CORNERS, draw.normal((9, 2), std=3)):
        with torch.no_grad():
            wanted = model(X)
        student.call("manual_forward", dict(model.state_dict()), X).close_to(wanted)
