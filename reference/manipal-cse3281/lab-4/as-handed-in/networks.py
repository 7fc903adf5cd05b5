"""Networks that a script leaves behind: two inputs, two hidden units, one output, whatever their names."""

import ast
from itertools import product
from typing import NamedTuple

import torch

from graders.results import Finding

ACTIVATIONS = {"sigmoid": torch.sigmoid, "ReLU": torch.relu, "no activation": lambda z: z, "tanh": torch.tanh}
AT_THE_OUTPUT = ("no activation", "sigmoid", "ReLU")
BY_HAND = {"sigmoid", "exp", "expit", "relu", "maximum", "clamp"}


class Network(NamedTuple):
    """`w` has a row for each hidden unit, as `nn.Linear` keeps it."""

    w: torch.Tensor
    b: torch.Tensor
    v: torch.Tensor
    c: torch.Tensor
    hidden: str
    output: str = "no activation"

    def units(self, x):
        return ACTIVATIONS[self.hidden](x @ self.w.T + self.b)  # (n, 2)

    def outputs(self, x):
        return ACTIVATIONS[self.output](self.units(x) @ self.v.flatten() + self.c.flatten())  # (n,)


def add(q, name, title, points, what, holds):
    """A check of the file's models: `holds(student, draw)`. Without points it is a deviation: told, and free."""

    def check(student, _reference, draw):
        if not holds(student, draw):
            asked_for = what(student, draw) if callable(what) else what
            raise student.fails(Finding(code="not_left", facts={"what": asked_for, "given": []}))

    described = {"name": name, "title": title}
    q.add(check, points or 0, set(), described, whole=True, deviation=points is None)


def text(student):
    return "\n".join(piece.text or "" for piece in student.pieces)


def computes_by_hand(student):
    """Whether an activation is named outside of the classes that the file defines; of notebooks nobody knows."""
    try:
        rest = [node for node in ast.parse(text(student)).body if not isinstance(node, ast.ClassDef)]
    except SyntaxError:
        return True
    named = {getattr(each, "attr", getattr(each, "id", "")) for node in rest for each in ast.walk(node)}
    return bool(named & BY_HAND)


def modules(found):
    """The tensors of each global that holds weights, by its name; none where there is no such global."""
    held = {}
    for name, value in found.values.items():
        owner, _, part = name.partition(".")
        if part and not part.endswith("grad") and isinstance(value, torch.Tensor):
            held.setdefault(owner, {})[part] = value
    return {owner: parts for owner, parts in held.items() if has_nine(parts) or "weight" in "".join(parts)}


def models(student):
    """As `modules`; a file without any is told so."""
    return modules(found := student.found()) or found.of("model")


def has_nine(parts):
    return sorted(value.numel() for value in parts.values()) == [1, 2, 2, 4]


def asked(student, owner, parts, x):
    """What the model under this name answers, as float64 of shape (n,)."""
    answer = student.call(owner, x.to(next(iter(parts.values())).dtype)).value
    return torch.as_tensor(answer).detach().double().flatten()


def network_of(student, owner, parts, draw, wanted):
    """The network whose outputs the model gives at points of ours; None where it is another one."""
    x = draw.normal((40, 2), std=3).double()  # wide, so that units are met on both sides and saturated
    got = asked(student, owner, parts, x)
    if not has_nine(parts) or got.shape != (len(x),):
        return None
    numbers = [value.detach().double() for value in parts.values()]
    (w,), (b, v), (c,) = ([each for each in numbers if each.numel() == size] for size in (4, 2, 1))
    hidden = sorted(ACTIVATIONS, key=lambda name: name != wanted)
    ways = product(hidden, AT_THE_OUTPUT, ((b, v), (v, b)), (w.reshape(2, 2), w.reshape(2, 2).T))
    nets = (Network(w, b.flatten(), v, c, unit, output) for unit, output, (b, v), w in ways)
    return next((net for net in nets if torch.allclose(net.outputs(x), got, rtol=1e-3, atol=1e-4)), None)
