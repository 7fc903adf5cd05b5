"""The check kinds about what a hand-in makes to be looked at or kept: figures and checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graders.draw import Draw
from graders.kinds.functions import Allowance, copied, drawn_calls
from graders.kinds.states import Built, candidates, load_as, random_state
from graders.student import RemoteModule, Student

Shows = Callable[..., Any]
Call = Callable[[RemoteModule, str], tuple[Any, ...]]


@dataclass(frozen=True)
class FigureCheck:
    """One figure as lab authors describe it. `shows(reference, *arguments)` gives the numbers that must be drawn."""

    function: str
    draw: Callable[[Draw], Any]
    shows: Shows | None
    least: Mapping[str, int]
    labelled: bool
    allowance: Allowance

    def check(self, student: Student, solution: Any, draw: Draw) -> None:
        for arguments in drawn_calls(self.draw(draw)):
            drawn = student.figures(self.function, *arguments).has(**self.least)
            if self.shows is not None:
                wanted = self.shows(solution, *copied(arguments))
                curves = wanted if isinstance(wanted, list) else [wanted]
                drawn.shows(*curves, **self.allowance._asdict())
            if self.labelled:
                drawn.labelled()


@dataclass(frozen=True)
class CheckpointCheck:
    """A function that saves a model, given weights of ours: the file holds them, so that anybody can load it."""

    save: str
    built: Built
    path: str
    call: Call

    def check(self, student: Student, solution: Any, draw: Draw) -> None:
        wanted = self.built.ours(solution)
        state = random_state(wanted, draw)
        made = self.built.theirs(student)
        # Which of their names stands for which of ours does not matter, as long as the shapes fit.
        names = candidates(student, made, wanted)[0][0]
        load_as(made, names, state)
        student.do(self.save, *self.call(made, self.path))
        saved = student.checkpoint(self.path, written_by=self.save)
        saved.holds({names[name]: tensor for name, tensor in state.items()})
