"""A module's tensors by our own walk: named as PyTorch names them, whatever the class says of itself."""

from __future__ import annotations

from typing import Any

from torch import nn

from worker.sandbox.inside import members


class Liar(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(4, 3)
        self.norm = nn.BatchNorm1d(3)

    def named_parameters(self, *_args: Any, **_kwargs: Any) -> Any:
        return iter(())

    def parameters(self, *_args: Any, **_kwargs: Any) -> Any:
        return iter(())

    def named_modules(self, *_args: Any, **_kwargs: Any) -> Any:
        return iter(())


class Hider(Liar):
    @property
    def __dict__(self) -> Any:
        return {}


def test_names_and_order_are_those_of_pytorch():
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.LSTM(3, 4), nn.TransformerEncoderLayer(4, 2))
    model.first = model[0]
    model.shared = model[0].weight

    assert list(members.parameters(model)) == [name for name, _ in model.named_parameters()]
    assert list(members.buffers(model)) == [name for name, _ in model.named_buffers()]
    assert all(members.parameters(model)[name] is tensor for name, tensor in model.named_parameters())


def test_a_class_that_hides_its_tensors_hides_none():
    model = Liar()
    model.__class__ = Hider  # made first, since PyTorch itself needs its `__dict__` for that
    assert {name: list(tensor.shape) for name, tensor in members.parameters(model).items()} == {
        "hidden.weight": [3, 4],
        "hidden.bias": [3],
        "norm.weight": [3],
        "norm.bias": [3],
    }
    assert len(members.buffers(model)) == 3
