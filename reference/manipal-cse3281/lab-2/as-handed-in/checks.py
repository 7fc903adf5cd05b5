"""What flat scripts of lab 2 show: the derivative at their own numbers, at ours, and by a formula of their own.

A case draws inputs in the shapes of the script's own. What is by a formula has to be right in all cases at once.
"""

import torch
from script_runs import Script, not_left

from graders import exercise

ONE_NUMBER = {"x": ("x", "xs", "x_values", "x_vals", "points", "inputs", "values", "x_tensor", "x_val", "x0")}
TWO_NUMBERS = {name: (name, f"{name}_tensor", f"{name}_val") for name in "ab"}
THREE_NUMBERS = {name: (name, f"{name}_tensor", f"{name}_val") for name in "xyz"}
NEURON = {
    "w": ("w", "weight", "weights", "w1", "w_tensor", "w_val"),
    "x": ("x", "inp", "input", "inputs", "x1", "x_tensor", "x_val"),
    "b": ("b", "bias", "b1", "c", "b_tensor", "b_val"),
}


def drawn(draw, own, low, high):
    """In the shape of the script's own. Two digits behind the point, so that whatever is printed has them all."""
    return torch.round(draw.uniform(own.shape, low, high, dtype=torch.float64), decimals=2)


def between(low, high):
    return lambda d, *own: [drawn(d, each, low, high) for each in own]


def neuron_at(low, high, x_from, x_to):
    """A neuron whose v lies there: the case decides on which side of the gate it stands."""

    def case(d, w, x, b):
        w, x, v = drawn(d, w, -2, 2), d.choice([-1, 1]) * drawn(d, x, x_from, x_to), drawn(d, b, low, high)
        u = w * x
        return [w, x, v - (u.reshape(v.shape) if u.numel() == v.numel() else u.flatten()[0])]

    return case


def graph_at(low, high):
    """x, y and z of the six nodes with d there, sin y away from 0, and cos y of both signs."""

    def case(d, x, y, z):
        x, y, wanted = drawn(d, x, 0.4, 1), drawn(d, y, 0.4, 0.8), drawn(d, z, low, high)
        x, y = d.choice([-1, 1]) * x, d.choice([y, torch.round(torch.pi - y, decimals=2)])
        u = 2 * x / torch.sin(y)
        u = u.reshape(wanted.shape) if u.numel() == wanted.numel() else u.flatten()[0]
        return [x, y, torch.round(wanted / u, decimals=3)]

    return case


class Asked:
    """The checks of one exercise about one derivative: `what` it is, of which inputs, and its right values."""

    def __init__(self, q, what, roles, right, cases):
        self.q, self.what, self.roles, self.right, self.cases = q, what, roles, right, cases

    def own_numbers(self, points, *, trivial=False):
        """The derivative is right at the script's own numbers."""

        def check(student, reference, draw):
            script = Script(student, self.roles)
            runs = [(script.found, self.right(reference, *script.own()))]
            if not script.either_way(runs, trivial=trivial):
                told = script.told_by_autograd(script.found)
                raise not_left(script, f"{self.what} at the numbers that it sets", told, given=False)

        self._add(check, points, "own_numbers", f"{self.what} at the numbers in your file")

    def other_numbers(self, points, name, title, *, cases=slice(0, 1), trivial=False, needs_autograd=False):
        """It is right at ours, by whatever way the script goes."""

        def check(student, reference, draw):
            script = Script(student, self.roles)
            runs = self._runs(script, reference, draw, self.cases[cases])
            right = script.by_autograd(runs) if needs_autograd else script.either_way(runs, trivial=trivial)
            if not right:
                what = f"{self.what} by PyTorch, after `backward()`" if needs_autograd else self.what
                raise not_left(script, what, script.told_by_autograd(*(found for found, _ in runs)))

        self._add(check, points, name, title)

    def by_formula(self, points):
        """It is right at ours, worked out without autograd."""

        def check(student, reference, draw):
            script = Script(student, self.roles)
            runs = self._runs(script, reference, draw, self.cases)
            if script.by_formula(runs):
                return
            own = script.own()
            at_own = [(script.found, self.right(reference, *own))]
            last = self.cases[0](draw, *own)
            if not (script.by_formula(at_own) and script.calculates(last, self.right(reference, *last))):
                told = script.told(*(found for found, _ in runs))
                what = f"{self.what} from a formula of your own (what `backward()` and `.grad` give is PyTorch's)"
                raise not_left(script, what, told)

        self._add(check, points, "by_formula", f"{self.what} from your own formula, without autograd")

    def lacks(self, points, name, title, what, lacking, *, cases=slice(0, 2), deviation=False):
        """Nothing is lacking: `lacking(script, reference, runs)` names it, where runs are pairs of found and inputs."""

        def check(student, reference, draw):
            script = Script(student, self.roles)
            own = script.own()
            inputs = [case(draw, *own) for case in self.cases[cases]]
            missing = lacking(script, reference, [(script.given(numbers), numbers) for numbers in inputs])
            if missing:
                told = None if deviation else missing
                raise not_left(script, f"{what} (missing: {', '.join(missing)})", told, given=bool(inputs))

        self._add(check, points, name, title, deviation=deviation)

    def _runs(self, script, reference, draw, cases):
        own = script.own()
        inputs = [case(draw, *own) for case in cases]
        return [(script.given(numbers), self.right(reference, *numbers)) for numbers in inputs]

    def _add(self, check, points, name, title, *, deviation=False):
        self.q.add(check, points, set(), {"name": name, "title": title}, whole=True, deviation=deviation)


def by_formula_too(names, of):
    """Of further derivatives those that stand there by no formula: `of(reference, *inputs)` gives them all."""

    def lacking(script, reference, runs):
        rights = zip(*(of(reference, *numbers) for _, numbers in runs), strict=True)
        founds = [found for found, _ in runs]
        held = [script.by_formula(list(zip(founds, each, strict=True))) for each in rights]
        return [name for name, holds in zip(names, held, strict=True) if not holds]

    return lacking


def comparison(script, reference, runs):
    return [] if script.uses_autograd else ["PyTorch's"]


def nodes(script, reference, runs):
    right = [(found, reference.tanh_ln_forward(*numbers)) for found, numbers in runs]
    return [name for name in "abcdef" if not script.stands([(found, each[name]) for found, each in right])]


# --- Two paths from a to z -------------------------------------------------------------------------------------------

q1 = exercise("manipal-l2-q1-dz-da")
slope1 = Asked(
    q1,
    "dz/da",
    TWO_NUMBERS,
    lambda ref, a, b: ref.dz_da(a, b),
    [between(0.5, 3), between(-3, -0.5)],
)
slope1.own_numbers(1)
slope1.other_numbers(1.5, "other_numbers", "dz/da follows other numbers for a and b")
slope1.by_formula(2.5)
slope1.lacks(
    0,
    "both_slopes",
    "dz/db from a formula as well",
    "the other derivative from a formula of your own",
    by_formula_too(["dz/db"], lambda ref, a, b: [ref.dz_db(a, b)]),
    deviation=True,
)
slope1.lacks(
    0,
    "by_pytorch",
    "Compared with PyTorch",
    "a second dz/da to compare with",
    comparison,
    cases=slice(0),
    deviation=True,
)

# --- A neuron with ReLU ----------------------------------------------------------------------------------------------

q2 = exercise("manipal-l2-q2-da-dw-relu-gate")
slope2 = Asked(
    q2,
    "da/dw",
    NEURON,
    lambda ref, w, x, b: ref.relu_da_dw(w, x, b),
    [neuron_at(0.3, 3, 0.5, 3), neuron_at(-3, -0.3, 0.5, 3)],
)
slope2.own_numbers(0.5, trivial=True)
slope2.other_numbers(1, "gate_open", "da/dw where the gate is open, v > 0", trivial=True)
slope2.other_numbers(1, "gate_shut", "da/dw where the gate is shut, v < 0", cases=slice(0, 2))
slope2.by_formula(1.5)
slope2.lacks(
    0,
    "by_pytorch",
    "Compared with PyTorch",
    "a second da/dw to compare with",
    comparison,
    cases=slice(0),
    deviation=True,
)

# --- The same neuron with a sigmoid ----------------------------------------------------------------------------------

q3 = exercise("manipal-l2-q3-da-dw-sigmoid-gate")
slope3 = Asked(
    q3,
    "da/dw",
    NEURON,
    lambda ref, w, x, b: ref.sigmoid_da_dw(w, x, b),
    [neuron_at(0.2, 1, 4.3, 6), neuron_at(-1, -0.2, 4.3, 6)],
)
slope3.own_numbers(0.5)
slope3.other_numbers(1.5, "other_numbers", "da/dw follows other numbers, on both sides of v = 0", cases=slice(0, 2))
slope3.by_formula(2)
slope3.lacks(
    0,
    "by_pytorch",
    "Compared with PyTorch",
    "a second da/dw to compare with",
    comparison,
    cases=slice(0),
    deviation=True,
)

# --- An exponential of a sum -----------------------------------------------------------------------------------------

q4 = exercise("manipal-l2-q4-exp-composite-gradient")
slope4 = Asked(
    q4,
    "f'(x)",
    ONE_NUMBER,
    lambda ref, x: ref.exp_df(x),
    [between(0.05, 0.4), between(-0.8, -0.05)],
)
slope4.own_numbers(0.5)
slope4.other_numbers(1.5, "by_pytorch", "f'(x) by PyTorch follows another x", needs_autograd=True)
slope4.by_formula(2)

# --- The gradient of a polynomial ------------------------------------------------------------------------------------

q5 = exercise("manipal-l2-q5-polynomial-gradient")
slope5 = Asked(
    q5,
    "dy/dx",
    ONE_NUMBER,
    lambda ref, x: ref.polynomial_gradient(x),
    [between(0.5, 2), between(-2, -0.8)],
)
slope5.own_numbers(0.5)
slope5.other_numbers(1.5, "by_pytorch", "dy/dx by PyTorch follows another x", needs_autograd=True)
slope5.by_formula(2)
q5.deviates(
    name="point",
    title="At x = 2, as in the sheet",
    what="x as 2",
    holds=lambda found, ref: bool((found.of(*ONE_NUMBER["x"]) == 2).any()),
)

# --- A graph of six nodes --------------------------------------------------------------------------------------------

q6 = exercise("manipal-l2-q6-tanh-ln-graph")
slope6 = Asked(
    q6,
    "df/dy",
    THREE_NUMBERS,
    lambda ref, x, y, z: ref.tanh_ln_backward(x, y, z)[1],
    [graph_at(0.5, 2), graph_at(-0.6, -0.3)],
)


slope6.own_numbers(0.5)
slope6.lacks(
    0.5,
    "nodes",
    "The six nodes from a to f, for other numbers",
    "a value for each node of the graph",
    nodes,
)
slope6.other_numbers(1, "by_pytorch", "df/dy by PyTorch follows other numbers", needs_autograd=True)
slope6.by_formula(2)
slope6.lacks(
    0,
    "three_slopes",
    "df/dx and df/dz from a formula as well",
    "the other derivatives from formulas of your own",
    by_formula_too(["df/dx", "df/dz"], lambda ref, *numbers: ref.tanh_ln_backward(*numbers)[::2]),
    deviation=True,
)
