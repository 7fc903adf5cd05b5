"""The check kinds about single steps of training: k of them from weights of ours on batches of ours, each compared.

A loss that falls says little; that every step lands where the reference's lands says that gradient, learning rate,
momentum, decay and the clearing of gradients are right. What is compared are tensors, and the first step that parts
from the reference is told.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from graders.compare import compare
from graders.diagnosis.rivals import explained_by, of_steps
from graders.draw import Draw
from graders.kinds.functions import Allowance, copied
from graders.kinds.states import (
    Built,
    State,
    load_proved,
    own_state,
    parameter_told,
    put,
    random_state,
    renamed,
    state_of,
)
from graders.line import Mismatch
from graders.results import Finding, LabFault
from graders.student import Student
from graders.tolerances import EXACT

Tensors = list[torch.Tensor]


@dataclass(frozen=True)
class Steps:
    """How many, and how near the reference's each must land."""

    count: int
    allowance: Allowance

    def compare(self, student: Student, got: Any, want: Any, told: tuple[str, str], number: int) -> None:
        """`told` is the function and what of it is compared."""
        function, part = told
        subject = f"{part} after step {number} of {self.count} by `{function}`"
        try:
            student.judged(got, function, subject).close_to(want, **self.allowance._asdict())
        except Mismatch as found:
            finding = Finding(code=found.finding.code, facts={**found.finding.facts, "step": number})
            raise Mismatch(finding, found.got, found.ordinal, want=found.want, asked=found.asked) from None


@dataclass(frozen=True)
class ModelSteps:
    """`step(model, x, y)` or `step(model, optimizer, x, y)`, called k times; the state is compared after each call."""

    built: Built
    function: str
    batches: Callable[[Draw], Any]
    steps: Steps
    optimizer: str | None

    def check(self, student: Student, solution: Any, draw: Draw) -> None:
        wanted = self.built.ours(solution).eval()
        state = random_state(wanted, draw)
        batches = [arguments_of(self.batches(draw)) for _ in range(self.steps.count)]
        made = self.built.theirs(student)
        names = load_proved(student, made, put(wanted, state), state, batches[0][:1])
        wanted.train()
        made.do("train")
        ours: tuple[Any, ...] = (wanted,)
        theirs: tuple[Any, ...] = (made,)
        if self.optimizer:
            ours, theirs = (
                (*ours, getattr(solution, self.optimizer)(wanted)),
                (*theirs, student.make(self.optimizer, made)),
            )
        states = [own_state(wanted)]
        for number, batch in enumerate(batches, start=1):
            getattr(solution, self.function)(*ours, *copied(batch))
            states.append(own_state(wanted))
            student.do(self.function, *theirs, *batch)
            got = renamed(names, state_of(student, made))
            if number == 1:
                self._prove_moved(student, state, got, own_state(wanted))
            again = None if self.optimizer else functools.partial(self._once_more, solution, wanted, batch)
            self._compare(student, names, got, wanted, states, again)

    def _once_more(self, solution: Any, wanted: torch.nn.Module, batch: tuple[Any, ...]) -> State:
        """Where one more step on the same batch leads: a copy takes it, and `wanted` stays where it is."""
        twin = copy.deepcopy(wanted)
        getattr(solution, self.function)(twin, *copied(batch))
        return own_state(twin)

    def _prove_moved(self, student: Student, start: State, got: State, want: State) -> None:
        """A state that is still our start says more than that its values are wrong."""
        asked = [name for name in start if compare(want[name], start[name], EXACT)]
        if asked and all(name in got and compare(got[name], start[name], EXACT) is None for name in asked):
            raise student.fails(Finding(code="unmoved", facts={"function": self.function}), self.function)

    def _compare(  # noqa: PLR0913, PLR0917  the two models, and what explains that they part
        self,
        student: Student,
        names: dict[str, str],
        got: State,
        wanted: torch.nn.Module,
        states: list[State],
        again: Callable[[], State] | None,
    ) -> None:
        parameters = {name for name, _ in wanted.named_parameters()}
        for place, (name, want) in enumerate(states[-1].items(), start=1):
            told = parameter_told(place, name, names, want.shape) if name in parameters else f"the buffer `{name}`"
            more = _part_of(again, name) if again else None
            with explained_by(*of_steps([state[name] for state in states], more)):
                self.steps.compare(student, got.get(name), want, (self.function, told), len(states) - 1)


@dataclass(frozen=True)
class OptimizerSteps:
    """The student's optimizer class around tensors of ours: `zero_grad()`, gradients of ours, `step()`."""

    optimizer: str
    reference: str
    arguments: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    steps: Steps

    def check(self, student: Student, solution: Any, draw: Draw) -> None:
        shapes = [(draw.integer(2, 5), draw.integer(2, 5)), (draw.integer(2, 7),), ()]
        tensors = [draw.normal(shape) for shape in shapes]
        gradients = [[draw.normal(shape) for shape in shapes] for _ in range(self.steps.count)]
        make = getattr(solution, self.reference)
        wanted = driven(make, tensors, gradients, self.arguments, self.kwargs)
        states = [tensors, *wanted]
        answer = student.drive(self.optimizer, tensors, gradients, *self.arguments, **self.kwargs)
        for number, want in enumerate(wanted, start=1):
            got = _part(answer, number - 1)
            for place, tensor in enumerate(want):
                told = f"the tensor of shape {tuple(tensor.shape)}"
                with explained_by(*of_steps([state[place] for state in states[: number + 1]])):
                    self.steps.compare(student, _part(got, place), tensor, (self.optimizer, told), number)


@dataclass(frozen=True)
class StateSteps:
    """`update(w, b, x, y, lr) -> (w, b)`: what it returns goes into the next call, k times.

    `state` draws what is carried along; a function may return more than that, all of it is compared. `call` makes the
    arguments of state and batch where they stand in another order.
    """

    function: str
    reference: str
    state: Callable[[Draw], Any]
    batches: Callable[[Draw], Any]
    steps: Steps
    call: Callable[..., Any] | None = None

    def check(self, student: Student, solution: Any, draw: Draw) -> None:
        ours = theirs = arguments_of(self.state(draw))
        for number in range(1, self.steps.count + 1):
            batch = arguments_of(self.batches(draw))
            want = getattr(solution, self.reference)(*copied(self._arguments(ours, batch)))
            got = student.call(self.function, *self._arguments(theirs, batch)).value
            again = functools.partial(self._again, solution, want, len(ours), batch)
            with explained_by(*of_steps([ours, want], again)):
                self.steps.compare(student, got, want, (self.function, "the state"), number)
            ours, theirs = _carried(want, len(ours)), _carried(got, len(ours))

    def _again(self, solution: Any, state: Any, count: int, batch: tuple[Any, ...]) -> Any:
        return getattr(solution, self.reference)(*copied(self._arguments(_carried(state, count), batch)))

    def _arguments(self, state: tuple[Any, ...], batch: tuple[Any, ...]) -> tuple[Any, ...]:
        if self.call is None:
            return (*state, *batch)
        arguments = self.call(*state, *batch)
        if not isinstance(arguments, tuple):
            raise LabFault("call= must return the arguments as a tuple, such as lambda w, state, g: (w, g, state)")
        return arguments


def _part_of(states: Callable[[], State], name: str) -> Callable[[], torch.Tensor]:
    return lambda: states()[name]


def driven(
    make: Callable[..., Any],
    tensors: Sequence[torch.Tensor],
    gradients: Sequence[Sequence[torch.Tensor]],
    arguments: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> list[Tensors]:
    """What the reference's optimizer makes of the tensors, step by step, as the child does it with the student's."""
    parameters = [torch.nn.Parameter(tensor.clone()) for tensor in tensors]
    optimizer = make(parameters, *arguments, **kwargs)
    after = []
    for slopes in gradients:
        optimizer.zero_grad()
        for parameter, slope in zip(parameters, slopes, strict=True):
            parameter.grad = slope.clone() if parameter.grad is None else parameter.grad + slope
        optimizer.step()
        after.append([parameter.detach().clone() for parameter in parameters])
    return after


def arguments_of(drawn: Any) -> tuple[Any, ...]:
    if not isinstance(drawn, tuple):
        raise LabFault("batches= and state= must return the arguments as a tuple, such as (x, y) or (x, y, 0.1)")
    return drawn


def _carried(returned: Any, count: int) -> tuple[Any, ...]:
    return tuple(returned[:count]) if isinstance(returned, (tuple, list)) else (returned,)


def _part(answer: Any, index: int) -> Any:
    return answer[index] if isinstance(answer, (list, tuple)) and index < len(answer) else None
