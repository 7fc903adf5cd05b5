"""What the checks of lab 2 share. Inputs mix single numbers, vectors and matrices, both signs and both float types."""

import torch

# Inputs arrive untracked, so autograd needs one of these. A helper that is called `backward` is no offence.
AUTOGRAD = ("autograd", "requires_grad", "torch.func", "functorch")

SMALL_NUMBERS = {
    "rtol": 1e-5,
    "atol": 1e-6,
    "because": "float32 arithmetic on small numbers leaves room for another order of operations",
}
SATURATED = {"rtol": 1e-5, "atol": 1e-7, "because": "saturated points have small gradients, so the allowance is small"}
WIDE = {"rtol": 1e-6, "atol": 1e-4, "because": "polynomial values reach hundreds; float32 keeps seven digits of them"}


def points(draw, low, high):
    """Calls with one number, with a vector, and with a float64 matrix left of the middle."""
    middle = (low + high) / 2
    return [
        (draw.uniform((), low, high),),
        (draw.uniform((draw.integer(8, 40),), low, high),),
        (draw.uniform((3, 4), low, middle, dtype=torch.float64),),
    ]


def calls_alike(draw):
    """Calls of one shape that no other check uses, so that what a function remembers comes from these alone."""
    return [(draw.uniform((6,), -3, 3),) for _ in range(3)]


def pairs(draw):
    return [
        (draw.uniform((), -3, 3), draw.uniform((), -3, 3)),
        (draw.uniform((16,), -3, 3), draw.uniform((16,), -3, 3)),
        (draw.uniform((2, 5), -3, 0, dtype=torch.float64), draw.uniform((2, 5), 0, 3, dtype=torch.float64)),
    ]


def neuron_at(draw, v, dtype=torch.float32):
    """w, x and b of a neuron whose v is the given one: the test decides on which side of the gate it stands."""
    w = draw.uniform(v.shape, -2, 2, dtype=torch.float64)
    x = draw.uniform(v.shape, 0.5, 2, dtype=torch.float64) * draw.choice([-1, 1])
    return w.to(dtype), x.to(dtype), (v - w * x).to(dtype)


def both_sides(draw, shape, low, high):
    """Values of v on alternating sides of zero, none of them near the kink."""
    size = draw.uniform(shape, low, high, dtype=torch.float64)
    signs = torch.ones(size.numel(), dtype=torch.float64)
    signs[::2] = -1
    return size * signs.reshape(size.shape)


def relu_neurons(draw):
    open_gate, shut_gate = (
        draw.uniform((), 0.3, 3, dtype=torch.float64),
        draw.uniform((), -3, -0.3, dtype=torch.float64),
    )
    return [
        neuron_at(draw, open_gate),
        neuron_at(draw, shut_gate),
        neuron_at(draw, both_sides(draw, (24,), 0.3, 3)),
        neuron_at(draw, both_sides(draw, (3, 4), 0.3, 3), torch.float64),
    ]


def sigmoid_neurons(draw):
    return [
        neuron_at(draw, draw.uniform((), -4, 4, dtype=torch.float64)),
        neuron_at(draw, both_sides(draw, (24,), 0, 4)),
        neuron_at(draw, both_sides(draw, (3, 4), 0, 12), torch.float64),
    ]


def graph_points(draw, shape, dtype):
    """x, y and z inside the domain: d between -0.6 and 6, sin y away from 0, cos y of both signs and away from 0."""
    d = draw.choice([-1.0, 10.0]) * draw.uniform(shape, 0.05, 0.6, dtype=torch.float64)
    x = draw.choice([-1, 1]) * draw.uniform(shape, 0.3, 2, dtype=torch.float64)
    y = draw.uniform(shape, 0.4, 1.2, dtype=torch.float64)
    y = torch.where(draw.integers(shape, 0, 2) == 1, y, torch.pi - y)
    z = d * torch.sin(y) / (2 * x)
    return x.to(dtype), y.to(dtype), z.to(dtype)


def six_node_graphs(draw):
    single, double = torch.float32, torch.float64
    return [graph_points(draw, *kind) for kind in (((), single), ((20,), single), ((3, 4), double))]


def number(value):
    return torch.tensor(value)


def numbers(*values):
    return tuple(map(number, values))
