"""What several files of checks share: the points of the sheet, drawn lines, and how their answers are looked at."""

import numpy as np
import torch

from graders.results import StudentFault

FIVE_X = torch.tensor([5.0, 7.0, 12.0, 16.0, 20.0])
FIVE_Y = torch.tensor([40.0, 120.0, 180.0, 210.0, 240.0])

MANY_X = torch.tensor(
    [12.4, 14.3, 14.5, 14.9, 16.1, 16.9, 16.5, 15.4, 17.0, 17.9, 18.8, 20.3]
    + [22.4, 19.4, 15.5, 16.7, 17.3, 18.4, 19.2, 17.4, 19.5, 19.7, 21.2]
)
MANY_Y = torch.tensor(
    [11.2, 12.5, 12.7, 13.1, 14.1, 14.8, 14.4, 13.4, 14.9, 15.6, 16.4, 17.7]
    + [19.6, 16.9, 14.0, 14.6, 15.1, 16.1, 16.8, 15.2, 17.0, 17.2, 18.6]
)

TWO_X, TWO_Y = torch.tensor([2.0, 4.0]), torch.tensor([20.0, 40.0])

NINE_X = torch.tensor([1.0, 5.0, 10.0, 10.0, 25.0, 50.0, 70.0, 75.0, 100.0])
NINE_Y = torch.tensor([0, 0, 0, 0, 0, 1, 1, 1, 1])

# Columns: subject, x1, x2, y.
SUBJECTS = torch.tensor(
    [[1.0, 3.0, 8.0, -3.7], [2.0, 4.0, 5.0, 3.5], [3.0, 5.0, 7.0, 2.5], [4.0, 6.0, 3.0, 11.5], [5.0, 2.0, 1.0, 5.7]]
)

STEPS = {
    "rtol": 1e-4,
    "atol": 1e-4,
    "because": "many float32 steps, summed in another order, drift apart by some millionths",
}
PRINTED = {"rtol": 1e-4, "atol": 1e-3, "because": "the printed numbers are rounded, and 100 float32 steps drift"}
EXACT_STEPS = {"rtol": 1e-5, "atol": 1e-5, "because": "two steps of short decimals, in another order of operations"}


def line(draw, n, dtype=torch.float32):
    """n points beside a line that is drawn too, on both sides of zero."""
    x = draw.uniform((n,), -2, 3, dtype=torch.float64)
    y = draw.scalar(-3, 3) * x + draw.scalar(-3, 3) + draw.normal((n,), std=0.3, dtype=torch.float64)
    return x.to(dtype), y.to(dtype)


def column(draw, n):
    """The same as two columns of one table: vectors that do not lie densely in memory."""
    table = torch.stack(line(draw, n), dim=1)  # (n, 2)
    return table[:, 0], table[:, 1]


def mse(w, b, x, y):
    return ((w * x + b - y) ** 2).mean()


def losses_agree(losses, wanted, final, **allowance):
    """`losses` of a student, one for each epoch; the loss of the final weights may follow."""
    value = losses.value
    longer = isinstance(value, list | tuple) and len(value) == len(wanted) + 1
    losses.close_to([*wanted, float(final)] if longer else list(wanted), **allowance)


def number(value):
    return torch.tensor(value)


def numbers(*values):
    return tuple(map(number, values))


def one_number(value):
    """Whether it is a single real number, as a tensor or not."""
    kinds = (int, float, np.generic, np.ndarray, torch.Tensor)
    return isinstance(value, kinds) and torch.as_tensor(value).numel() == 1 and not torch.as_tensor(value).is_complex()


def parameters_of(made):
    """What the student's process says of them; only what is computed with them afterwards proves anything."""
    claimed = made.claims()["parameters"]
    return {name: tensor for name, tensor in claimed.items() if isinstance(tensor, torch.Tensor)}


def attribute(student, made, name):
    """An attribute of an object; of an nn.Module, which keeps its parameters apart, that parameter."""
    try:
        return made.attribute(name)
    except StudentFault as fault:
        try:
            found = parameters_of(made)
        except StudentFault:
            raise fault from None
        if name not in found:
            raise
        return student.judged(found[name], made.made_by, f"`{name}` of what `{made.made_by}` returns")


def layer_names(student, made):
    """The student's names of the weight and the bias of a model that is one nn.Linear(1, 1)."""
    shapes = {name: list(tensor.shape) for name, tensor in parameters_of(made).items()}
    told = student.judged(sorted(shapes.values()), made.made_by, f"the list of parameter shapes of `{made.made_by}`")
    told.satisfies(lambda found: found == [[1], [1, 1]], "it holds one weight and one bias, those of nn.Linear(1, 1)")
    weight = next(name for name, shape in shapes.items() if len(shape) > 1)
    return weight, next(name for name in shapes if name != weight)


def put_layer(student, made, w, b):
    weight, bias = layer_names(student, made)
    made.load({weight: torch.tensor([[float(w)]]), bias: torch.tensor([float(b)])})


def read_layer(student, made):
    weight, bias = layer_names(student, made)
    parameters = parameters_of(made)
    return parameters[weight].reshape(()), parameters[bias].reshape(())


def saved(student, path, function):
    """The function has written a file to the path. That it is no checkpoint of a model is as it should be."""
    try:
        student.checkpoint(path, written_by=function)
    except StudentFault as fault:
        if fault.finding.code not in {"not_a_checkpoint", "no_file"}:
            raise
        there = fault.finding.code == "not_a_checkpoint" and fault.finding.facts.get("reason") != "empty"
        told = student.judged(there, function, f"the file of `{function}`")
        told.satisfies(lambda found: found, "it lies at the given path and is not empty")
