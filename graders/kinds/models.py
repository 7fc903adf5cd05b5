"""The check kinds about models: under weights that we choose, does it compute the reference's function?

A parameter count alone can be claimed. So the student's model gets random weights of ours by its own parameter names,
and must then give the reference's outputs and gradients: weights kept in a list, a buffer or a closure stay unknown to
us and make other outputs. What we count are tensors that we wrote and whose effect we saw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import torch

from graders.diagnosis.rivals import explained_by, of_model
from graders.draw import Draw
from graders.kinds.functions import Allowance, copied
from graders.kinds.mapping import Names, Shapes, differences, shapes_of
from graders.kinds.states import (
    Built,
    State,
    load_as,
    load_proved,
    parameter_told,
    persistent_buffers,
    put,
    random_state,
    tensors_in,
    tensors_of,
)
from graders.results import Finding, LabFault
from graders.student import Gradients, RemoteModule, Student

BY_TABLE = Allowance()


class Pair(NamedTuple):
    """The student's model and the reference's with the same weights of ours, and whose name is whose."""

    made: RemoteModule
    wanted: torch.nn.Module
    state: State
    names: Names


@dataclass(frozen=True)
class ModelCheck:
    """What the lab author says about a model: how it is made, inputs to compare on, and in which mode."""

    built: Built
    inputs: Callable[[Draw], Any]
    allowance: Allowance = BY_TABLE
    train_mode: bool = False

    def equivalent(self, student: Student, solution: Any, draw: Draw) -> None:
        """Outputs and parameter gradients agree. Dropout would be chance, not an answer: it is off unless asked for."""
        self.compared(student, solution, draw)

    def compared(self, student: Student, solution: Any, draw: Draw) -> list[Gradients]:
        pair, batches = self.pair(student, solution, draw)
        return [self._compare_on(batch, student, pair, draw) for batch in batches]

    def pair(self, student: Student, solution: Any, draw: Draw) -> tuple[Pair, list[tuple[Any, ...]]]:
        """Both models under weights of ours, and the batches to compare them on."""
        wanted = self.built.ours(solution).train(self.train_mode)
        state = random_state(wanted, draw)
        batches = batches_of(self.inputs(draw))
        made = self.built.theirs(student)
        names = load_proved(student, made, put(wanted, state), state, batches[0])
        return Pair(made, wanted, state, names), batches

    def _compare_on(self, batch: tuple[Any, ...], student: Student, pair: Pair, draw: Draw) -> Gradients:
        output = pair.wanted(*copied(batch))
        weights = [_cotangent(tensor, draw) for tensor in tensors_in(output)]
        parameters = [p for p in pair.wanted.parameters() if p.requires_grad]
        slopes = iter(_slopes(output, weights, parameters))
        answer = pair.made.gradients(*batch, weights=_sent(output, weights))
        with explained_by(*of_model(pair.wanted, batch)):
            answer.output.close_to(_detached(output), **self.allowance._asdict())
        for number, (name, parameter) in enumerate(pair.wanted.named_parameters(), start=1):
            told = parameter_told(number, name, pair.names, parameter.shape)
            slope = next(slopes) if parameter.requires_grad else None
            if slope is not None:
                self._compare_slope(answer, student, pair.names[name], told, slope)
            elif not parameter.requires_grad and answer.reaches(pair.names[name]):
                facts = {"function": self.built.model, "where": told}
                raise student.fails(Finding(code="not_frozen", facts=facts), told)
        # Running statistics moved in train mode: the next batch begins from our state again.
        put(pair.wanted, pair.state)
        if self.train_mode:
            load_as(pair.made, pair.names, pair.state)
        return answer

    def _compare_slope(self, answer: Gradients, student: Student, name: str, told: str, slope: torch.Tensor) -> None:
        if not answer.reaches(name):
            facts = {"function": self.built.model, "where": told}
            raise student.fails(Finding(code="untrainable", facts=facts), told)
        answer.of_parameter(name, told).close_to(slope, **self.allowance._asdict())


@dataclass(frozen=True)
class CountCheck:
    """As many parameters as the reference, in tensors that then prove to be the ones in use.

    `per` are modules whose counts are compared one by one. With `proved_at` the weights are proved on a model made by
    these arguments, and of the one that is asked for only the sizes are read: they can lose the points, not earn them.
    """

    check: ModelCheck
    trainable: bool = False
    per: tuple[str, ...] = ()
    proved_at: tuple[Any, ...] | None = None

    def counted(self, student: Student, solution: Any, draw: Draw) -> None:
        built = self.check.built
        if self.proved_at is not None:
            self._count(student, _meta_shapes(built, solution), _claimed_sizes(student, built))
            small = replace(self.check, built=replace(built, arguments=self.proved_at))
            replace(self, check=small, proved_at=None).counted(student, solution, draw)
            return
        wanted = built.ours(solution)
        claimed = tensors_of(built.theirs(student).claims()["parameters"])
        if not self.trainable:
            self._count(student, shapes_of(dict(wanted.named_parameters())), shapes_of(claimed))
        answers = self.check.compared(student, solution, draw)
        if self.trainable:
            self._count_trainable(student, wanted, claimed, answers[0])

    def _count(self, student: Student, ours: Shapes, theirs: Shapes) -> None:
        for module in self.per:
            if not any(_within(name, module) for name in ours):
                raise LabFault(
                    f"the reference's {self.check.built.model} has no parameters in {module!r}; correct per="
                )
        for module in ("", *self.per):
            mine = {name: shape for name, shape in ours.items() if _within(name, module)}
            found = {name: shape for name, shape in theirs.items() if _within(name, module)}
            if _size(found) != _size(mine):
                facts = {"function": self.check.built.model, "module": module, "got": _size(found), "want": _size(mine)}
                raise student.fails(Finding(code="count", facts={**facts, **differences(mine, found)}), _size(found))

    def _count_trainable(
        self, student: Student, wanted: torch.nn.Module, claimed: Mapping[str, torch.Tensor], answer: Gradients
    ) -> None:
        """By which gradients came back; the comparison before has proved each of them."""
        want = sum(p.numel() for p in wanted.parameters() if p.requires_grad)
        got = sum(tensor.numel() for name, tensor in claimed.items() if answer.reaches(name))
        if got != want:
            facts = {"function": self.check.built.model, "module": "", "trainable": True, "got": got, "want": want}
            raise student.fails(Finding(code="count", facts=facts), got)


@dataclass(frozen=True)
class StatisticsCheck:
    """Buffers such as running means after forward passes in training mode, from a state and on batches of ours."""

    check: ModelCheck
    steps: int

    def moved(self, student: Student, solution: Any, draw: Draw) -> None:
        pair, batches = self.check.pair(student, solution, draw)
        batches += [batch for _ in range(self.steps - 1) for batch in batches_of(self.check.inputs(draw))]
        if not persistent_buffers(pair.wanted):
            raise LabFault(
                f"the reference's {self.check.built.model} has no buffers; remove the check of its statistics"
            )
        pair.wanted.train()
        pair.made.do("train")
        for number, batch in enumerate(batches, start=1):
            with torch.no_grad():
                pair.wanted(*copied(batch))
            pair.made.do("__call__", *batch)
            self._compare(student, pair, f"after {number} of {len(batches)} forward passes in training mode")
        pair.wanted.eval()
        pair.made.do("eval")
        pair.made(*batches[0]).close_to(pair.wanted(*copied(batches[0])), **self.check.allowance._asdict())

    def _compare(self, student: Student, pair: Pair, when: str) -> None:
        claimed = tensors_of(pair.made.claims()["buffers"])
        for name, buffer in persistent_buffers(pair.wanted).items():
            # The reference's name: where the layer goes by another one, its last part still tells which it is.
            told = f"the buffer `{name}` of `{self.check.built.model}` {when}"
            got = claimed.get(pair.names[name])
            student.judged(got, self.check.built.model, told).close_to(buffer, **self.check.allowance._asdict())


def batches_of(drawn: Any) -> list[tuple[Any, ...]]:
    """One batch, or a list of batches; the inputs of a batch are one value or a tuple of several."""
    batches = drawn if isinstance(drawn, list) else [drawn]
    if not batches:
        raise LabFault("inputs= returned an empty list; return a batch, or a list of at least one")
    return [batch if isinstance(batch, tuple) else (batch,) for batch in batches]


def _cotangent(output: torch.Tensor, draw: Draw) -> torch.Tensor | None:
    return draw.normal(output.shape, dtype=output.dtype) if output.requires_grad else None


def _sent(output: Any, weights: list[torch.Tensor | None]) -> Any:
    """One tensor of weights for an output that is one tensor, a list of them for a nested output."""
    return weights[0] if isinstance(output, torch.Tensor) and weights[0] is not None else weights


def _slopes(
    output: Any, weights: Sequence[torch.Tensor | None], parameters: list[torch.nn.Parameter]
) -> Sequence[torch.Tensor | None]:
    pairs = [(one, weight) for one, weight in zip(tensors_in(output), weights, strict=True) if weight is not None]
    if not pairs or not parameters:
        return [None] * len(parameters)
    outputs, cotangents = zip(*pairs, strict=True)
    return torch.autograd.grad(outputs, parameters, cotangents, allow_unused=True)


def _detached(tree: Any) -> Any:
    if isinstance(tree, torch.Tensor):
        return tree.detach()
    if isinstance(tree, dict):
        return {key: _detached(part) for key, part in tree.items()}
    return type(tree)(map(_detached, tree)) if type(tree) in {list, tuple} else tree


def _meta_shapes(built: Built, solution: Any) -> Shapes:
    """The reference without memory: a network of a hundred million parameters costs nothing here."""
    with torch.device("meta"):
        return shapes_of(dict(built.ours(solution).named_parameters()))


def _claimed_sizes(student: Student, built: Built) -> Shapes:
    return dict(student.sizes(built.model, *built.arguments, **built.kwargs))


def _within(name: str, module: str) -> bool:
    return not module or name == module or name.startswith(f"{module}.")


def _size(shapes: Shapes) -> int:
    return sum(torch.Size(shape).numel() for shape in shapes.values())
