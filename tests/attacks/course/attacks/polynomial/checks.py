"""What the siege attacks. CHECKS-SOURCE must be in no answer that a student gets."""

import torch

from graders import exercise

WIDE = {"rtol": 1e-6, "atol": 1e-4, "because": "values reach hundreds; float32 keeps seven digits of them"}
# Fixed, so that the siege knows which numbers no student may ever read.
HIDDEN = (-2.6457513, 1.7320508, 2.2360680)


def at_two(draw):
    """One point, often: what a function remembers of its last call, or guesses, does not stay right."""
    return [(torch.tensor(2.0),)] * 12


def drawn(draw):
    kinds = [(draw.uniform((), -3, 3),), (draw.uniform((64,), -3, 3),)]
    return [*kinds, (draw.uniform((3, 4), -3, 3, dtype=torch.float64),), *alike(draw)]


def alike(draw):
    return [(draw.uniform((6,), -3, 3),) for _ in range(9)]


def hidden(draw):
    return [(torch.tensor(HIDDEN),), *alike(draw)]


gradient = exercise("gradient")
gradient.value("polynomial_gradient", points=2, show="example", name="at_two", draw=at_two, **WIDE)
gradient.value("polynomial_gradient", points=4, name="drawn", draw=drawn, **WIDE)
gradient.value("polynomial_gradient", points=4, show="hidden", name="hidden", draw=hidden, **WIDE)

other = exercise("other")
other.value("double", points=2, draw=lambda draw: (draw.uniform((5,), -3, 3),))

scratch = exercise("scratch")
scratch.by_hand("gradient_by_hand", points=2, draw=drawn, **WIDE)

patient = exercise("patient")
patient.value("patient_gradient", points=2, draw=lambda draw: (draw.uniform((64,), -3, 3),), **WIDE)
