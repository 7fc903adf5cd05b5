"""What lab 2 verifies of the solved examples of the sheet."""

import torch
from inputs import AUTOGRAD, SMALL_NUMBERS, calls_alike, number, numbers, points

from graders import exercise

# --- Turning gradient tracking on ------------------------------------------------------------------------------------

s0 = exercise("manipal-l2-s0-requires-grad-flag")


def tracks_as_leaf(tensor):
    tensor.attribute("requires_grad").satisfies(
        lambda flag: flag is True, "the tensor tracks gradients (its requires_grad is True)"
    )
    tensor.attribute("is_leaf").satisfies(
        lambda flag: flag is True, "the tensor is a leaf, not the result of an operation on another one"
    )


@s0.check(points=0.5, show="example")
def leaf_of_three_numbers(student, reference, draw):
    """`leaf([1.0, 2.0, 3.0])` is a leaf that tracks gradients"""
    student.call("leaf", [1.0, 2.0, 3.0]).equals(torch.tensor([1.0, 2.0, 3.0]))
    tracks_as_leaf(student.make("leaf", [1.0, 2.0, 3.0]))


@s0.check(points=0.5)
def leaf_of_whole_numbers(student, reference, draw):
    """`leaf` takes whole numbers too"""
    numbers = draw.integers((draw.integer(1, 9),), -9, 10).tolist()
    student.call("leaf", numbers).equals(reference.leaf(numbers))
    tracks_as_leaf(student.make("leaf", numbers))


@s0.check(points=0.5)
def enable_returns_a_tracked_tensor(student, reference, draw):
    """`enable_grad` returns a tensor that tracks gradients"""
    x = draw.normal((draw.integer(1, 9),))
    student.call("enable_grad", x).equals(x)
    tracks_as_leaf(student.make("enable_grad", x))


@s0.check(points=0.5, needs=("enable_returns_a_tracked_tensor",))
def enable_works_in_place(student, reference, draw):
    """`enable_grad` switches the given tensor itself, not a copy"""
    tensor = student.make("enable_grad", draw.normal((4,)))
    tensor.do("requires_grad_", False)
    student.do("enable_grad", tensor)
    tensor.attribute("requires_grad").satisfies(
        lambda flag: flag is True, "the tensor that was passed in tracks gradients afterwards"
    )


# --- A chain of two functions ----------------------------------------------------------------------------------------

p1 = exercise("manipal-l2-p1-chain-z-of-x")
p1.forbids(*AUTOGRAD, in_=("dz_dx",), title="`dz_dx` by hand, without autograd")


@p1.check(points=0.5, show="example")
def chain_at_three_and_a_half(student, reference, draw):
    """At x = 3.5: y = 12.25, z = 27.5"""
    student.call("chain_forward", number(3.5)).close_to(numbers(12.25, 27.5), **SMALL_NUMBERS)


@p1.check(points=0.5, show="example")
def slope_at_three_and_a_half(student, reference, draw):
    """At x = 3.5: dz/dx = 14, by hand and by autograd"""
    student.call("dz_dx", number(3.5)).close_to(number(14.0), **SMALL_NUMBERS)
    student.call("autograd_dz_dx", number(3.5)).close_to(number(14.0), **SMALL_NUMBERS)


p1.value("chain_forward", points=0.5, draw=lambda d: points(d, -3, 3), **SMALL_NUMBERS)
p1.value("dz_dx", points=0.75, draw=lambda d: points(d, -3, 3), **SMALL_NUMBERS)


@p1.check(points=0.75)
def autograd_again_and_again(student, reference, draw):
    """`autograd_dz_dx` is right at the first call and at every later one"""
    for (x,) in [*calls_alike(draw), *points(draw, -3, 3)]:
        student.call("autograd_dz_dx", x).close_to(reference.dz_dx(x), **SMALL_NUMBERS)


# --- A parabola and its derivative -----------------------------------------------------------------------------------

p2 = exercise("manipal-l2-p2-quadratic-derivative")


@p2.check(points=0.5, show="example")
def parabola_at_one(student, reference, draw):
    """f(1) = 1 and f'(1) = -2"""
    student.call("quadratic", number(1.0)).close_to(number(1.0), **SMALL_NUMBERS)
    student.call("quadratic_prime", number(1.0)).close_to(number(-2.0), **SMALL_NUMBERS)


p2.value("quadratic", points=0.5, draw=lambda d: points(d, -3, 5), **SMALL_NUMBERS)
p2.value("quadratic_prime", points=0.5, draw=lambda d: points(d, -3, 5), **SMALL_NUMBERS)
p2.value("quadratic_both", points=0.5, draw=lambda d: points(d, -3, 5), **SMALL_NUMBERS)
p2.gradient("quadratic", points=0.5, draw=lambda d: points(d, -3, 5), **SMALL_NUMBERS)


@p2.check(points=0.5)
def closed_form_has_no_graph(student, reference, draw):
    """`quadratic_prime` returns a result without a graph, even for a tracked input"""
    free_of_graph(student, "quadratic_prime", draw.uniform((5,), -3, 5))


def free_of_graph(student, function, x):
    result = student.make(function, x.requires_grad_())
    result.attribute("requires_grad").satisfies(
        lambda flag: flag is False, "the result is free of any graph (its requires_grad is False)"
    )


# --- Value and gradient together -------------------------------------------------------------------------------------

p3 = exercise("manipal-l2-p3-x2-plus-5")


@p3.check(points=0.75, show="example")
def value_and_gradient_at_two(student, reference, draw):
    """At x = 2: y = 9 and dy/dx = 4"""
    student.call("value_and_grad", number(2.0)).close_to(numbers(9.0, 4.0), **SMALL_NUMBERS)


p3.value("value_and_grad", points=1, draw=lambda d: points(d, -3, 3), **SMALL_NUMBERS)
p3.value("analytic_grad", points=0.75, draw=lambda d: points(d, -3, 3), **SMALL_NUMBERS)


@p3.check(points=0.5)
def analytic_has_no_graph(student, reference, draw):
    """`analytic_grad` returns a result without a graph, even for a tracked input"""
    free_of_graph(student, "analytic_grad", draw.uniform((5,), -3, 3))


# --- The sigmoid, node by node ---------------------------------------------------------------------------------------

p4 = exercise("manipal-l2-p4-sigmoid-gradient-manual")
p4.forbids(*AUTOGRAD, in_=("grad_sigmoid_manual",), title="`grad_sigmoid_manual` by hand, without autograd")
NEAR_SIGMOID = {"rtol": 1e-5, "atol": 1e-7, "because": "float32 and float64 answers differ by about 2e-7"}


@p4.check(points=1, show="example")
def slope_at_two(student, reference, draw):
    """At x = 2 the slope is about 0.104994, by hand and by autograd"""
    student.call("grad_sigmoid_manual", 2.0).close_to(0.1049935854035065, **NEAR_SIGMOID)
    student.call("grad_sigmoid_autograd", 2.0).close_to(0.1049935854035065, **NEAR_SIGMOID)


p4.value(
    "grad_sigmoid_manual",
    points=1,
    draw=lambda d: [(d.scalar(0.1, 4),), (d.scalar(-4, -0.1),), (0.0,), (d.scalar(4, 12),)],
    **NEAR_SIGMOID,
)
p4.value(
    "grad_sigmoid_autograd",
    reference="grad_sigmoid_manual",
    points=1,
    draw=lambda d: [(d.scalar(-4, 4),), (d.scalar(-4, 4),), (d.scalar(-4, 0),)],
    **NEAR_SIGMOID,
)


@p4.check(points=1)
def survives_far_from_zero(student, reference, draw):
    """`grad_sigmoid_manual` survives far from zero, on both sides"""
    for x in (draw.scalar(720, 2000), draw.scalar(-2000, -720)):
        student.call("grad_sigmoid_manual", x).close_to(reference.grad_sigmoid_manual(x), **NEAR_SIGMOID)
