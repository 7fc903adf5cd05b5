"""What lab 2 verifies. Inputs mix single numbers, vectors and matrices, both signs and both float types."""

import torch

from graders import exercise

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
    open_gate, shut_gate = draw.uniform((), 0.3, 3, dtype=torch.float64), draw.uniform((), -3, -0.3, dtype=torch.float64)
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
