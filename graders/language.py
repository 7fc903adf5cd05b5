"""What an author writes in checks.py: exercises, checks, and the common kinds of check as one line each."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Literal, TypedDict, Unpack, cast

from graders import kinds, source, training
from graders.datasets import Digits, digits
from graders.draw import Draw
from graders.equivalence import ModelCheck
from graders.expectations import overridden
from graders.results import LabFault, Show
from graders.student import Student

# Returns nothing: what did not hold has been raised by the expectation.
CheckFunction = Callable[[Student, Any, Draw], None]
DrawInputs = Callable[[Draw], Any]
ShowName = Literal["example", "drawn", "hidden"]


@dataclass(frozen=True)
class Check:
    """One thing verified. `uses` are the names of the hand-in it is about; `needs` the checks that must pass first."""

    exercise: str
    name: str
    title: str
    points: float
    show: Show
    function: CheckFunction
    line: int
    uses: frozenset[str]
    needs: tuple[str, ...] = ()
    guards: frozenset[str] = frozenset()
    diagnosed: bool = True


def exercise(name: str) -> ExerciseChecks:
    """Starts the checks of one exercise of lab.toml, by its name there."""
    return ExerciseChecks(name)


class RuleOptions(TypedDict, total=False):
    """What every kind of check understands. Name and title have defaults."""

    show: ShowName
    name: str
    title: str


class Options(RuleOptions, total=False):
    """`needs` names checks that must pass first. A source rule cannot have any: it stands before all other checks."""

    needs: Sequence[str]


class ComparedOptions(Options, total=False):
    """A tolerance of the check's own goes with `because`, its reason."""

    rtol: float | None
    atol: float | None
    because: str


class ExerciseChecks:
    """Collects the checks of one exercise in the order in which they are written."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._checks: list[Check] = []

    @property
    def checks(self) -> tuple[Check, ...]:
        """Source rules first; a check about a function that a rule guards needs that rule."""
        guards = [check for check in self._checks if check.guards]
        others = [check for check in self._checks if not check.guards]
        return (*guards, *(_guarded(check, guards) for check in others))

    def check(
        self, points: float, show: ShowName = "drawn", needs: Sequence[str] = ()
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
            options: Options = {"show": show, "needs": needs, "name": name, "title": title}
            self._add(function, points, _strings(function.__code__), options)
            return function

        return register

    def value(
        self,
        function: str,
        *,
        points: float,
        draw: DrawInputs,
        reference: str | None = None,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """The function returns what the reference's function of that name (or `reference`) returns on drawn arguments.

        q5.value("poly_grad", points=2, draw=lambda d: (d.uniform((64,), -3, 3),))
        q5.value("poly", points=1, show="example", draw=lambda d: (2.0,), name="at_two", title="The value at x = 2")
        q5.value("poly_grad", points=1, name="many_kinds", draw=lambda d: [(d.scalar(-3, 3),), (d.normal((2, 5)),)])
        q3.value("slope", points=1, draw=points_of_q3, rtol=1e-5, atol=1e-7, because="saturated slopes are small")
        """
        check = kinds.value(function, draw, reference or function, _allowance(options))
        title = f"`{function}` returns the right values"
        self._add(check, points, {function}, _with_defaults(options, f"value_{function}", title, ComparedOptions))

    def gradient(
        self,
        function: str,
        *,
        points: float,
        draw: DrawInputs,
        reference: str | None = None,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """Autograd through the student's function gives the gradient of the reference, for every float tensor argument.

        q5.gradient("poly", points=1, draw=lambda d: (d.uniform((64,), -3, 3),))
        """
        check = kinds.gradient(function, draw, reference or function, _allowance(options))
        title = f"Autograd can go back through `{function}`"
        self._add(check, points, {function}, _with_defaults(options, f"gradient_{function}", title, ComparedOptions))

    def equivalence(
        self,
        model: str,
        *,
        points: float,
        inputs: DrawInputs,
        arguments: Sequence[Any] = (),
        **options: Unpack[ComparedOptions],
    ) -> None:
        """With weights that we choose, the student's model gives the reference's outputs and parameter gradients.

        q4.equivalence("MnistMLP", points=4, arguments=(128, 64), inputs=lambda d: d.uniform((16, 784)))
        """
        check = ModelCheck(model, tuple(arguments), inputs, _allowance(options)).equivalent
        title = f"`{model}` computes the right function for given weights"
        self._add(check, points, {model}, _with_defaults(options, f"equivalence_{model}", title, ComparedOptions))

    def parameter_count(
        self,
        model: str,
        *,
        points: float,
        inputs: DrawInputs,
        arguments: Sequence[Any] = (),
        **options: Unpack[Options],
    ) -> None:
        """The model has as many parameters as the reference, counted by us over tensors that provably make its outputs.

        q4.parameter_count("MnistMLP", points=2, arguments=(128, 64), inputs=lambda d: d.uniform((16, 784)))
        """
        check = ModelCheck(model, tuple(arguments), inputs).counted
        title = f"`{model}` has the right number of parameters"
        self._add(check, points, {model}, _with_defaults(options, f"parameter_count_{model}", title))

    def accuracy(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        *,
        points: float,
        at_least: float,
        arguments: Sequence[Any] = (),
        train: str = "train",
        data: Callable[[], Digits] = digits,
        permute: bool = True,
        chance_at_most: float = 0.35,
        **options: Unpack[Options],
    ) -> None:
        """`train(model, images, labels)` brings the model from our start weights to this accuracy on withheld images.

        q4.accuracy("MnistMLP", points=6, arguments=(128, 64), train="train", at_least=0.85)

        `permute` shuffles the pixels by a secret order, which a model of fully connected layers does not mind: weights
        that were trained at home are worthless then. Turn it off for convolutions.
        """
        plan = training.Plan(model, tuple(arguments), train, data, at_least, chance_at_most, permute=permute)
        title = f"`{train}` teaches `{model}` to recognise at least {at_least:.0%} of images it has never seen"
        described = _with_defaults(options, f"accuracy_{model}", title)
        # Training gives other numbers each time, so there are no "very numbers" of a mistake to recognise.
        self._add(plan.check, points, {model, train}, described, diagnosed=False)

    def forbids(self, *names: str, in_: Sequence[str], points: float = 0, **options: Unpack[RuleOptions]) -> None:
        """These functions may not use these names. Breaking the rule costs every check about the functions.

        q5.forbids("autograd", "backward", "requires_grad", in_=("poly_grad",))
        """
        if points:
            raise LabFault(
                "a source rule earns no points, since an empty hand-in keeps it; remove points= from forbids"
            )
        title = f"{_listed(in_)} without {_listed(names)}"
        shown = cast("Options", {"show": "example", **options})
        described = _with_defaults(shown, f"rule_{'_'.join(in_)}", title, RuleOptions)
        self._add(source.rule(names, tuple(in_)), 0, set(in_), described, guards=frozenset(in_))

    def _add(  # noqa: PLR0913  what the kinds have in common, written down once
        self,
        function: CheckFunction,
        points: float,
        uses: set[str],
        options: Options,
        *,
        guards: frozenset[str] = frozenset(),
        diagnosed: bool = True,
    ) -> None:
        name, needs = options["name"], tuple(options.get("needs", ()))
        self._prove(name, points, needs)
        check = Check(
            exercise=self.name,
            name=name,
            title=options["title"],
            points=float(points),
            show=Show(options.get("show", "drawn")),
            function=function,
            line=_author_line(),
            uses=frozenset(uses),
            needs=needs,
            guards=guards,
            diagnosed=diagnosed,
        )
        self._checks.append(check)

    def _prove(self, name: str, points: float, needs: tuple[str, ...]) -> None:
        known = [check.name for check in self._checks]
        if name in known:
            raise LabFault(f'{self.name} has two checks named {name}; give one of them its own name="..."')
        if not math.isfinite(points) or points < 0 or Decimal(str(points)) % Decimal("0.01"):
            raise LabFault(f"the check {name} has {points!r} points; points are multiples of 0.01, not negative")
        for needed in needs:
            if needed not in known:
                raise LabFault(
                    f"the check {name} needs {needed!r}, which is none of the checks above it ({_listed(known)}); "
                    "name one of those, or move that check up"
                )


def _with_defaults(options: Options, name: str, title: str, known: type = Options) -> Options:
    words = sorted(known.__annotations__)
    for word in options:
        if word not in words:
            raise LabFault(f"{word}= is not known here; use {_listed(words)} or remove it")
    return {**options, "name": options.get("name", name), "title": options.get("title", title)}


def _allowance(options: ComparedOptions) -> kinds.Allowance:
    allowance = kinds.Allowance(options.get("rtol"), options.get("atol"), options.get("because", ""))
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


def _author_line() -> int:
    """The line of checks.py that is being executed: the first one outside this package's code."""
    frame: FrameType | None = inspect.currentframe()
    here = Path(__file__).parent
    while frame is not None and Path(frame.f_code.co_filename).parent == here:
        frame = frame.f_back
    return frame.f_lineno if frame is not None else 0


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
