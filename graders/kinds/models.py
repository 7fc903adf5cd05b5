"""The check kinds about models: under weights that we choose, does it compute the reference's function?

A parameter count alone can be claimed. So the student's model gets random weights of ours by its own parameter names,
and must then give the reference's outputs and gradients: weights kept in a list, a buffer or a closure stay unknown to
us and make other outputs. What we count are tensors that we wrote and whose effect we saw.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from graders.draw import Draw
from graders.kinds.functions import Allowance, copied
from graders.results import Finding, LabFault
from graders.student import RemoteModule, Student

State = dict[str, torch.Tensor]
MOST_SHOWN = 40
BY_TABLE = Allowance()


@dataclass(frozen=True)
class ModelCheck:
    """What the lab author says about a model: its name, its constructor's arguments, inputs to compare on."""

    model: str
    arguments: tuple[Any, ...]
    inputs: Callable[[Draw], Any]
    allowance: Allowance = BY_TABLE

    def equivalent(self, student: Student, solution: Any, draw: Draw) -> None:
        """Outputs and parameter gradients agree, in evaluation mode: dropout would be chance, not an answer."""
        wanted = build(solution, self.model, self.arguments).eval()
        state = random_state(wanted, draw)
        wanted.load_state_dict(state)
        made = student.make(self.model, *self.arguments)
        names = load_ours(student, made, state, wanted)
        made.do("eval")
        drawn = self.inputs(draw)
        batch = drawn if isinstance(drawn, tuple) else (drawn,)
        output = wanted(*copied(batch))
        weights = draw.normal(output.shape, dtype=output.dtype)
        slopes = torch.autograd.grad((output * weights).sum(), list(wanted.parameters()), allow_unused=True)
        answer = made.gradients(*batch, weights=weights)
        answer.output.close_to(output, **self.allowance._asdict())
        for number, ((name, _), slope) in enumerate(zip(wanted.named_parameters(), slopes, strict=True), start=1):
            if slope is not None:
                # The student's code made the name up, perhaps after it saw an input: it is not for the message.
                told = f"parameter {number} of shape {tuple(slope.shape)}"
                answer.of_parameter(names[name], told).close_to(slope, **self.allowance._asdict())

    def counted(self, student: Student, solution: Any, draw: Draw) -> None:
        """As many elements as the reference's parameters have, in tensors that then prove to be the ones in use."""
        claimed = student.make(self.model, *self.arguments).claims()["parameters"]
        got, want = _elements(claimed), _size(build(solution, self.model, self.arguments))
        if got != want:
            facts = {"function": self.model, "got": got, "want": want}
            raise student.fails(Finding(code="count", facts=facts), got)
        self.equivalent(student, solution, draw)


def build(solution: Any, model: str, arguments: tuple[Any, ...]) -> torch.nn.Module:
    made = getattr(solution, model)(*arguments)
    if not isinstance(made, torch.nn.Module):
        raise LabFault(f"the reference's {model} is no torch.nn.Module; equivalence needs one")
    return made


def random_state(model: torch.nn.Module, draw: Draw) -> State:
    """Weights of a size that keeps signals alive through the layers, variances that are positive."""
    state = {name: draw.normal(p.shape, std=_scale(p), dtype=p.dtype) for name, p in model.named_parameters()}
    for name, buffer in persistent_buffers(model).items():
        state[name] = draw.uniform(buffer.shape, 0.5, 1.5, dtype=buffer.dtype) if _is_float(buffer) else buffer.clone()
    return state


def load_ours(student: Student, made: RemoteModule, state: Mapping[str, torch.Tensor], wanted: Any) -> dict[str, str]:
    """Loads our state under the student's names; answers which of them stands for which of the reference's."""
    claimed = made.claims()
    names = {}
    for kind, ours in (("parameters", dict(wanted.named_parameters())), ("buffers", persistent_buffers(wanted))):
        theirs = tensors_of(claimed[kind])
        # Buffers that the reference does without are constants of the student's own.
        matched = match(_shapes(ours), _shapes(theirs)) if ours or kind == "parameters" else {}
        if matched is None:
            facts = {"function": made.made_by, "what": kind, "got": _told(theirs), "want": _told(dict(ours))}
            raise student.fails(Finding(code="mapping", facts=facts), None)
        names.update(matched)
    made.load({names[name]: tensor for name, tensor in state.items()})
    return names


def persistent_buffers(model: torch.nn.Module) -> State:
    """The buffers that belong to the state, such as running means; the others are constants that the class makes."""
    kept = model.state_dict().keys()
    return {name: buffer for name, buffer in model.named_buffers() if name in kept}


def match(ours: dict[str, list[int]], theirs: dict[str, list[int]]) -> dict[str, str] | None:
    """Which of their names stands for which of ours; None when it cannot be told.

    The same names, or the same shapes in the same order, or shapes that occur once each.
    """
    if ours == theirs:
        return {name: name for name in ours}
    if list(ours.values()) == list(theirs.values()):
        return dict(zip(ours, theirs, strict=True))
    counts = Counter(map(tuple, ours.values()))
    if counts == Counter(map(tuple, theirs.values())) and set(counts.values()) <= {1}:
        by_shape = {tuple(shape): name for name, shape in theirs.items()}
        return {name: by_shape[tuple(shape)] for name, shape in ours.items()}
    return None


def _shapes(tensors: Mapping[str, torch.Tensor]) -> dict[str, list[int]]:
    return {name: list(tensor.shape) for name, tensor in tensors.items()}


def tensors_of(claimed: Mapping[str, Any]) -> State:
    """What the student's model claims to hold, as far as it is tensors."""
    return {str(name): value for name, value in claimed.items() if isinstance(value, torch.Tensor)}


def _told(tensors: Mapping[str, torch.Tensor]) -> list[dict[str, Any]]:
    return [{"name": name, "shape": shape} for name, shape in list(_shapes(tensors).items())[:MOST_SHOWN]]


def _elements(claimed: Mapping[str, Any]) -> int:
    return sum(tensor.numel() for tensor in tensors_of(claimed).values())


def _size(model: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def _scale(parameter: torch.Tensor) -> float:
    fan_in = math.prod(parameter.shape[1:]) if parameter.ndim > 1 else 1
    return 1 / math.sqrt(max(fan_in, 1))


def _is_float(tensor: torch.Tensor) -> bool:
    return tensor.dtype.is_floating_point
