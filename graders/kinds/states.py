"""Our weights in the student's model: made by name, loaded under the student's names, read again after training."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from graders.compare import compare
from graders.draw import Draw
from graders.kinds.functions import copied
from graders.kinds.mapping import Names, assignments, buffer_names, differences, repeated, shapes_of, told
from graders.results import Finding, LabFault
from graders.student import RemoteModule, Student
from graders.tolerances import Tolerance

State = dict[str, torch.Tensor]
# Tensors at the wrong place give other outputs than this; rounding does not.
ROUGHLY = Tolerance(1e-3, 1e-3)


@dataclass(frozen=True)
class Built:
    """How a model is made, of the reference and of the student alike: `MnistMLP(128, 64, dropout=0.0)`."""

    model: str
    arguments: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def ours(self, solution: Any) -> torch.nn.Module:
        made = getattr(solution, self.model)(*self.arguments, **self.kwargs)
        if not isinstance(made, torch.nn.Module):
            raise LabFault(f"the reference's {self.model} is no torch.nn.Module; checks of models need one")
        return made

    def theirs(self, student: Student) -> RemoteModule:
        return student.make(self.model, *self.arguments, **self.kwargs)


def random_state(model: torch.nn.Module, draw: Draw) -> State:
    """Weights of a size that keeps signals alive through the layers, variances that are positive."""
    state = {name: draw.normal(p.shape, std=_scale(p), dtype=p.dtype) for name, p in model.named_parameters()}
    for name, buffer in persistent_buffers(model).items():
        floats = buffer.dtype.is_floating_point
        state[name] = draw.uniform(buffer.shape, 0.5, 1.5, dtype=buffer.dtype) if floats else buffer.clone()
    return state


def own_state(model: torch.nn.Module) -> State:
    """Parameters, shared ones once, and persistent buffers: what there is to load into a model like this one."""
    found = {**dict(model.named_parameters()), **persistent_buffers(model)}
    return {name: tensor.detach().clone() for name, tensor in found.items()}


def put(model: torch.nn.Module, state: Mapping[str, torch.Tensor]) -> torch.nn.Module:
    """By copying, so that parameters which share their memory go on sharing it; of other shapes nothing is taken."""
    own = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    with torch.no_grad():
        for name, tensor in state.items():
            if name in own and own[name].shape == tensor.shape:
                own[name].copy_(tensor)
    return model


def persistent_buffers(model: torch.nn.Module) -> State:
    """The buffers that belong to the state, such as running means; the others are constants that the class makes."""
    kept = model.state_dict().keys()
    return {name: buffer for name, buffer in model.named_buffers() if name in kept}


def candidates(student: Student, made: RemoteModule, wanted: torch.nn.Module) -> tuple[list[Names], int]:
    """The student's names for ours, likeliest first, and in how many ways they may stand for each other."""
    claimed = made.claims()
    ours, theirs = shapes_of(dict(wanted.named_parameters())), shapes_of(tensors_of(claimed["parameters"]))
    found = assignments(ours, theirs)
    if not found.likeliest:
        raise student.fails(unlike(made.made_by, "parameters", ours, theirs), sorted(theirs.values()))
    # Buffers that the reference does without are constants of the student's own.
    ours, theirs = shapes_of(persistent_buffers(wanted)), shapes_of(tensors_of(claimed["buffers"]))
    both = [(names, buffer_names(ours, theirs, names)) for names in found.likeliest]
    if both[0][1] is None:
        raise student.fails(unlike(made.made_by, "buffers", ours, theirs), sorted(theirs.values()))
    return [{**names, **buffers} for names, buffers in both if buffers is not None], found.total


def unlike(function: str, what: str, ours: dict[str, list[int]], theirs: dict[str, list[int]]) -> Finding:
    facts = {"function": function, "what": what, "got": told(theirs), "want": told(ours)}
    return Finding(code="mapping", facts={**facts, **differences(ours, theirs)})


def load_as(made: RemoteModule, names: Names, state: Mapping[str, torch.Tensor]) -> None:
    made.load({names[name]: tensor for name, tensor in state.items()})


def load_proved(
    student: Student, made: RemoteModule, wanted: torch.nn.Module, state: State, batch: tuple[Any, ...]
) -> Names:
    """Loads our state so that the outputs fit, where names, shapes and order alone leave open which tensor is which.

    `wanted` holds the state already, and both are in its mode from here on. Where several fit, any of them does.
    """
    ways, total = candidates(student, made, wanted)
    made.do("train" if wanted.training else "eval")
    load_as(made, ways[0], state)
    if total == 1:
        return ways[0]
    with torch.no_grad():
        output = wanted(*copied(batch))
    put(wanted, state)
    first = None
    for names in ways:
        load_as(made, names, state)
        got = made(*batch).value
        first = got if first is None else first
        if compare(got, output, ROUGHLY) is None:
            load_as(made, names, state)
            return names
    if total > len(ways):
        alike = {"want": told(repeated(shapes_of(dict(wanted.named_parameters()))))}
        facts = {"function": made.made_by, **alike, "tried": len(ways), "total": min(total, 10**6)}
        raise student.fails(Finding(code="ambiguous", facts=facts), first)
    load_as(made, ways[0], state)
    return ways[0]


def tensors_of(claimed: Mapping[str, Any]) -> State:
    """What the student's model claims to hold, as far as it is tensors."""
    return {str(name): value for name, value in claimed.items() if isinstance(value, torch.Tensor)}


def state_of(student: Student, made: RemoteModule) -> State:
    """The model's tensors as plain data of ours. A training that ran off to NaN is told by the name of the tensor."""
    claimed = made.claims()
    state = {**tensors_of(claimed["parameters"]), **tensors_of(claimed["buffers"])}
    for name, tensor in state.items():
        if tensor.dtype.is_floating_point and not bool(torch.isfinite(tensor).all()):
            count = int((~torch.isfinite(tensor)).sum())
            facts = {"function": made.made_by, "where": name, "count": count, "total": tensor.numel()}
            raise student.fails(Finding(code="diverged", facts=facts), None)
    return state


def renamed(names: Names, theirs: State) -> State:
    """The student's tensors under our names, as far as they are still there."""
    return {name: theirs[other] for name, other in names.items() if other in theirs}


def parameter_told(number: int, name: str, names: Names, shape: torch.Size) -> str:
    """A parameter as messages call it: the student's code makes names up, so only one that is ours too is repeated."""
    place = f"parameter {number} of shape {tuple(shape)}"
    return f"`{name}` ({place})" if names[name] == name else place


def tensors_in(tree: Any) -> Iterator[torch.Tensor]:
    """The tensors of nested lists, tuples and dicts, in order."""
    if isinstance(tree, torch.Tensor):
        yield tree
    elif isinstance(tree, (list, tuple)):
        for part in tree:
            yield from tensors_in(part)
    elif isinstance(tree, dict):
        for part in tree.values():
            yield from tensors_in(part)


def _scale(parameter: torch.Tensor) -> float:
    fan_in = math.prod(parameter.shape[1:]) if parameter.ndim > 1 else 1
    return 1 / math.sqrt(max(fan_in, 1))
