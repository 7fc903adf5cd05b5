"""What every kind of check has in common: options, points, needs, groups, and the list that they are written into."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Literal, TypedDict, get_args

from graders.draw import Draw
from graders.expectations import overridden
from graders.kinds.functions import Allowance
from graders.lab import CHECKS, CHECKS_FOLDER
from graders.results import LabFault, Show
from graders.student import Student

# Returns nothing: what did not hold has been raised by the expectation.
CheckFunction = Callable[[Student, Any, Draw], None]
DrawInputs = Callable[[Draw], Any]
ShowName = Literal["example", "drawn", "hidden"]


@dataclass(frozen=True)
class Check:
    """One thing verified. `uses` are the names of the hand-in it is about; `needs` the checks that must pass first.

    One about the `whole` file run as handed in is for labs on that road. A `probe` is for a check that is too slow to
    be diagnosed: it tells by a short run what mistakes can be known by. A `deviation` from the sheet is told; it has no
    points to give, and costs the `price` that lab.toml says.
    """

    exercise: str
    name: str
    title: str
    points: float
    show: Show
    function: CheckFunction
    file: str
    line: int
    uses: frozenset[str]
    needs: tuple[str, ...] = ()
    guards: frozenset[str] = frozenset()
    diagnosed: bool = True
    group: str | None = None
    bonus: bool = False
    whole: bool = False
    probe: Callable[[Student, Any, Draw], Any] | None = None
    deviation: bool = False
    price: float = 0.0

    @property
    def place(self) -> str:
        """Where its author wrote it, in the folder of the lab: `checks.py:12`."""
        return f"{self.file}:{self.line}"


class RuleOptions(TypedDict, total=False):
    """What every kind of check understands. Name and title have defaults."""

    show: ShowName
    name: str
    title: str


class Options(RuleOptions, total=False):
    """`needs` names checks that must pass first. A source rule cannot have any: it stands before all other checks.

    Checks of one `group` earn their points together or not at all. The points of a `bonus` check come on top of those
    that lab.toml gives to the exercise.
    """

    needs: Sequence[str]
    group: str
    bonus: bool


class ComparedOptions(Options, total=False):
    """A tolerance of the check's own goes with `because`, its reason."""

    rtol: float | None
    atol: float | None
    because: str


class Collector:
    """Collects the checks of one exercise in the order in which they are written."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._checks: list[Check] = []

    @property
    def checks(self) -> tuple[Check, ...]:
        """Source rules first; a check about a function that a rule guards needs that rule. Deviations come last."""
        guards = [check for check in self._checks if check.guards]
        others = [check for check in self._checks if not check.guards and not check.deviation]
        deviations = [check for check in self._checks if check.deviation]
        return (*guards, *(_guarded(check, guards) for check in [*others, *deviations]))

    def check(
        self,
        points: float,
        show: ShowName = "drawn",
        needs: Sequence[str] = (),
        *,
        group: str | None = None,
        bonus: bool = False,
    ) -> Callable[[CheckFunction], CheckFunction]:
        """A check written as a function; its name is the check's, the docstring's first line the title.

        @q5.check(points=1, show="example")
        def slope_at_two(student, reference, draw):
            \"\"\"The slope at x = 2 is 326\"\"\"
            student.call("poly_grad", 2.0).close_to(326.0)
        """

        def register(function: CheckFunction) -> CheckFunction:
            name = function.__name__
            title = (function.__doc__ or "").strip().split("\n")[0]
            if not title:
                raise LabFault(f"the check {name} has no title; give the function a docstring of one line")
            options: Options = {"show": show, "needs": needs, "name": name, "title": title, "bonus": bonus}
            if group:
                options["group"] = group
            self.add(function, points, _strings(function.__code__), options)
            return function

        return register

    def add(  # noqa: PLR0913  what the kinds have in common, written down once
        self,
        function: CheckFunction,
        points: float,
        uses: set[str],
        options: Options,
        *,
        guards: frozenset[str] = frozenset(),
        diagnosed: bool = True,
        whole: bool = False,
        probe: Callable[[Student, Any, Draw], Any] | None = None,
        deviation: bool = False,
    ) -> None:
        name, needs, show = options["name"], options.get("needs", ()), options.get("show", "drawn")
        self._prove(name, points, needs, show)
        file, line = _author_line()
        check = Check(
            exercise=self.name,
            name=name,
            title=options["title"],
            points=float(points),
            show=Show(show),
            function=function,
            file=file,
            line=line,
            uses=frozenset(uses),
            needs=tuple(needs),
            guards=guards,
            diagnosed=diagnosed,
            group=options.get("group"),
            bonus=options.get("bonus", False),
            whole=whole,
            probe=probe,
            deviation=deviation,
        )
        self._checks.append(check)

    def _prove(self, name: str, points: float, needs: Sequence[str], show: str) -> None:
        known = [check.name for check in self._checks]
        if name in known:
            raise LabFault(f'{self.name} has two checks named {name}; give one of them its own name="..."')
        if not math.isfinite(points) or points < 0 or Decimal(str(points)) % Decimal("0.01"):
            raise LabFault(f"the check {name} has {points!r} points; points are multiples of 0.01, not negative")
        if show not in get_args(ShowName):
            raise LabFault(f"show={show!r} is not known; use {listed(get_args(ShowName))}")
        if isinstance(needs, str):
            raise LabFault(f"needs={needs!r} is one word; write needs=({needs!r},)")
        for needed in needs:
            if needed not in known:
                raise LabFault(
                    f"the check {name} needs {needed!r}, which is none of the checks above it ({listed(known)}); "
                    "name one of those, or move that check up"
                )


def with_defaults(options: Options, name: str, title: str, known: type = Options) -> Options:
    words = sorted(known.__annotations__)
    for word in options:
        if word not in words:
            raise LabFault(f"{word}= is not known here; use {listed(words)} or remove it")
    return {**options, "name": options.get("name", name), "title": options.get("title", title)}


def allowance_of(options: ComparedOptions) -> Allowance:
    allowance = Allowance(options.get("rtol"), options.get("atol"), options.get("because", ""))
    overridden(*allowance)
    return allowance


def _guarded(check: Check, guards: list[Check]) -> Check:
    rules = tuple(guard.name for guard in guards if guard.guards & check.uses and guard.name not in check.needs)
    return replace(check, needs=(*rules, *check.needs))


def _strings(code: CodeType) -> set[str]:
    """The words that a check function writes down: among them the names it asks of the student."""
    found = set()
    for constant in code.co_consts:
        if isinstance(constant, str) and constant.isidentifier():
            found.add(constant)
        elif isinstance(constant, CodeType):
            found |= _strings(constant)
    return found


def _author_line() -> tuple[str, int]:
    """The file of checks and its line that is being executed: the first one outside the code of `graders`."""
    frame: FrameType | None = inspect.currentframe()
    here = Path(__file__).parent.parent
    while frame is not None and Path(frame.f_code.co_filename).is_relative_to(here):
        frame = frame.f_back
    if frame is None:
        return CHECKS, 0
    path = Path(frame.f_code.co_filename)
    return f"{path.parent.name}/{path.name}" if path.parent.name == CHECKS_FOLDER else path.name, frame.f_lineno


def listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
