"""What the child does with optimizers and models beyond a call: steps on tensors of ours, sizes, nested outputs."""

import pytest
import torch

from worker.sandbox.inside.values import Failed

CODE = """
import torch
from torch import nn

class Keeps:
    def __init__(self, params, lr, sign=1):
        self.params, self.lr, self.sign = list(params), lr, sign

    def zero_grad(self):
        pass

    def step(self):
        for p in self.params:
            p.data -= self.sign * self.lr * p.grad

class Clears(Keeps):
    def zero_grad(self):
        for p in self.params:
            p.grad = None

class Broken(Keeps):
    def step(self):
        raise ValueError("no")

class Net(nn.Module):
    def __init__(self, width, bias=True):
        super().__init__()
        self.layer = nn.Linear(width, 10 * width, bias=bias)

    def forward(self, x):
        y = self.layer(x)
        return {"a": y.sum(1)}, [y, (y > 0)]

class Asks(Net):
    def __init__(self, width):
        super().__init__(width)
        assert torch.ones(1).item() == 1

def function():
    return 7
"""


def drive(objects, name, gradients, tensors, *args, **kwargs):
    fields = {"name": name, "tensors": tensors, "gradients": gradients, "args": list(args), "kwargs": kwargs}
    return objects.perform("drive", fields)


def test_gradients_add_up_unless_they_are_cleared(load):
    objects, _ = load(CODE)
    start = torch.tensor([1.0, 2.0])
    slope = torch.tensor([1.0, 0.0])

    for name, last in (("Clears", 0.8), ("Keeps", 0.7)):
        first, second = drive(objects, name, [[slope], [slope]], [start], 0.1)
        assert first[0].tolist() == pytest.approx([0.9, 2.0])
        assert second[0].tolist() == pytest.approx([last, 2.0])
    ((turned,),) = drive(objects, "Clears", [[slope]], [start], 0.1, sign=-1)
    assert turned.tolist() == pytest.approx([1.1, 2.0])
    assert start.tolist() == [1.0, 2.0]
    assert slope.tolist() == [1.0, 0.0]


def test_what_an_optimizer_raises_is_the_students(load):
    objects, _ = load(CODE)
    for name, code in (("Broken", "raised"), ("Adagrad", "missing"), ("function", "raised")):
        with pytest.raises(Failed) as caught:
            drive(objects, name, [[torch.ones(1)]], [torch.ones(1)], 0.1)
        assert caught.value.code == code


def test_sizes_take_no_memory_unless_the_model_needs_numbers(load):
    objects, _ = load(CODE)

    def sizes(name, *args, **kwargs):
        return objects.perform("sizes", {"name": name, "args": list(args), "kwargs": kwargs})

    million = 1_000_000
    assert sizes("Net", million) == {"layer.weight": [10 * million, million], "layer.bias": [10 * million]}
    assert sizes("Net", 3, bias=False) == {"layer.weight": [30, 3]}
    assert sizes("Asks", 2) == {"layer.weight": [20, 2], "layer.bias": [20]}
    with pytest.raises(Failed):
        sizes("function")


def gradients(objects, weights):
    net = objects.perform("call", {"name": "Net", "args": [2], "keep": True})
    x = torch.ones(3, 2)
    return objects.perform("gradients", {"handle": net, "args": (x,), "parameters": True, "weights": weights})


def test_backward_from_nested_outputs_weighs_each_of_them(load):
    objects, _ = load(CODE)
    answer = gradients(objects, [torch.ones(3), torch.zeros(3, 20), None])

    assert answer["output"][1][1].dtype == torch.bool
    assert answer["parameters"]["layer.bias"].tolist() == [3.0] * 20
    both = gradients(objects, [torch.ones(3), torch.ones(3, 20), None])
    assert both["parameters"]["layer.bias"].tolist() == [6.0] * 20


@pytest.mark.parametrize("weights", [[torch.ones(3)], [torch.ones(4), torch.ones(3, 20), None], [None, None, None]])
def test_outputs_of_another_build_have_no_gradients(load, weights):
    objects, _ = load(CODE)
    answer = gradients(objects, weights)
    assert set(answer["parameters"].values()) == {None}
    assert answer["inputs"] == [None]
