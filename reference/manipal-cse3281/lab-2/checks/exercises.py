"""What lab 2 verifies of the exercises of the sheet."""

import torch
from inputs import (
    AUTOGRAD,
    SATURATED,
    SMALL_NUMBERS,
    WIDE,
    calls_alike,
    number,
    numbers,
    pairs,
    points,
    relu_neurons,
    sigmoid_neurons,
    six_node_graphs,
)

from graders import exercise

# --- Two paths from a to z -------------------------------------------------------------------------------------------

q1 = exercise("manipal-l2-q1-dz-da")
q1.forbids(*AUTOGRAD, in_=("dz_da", "dz_db"), title="`dz_da` and `dz_db` by hand, without autograd")


@q1.check(points=1, show="example")
def at_two_and_three(student, reference, draw):
    """At a = 2, b = 3: z = 329, dz/da = 64, dz/db = 249"""
    a, b = number(2.0), number(3.0)
    student.call("z_value", a, b).close_to(number(329.0), **SMALL_NUMBERS)
    student.call("dz_da", a, b).close_to(number(64.0), **SMALL_NUMBERS)
    student.call("dz_db", a, b).close_to(number(249.0), **SMALL_NUMBERS)


q1.value("z_value", points=0.5, draw=pairs, rtol=1e-5, atol=1e-5, because="z adds terms of hundreds that cancel")
q1.value("dz_da", points=1, draw=pairs, **SMALL_NUMBERS)
q1.value("dz_db", points=1, draw=pairs, **SMALL_NUMBERS)
q1.gradient("z_value", points=0.5, draw=pairs, rtol=1e-5, atol=1e-5, because="z adds terms of hundreds that cancel")


@q1.check(points=1)
def edges(student, reference, draw):
    """`graph_edges` holds the edges of the graph, from parent to child"""
    student.call("graph_edges").equals(reference.graph_edges())


# --- A neuron with ReLU ----------------------------------------------------------------------------------------------

q2 = exercise("manipal-l2-q2-da-dw-relu-gate")
q2.forbids(*AUTOGRAD, in_=("relu_da_dw",), title="`relu_da_dw` by hand, without autograd")


@q2.check(points=0.5, show="example")
def gate_open(student, reference, draw):
    """At w = 3, x = 2, b = 1 the gate is open: a = 7, da/dw = 2"""
    arguments = number(3.0), number(2.0), number(1.0)
    student.call("relu_neuron", *arguments).close_to(numbers(6.0, 7.0, 7.0), **SMALL_NUMBERS)
    student.call("relu_da_dw", *arguments).close_to(number(2.0), **SMALL_NUMBERS)


@q2.check(points=0.5, show="example")
def gate_shut(student, reference, draw):
    """At w = -3, x = 2, b = 1 the gate is shut: a = 0, da/dw = 0"""
    arguments = number(-3.0), number(2.0), number(1.0)
    student.call("relu_neuron", *arguments).close_to(numbers(-6.0, -5.0, 0.0), **SMALL_NUMBERS)
    student.call("relu_da_dw", *arguments).close_to(number(0.0), **SMALL_NUMBERS)


q2.value("relu_neuron", points=1, draw=relu_neurons, **SMALL_NUMBERS)
q2.value("relu_da_dw", points=2, draw=relu_neurons, **SMALL_NUMBERS)


# --- The same neuron with a sigmoid ----------------------------------------------------------------------------------

q3 = exercise("manipal-l2-q3-da-dw-sigmoid-gate")
q3.forbids(*AUTOGRAD, in_=("sigmoid_da_dw",), title="`sigmoid_da_dw` by hand, without autograd")


@q3.check(points=1, show="example")
def gate_at_two_points(student, reference, draw):
    """da/dw is 0.5 at w = 0.5, x = 2, b = -1, and about 0.00182 at w = 3, x = 2, b = 1"""
    student.call("sigmoid_neuron", number(0.5), number(2.0), number(-1.0)).close_to(
        numbers(1.0, 0.0, 0.5), **SMALL_NUMBERS
    )
    student.call("sigmoid_da_dw", number(0.5), number(2.0), number(-1.0)).close_to(number(0.5), **SATURATED)
    student.call("sigmoid_da_dw", number(3.0), number(2.0), number(1.0)).close_to(number(0.00182044236), **SATURATED)


q3.value("sigmoid_neuron", points=1, draw=sigmoid_neurons, **SMALL_NUMBERS)


@q3.check(points=2)
def value_sigmoid_da_dw(student, reference, draw):
    """`sigmoid_da_dw` returns the right values"""
    for arguments in sigmoid_neurons(draw):
        precise = [argument.double() for argument in arguments]
        student.call("sigmoid_da_dw", *arguments).close_to(reference.sigmoid_da_dw(*precise), **SATURATED)


# --- An exponential of a sum -----------------------------------------------------------------------------------------

q4 = exercise("manipal-l2-q4-exp-composite-gradient")
q4.forbids(*AUTOGRAD, in_=("exp_df",), title="`exp_df` by hand, without autograd")
ORDERS = {"rtol": 1e-5, "atol": 1e-7, "because": "values span several orders of magnitude, so relative comparison"}


def exponents(draw):
    """On both sides of the zero of f' near -1.2, where float32 has no digits to compare."""
    return [
        (draw.uniform((), 0.5, 2),),
        (draw.uniform((draw.integer(8, 40),), -0.9, 2),),
        (draw.uniform((3, 4), -2.5, -1.5),),
        (draw.uniform((9,), -3, 3, dtype=torch.float64),),
    ]


@q4.check(points=0.5, show="example")
def slopes_in_the_statement(student, reference, draw):
    """f' at the four points of the statement, f'(0) = -3 among them"""
    student.call("exp_df", number(0.0)).close_to(number(-3.0), **ORDERS)
    wanted = torch.tensor([-0.6878299548779316, -0.09744400362337259, -3.407042164417488])
    student.call("exp_df", torch.tensor([0.5, 1.0, -1.0])).close_to(wanted, **ORDERS)


q4.value("exp_f", points=0.5, draw=exponents, **ORDERS)
q4.value("exp_df", points=1.5, draw=exponents, **ORDERS)
q4.value("exp_autograd", points=1, reference="exp_df", draw=lambda d: exponents(d)[1:], **ORDERS)
q4.gradient("exp_f", points=0.5, draw=exponents, **ORDERS)


# --- The gradient of a polynomial ------------------------------------------------------------------------------------

q5 = exercise("manipal-l2-q5-polynomial-gradient")


@q5.check(points=0.5, show="example")
def polynomial_at_two(student, reference, draw):
    """At x = 2: y = 195 and dy/dx = 326"""
    student.call("polynomial", number(2.0)).close_to(number(195.0), **WIDE)
    student.call("polynomial_gradient", number(2.0)).close_to(number(326.0), **WIDE)


q5.value("polynomial", points=0.5, draw=lambda d: points(d, -3, 3), **WIDE)
q5.value("polynomial_gradient", points=1.5, draw=lambda d: points(d, -3, 3), **WIDE)


@q5.check(points=1)
def polynomial_autograd_again_and_again(student, reference, draw):
    """`polynomial_autograd` is right at the first call and at every later one"""
    for (x,) in [*calls_alike(draw), *points(draw, -3, 3)]:
        student.call("polynomial_autograd", x).close_to(reference.polynomial_gradient(x), **WIDE)


q5.gradient("polynomial", points=0.5, draw=lambda d: points(d, -3, 3), **WIDE)


# --- A graph of six nodes --------------------------------------------------------------------------------------------

q6 = exercise("manipal-l2-q6-tanh-ln-graph")
q6.forbids(*AUTOGRAD, in_=("tanh_ln_backward",), title="`tanh_ln_backward` by hand, without autograd")


@q6.check(points=0.5, show="example")
def nodes_at_one(student, reference, draw):
    """The nodes at x = y = z = 1"""
    nodes = {"a": 2.0, "b": 0.841471, "c": 2.37679, "d": 2.37679, "e": 1.216926, "f": 0.838745}
    ones = number(1.0), number(1.0), number(1.0)
    wanted = {name: number(value) for name, value in nodes.items()}
    student.call("tanh_ln_forward", *ones).close_to(wanted, rtol=1e-5, atol=1e-6, because="six printed digits")


@q6.check(points=0.5, show="example")
def gradients_in_the_statement(student, reference, draw):
    """The three gradients at the points of the statement, x = y = z = 1 among them"""
    for point, wanted in (
        ((1.0, 1.0, 1.0), (0.20869959, -0.13400447, 0.20869959)),
        ((2.0, 1.0, 3.0), (0.00795653, -0.01021766, 0.00530435)),
        ((1.0, 2.0, 0.5), (0.31571528, 0.14448948, 0.63143055)),
    ):
        student.call("tanh_ln_backward", *map(number, point)).close_to(numbers(*wanted), **SATURATED)


@q6.check(points=1)
def nodes_at_drawn_points(student, reference, draw):
    """`tanh_ln_forward` returns all six nodes"""
    for arguments in six_node_graphs(draw):
        precise = [argument.double() for argument in arguments]
        student.call("tanh_ln_forward", *arguments).close_to(reference.tanh_ln_forward(*precise), **SMALL_NUMBERS)


@q6.check(points=2)
def gradients_at_drawn_points(student, reference, draw):
    """`tanh_ln_backward` returns the three gradients, at points with cos y of both signs"""
    for arguments in six_node_graphs(draw):
        precise = [argument.double() for argument in arguments]
        student.call("tanh_ln_backward", *arguments).close_to(reference.tanh_ln_backward(*precise), **SATURATED)
