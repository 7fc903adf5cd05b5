"""A lab's checks, loaded and proved: `load(folder)`. What authors write with is in `graders.language`."""

from __future__ import annotations

import ast
import io
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from graders.diagnosis.mistakes import Files, Known, Mistake
from graders.lab import SCRIPTS, SOLUTION, Exercise, Lab
from graders.language import Check, ExerciseChecks, exercise
from graders.results import LabFault
from graders.scripts import scripts_in

__all__ = ["Check", "ExerciseChecks", "LoadedLab", "exercise", "load", "place_of"]


@dataclass(frozen=True)
class LoadedLab:
    """A lab ready to grade: `exercises` maps each name to its checks, `reference` is the solution as a module.

    One that takes either road has a `second` half, for files that are run as they were handed in. There each exercise
    is answered by a script of its own.
    """

    lab: Lab
    reference: ModuleType
    exercises: dict[str, tuple[Check, ...]]
    mistakes: dict[str, tuple[Mistake, ...]]
    solution: bytes
    scripts: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    second: LoadedLab | None = None
    known: Known = field(default_factory=Known, repr=False, compare=False)

    @cached_property
    def defined(self) -> frozenset[str]:
        """What the solution defines at its top level."""
        return frozenset(bound_in(self.solution))

    def solved(self, exercise: str, *over: tuple[str, bytes]) -> Files:
        """The solution of this exercise as a hand-in, with these files laid over it; a script is handed in alone."""
        if exercise in self.scripts:
            return [(over or (self.scripts[exercise],))[-1]]
        return [(SOLUTION, self.solution), *over]

    def half(self, exercise: str, *, whole: bool) -> LoadedLab:
        """What grades this exercise of a hand-in whose files are run `whole`, or not."""
        return self.second if whole and self.second and exercise in self.second.exercises else self


def load(folder: Path) -> LoadedLab:
    """Executes the solution and the checks of the folder. Raises LabFault with file, line and what to write instead."""
    lab = Lab.read(folder)
    with _importing_from(lab.folder):
        reference = _execute(lab, SOLUTION)
        exercises = _proved(lab, _written(lab))
    second = _second_half(lab.second_road, reference) if lab.road == "either" else None
    _prove_prices(lab, exercises, second.exercises if second else {})
    solution = (lab.folder / SOLUTION).read_bytes()
    return LoadedLab(lab, reference, exercises, _mistakes(lab, exercises, solution), solution, second=second)


def _second_half(lab: Lab, reference: ModuleType) -> LoadedLab:
    """Not all exercises need to have one; those that have are those with checks there."""
    with _importing_from(lab.folder.parent, lab.folder):
        written = _written(lab)
    answered = {each.name for each in written}
    half = lab.model_copy(update={"exercises": tuple(each for each in lab.exercises if each.name in answered)})
    exercises = _proved(half, written)
    scripts = {file.exercise: (file.name, file.source) for file in scripts_in(half, SCRIPTS)}
    for name in exercises.keys() - scripts.keys():
        raise LabFault(f"{lab.slug}/{SCRIPTS}: no file there is for {name}; its name has to fit `files` in lab.toml.")
    mistakes: dict[str, list[Mistake]] = {name: [] for name in exercises}
    for file in scripts_in(half, "mistakes"):
        hint, _ = _hint_of(f"{lab.slug}/mistakes/{file.name}", file.source)
        mistakes[file.exercise].append(Mistake(file.name, hint, file.source, file.exercise))
    known = {name: tuple(each) for name, each in mistakes.items()}
    return LoadedLab(half, reference, exercises, known, b"", scripts)


def _written(lab: Lab) -> list[ExerciseChecks]:
    modules = [_execute(lab, name) for name in lab.check_files]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, ExerciseChecks)]
    return list({id(each): each for each in found}.values())


def _prove_prices(lab: Lab, *halves: dict[str, tuple[Check, ...]]) -> None:
    for each in lab.exercises:
        deviations = {check.name for half in halves for check in half.get(each.name, ()) if check.deviation}
        for name in each.prices.keys() - deviations:
            raise LabFault(
                f"{lab.slug}/lab.toml: {each.name} has a price for {name!r}, and no such deviation among its checks "
                f"({', '.join(sorted(deviations)) or 'none'}); correct the name or remove the price."
            )


def place_of(error: BaseException, lab: Lab, check: Check | None = None) -> str:
    """`<course>/<lab>/checks.py:12`, the author's line nearest to where the error was raised, else the check's."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(lab.folder):
            return f"{lab.slug}/{path.relative_to(lab.folder)}:{frame.lineno}"
    return f"{lab.slug}/{check.place if check else lab.check_files[0]}"


def _execute(lab: Lab, name: str) -> ModuleType:
    path = lab.folder / name
    if not path.is_file():
        raise LabFault(
            f"{lab.slug}: there is no {name}; every lab needs its solution.py, and its checks.py or a folder checks/."
        )
    # Its author reads this name, in "module 'solution.py' has no attribute 'slope'". No import finds such a name.
    module = ModuleType(name)
    module.__file__ = str(path)
    # A solution prints what its sheet asks for, which nobody reads here.
    unheard = redirect_stdout(io.StringIO()) if name == SOLUTION else nullcontext()
    try:
        with unheard:
            exec(compile(path.read_bytes(), str(path), "exec"), vars(module))  # noqa: S102  a lab is trusted code
    except SyntaxError as error:
        raise LabFault(f"{lab.slug}/{name}:{error.lineno}: {error.msg}. Correct the syntax there.") from error
    except LabFault as error:
        raise LabFault(f"{place_of(error, lab)}: {error}.") from error
    # Whatever the author's code raises while it is loaded is the lab's fault, and is told with the author's line.
    except Exception as error:
        raise LabFault(f"{place_of(error, lab)}: {type(error).__name__}: {error}. Correct {name} there.") from error
    return module


@contextmanager
def _importing_from(*folders: Path) -> Iterator[None]:
    """Siblings can be imported while the lab loads; afterwards neither path nor modules of one lab meet another's."""
    before = set(sys.modules)
    paths = [str(folder) for folder in folders]
    sys.path[:0] = reversed(paths)
    try:
        yield
    finally:
        for path in paths:
            sys.path.remove(path)
        for name in set(sys.modules) - before:
            origin = getattr(sys.modules[name], "__file__", None)
            if origin and any(Path(origin).is_relative_to(folder) for folder in folders):
                del sys.modules[name]


def _proved(lab: Lab, written: Any) -> dict[str, tuple[Check, ...]]:
    known = {each.name: each for each in lab.exercises}
    checks: dict[str, tuple[Check, ...]] = {}
    for each in written:
        if each.name not in known:
            file = next((check.file for check in each.checks), lab.check_files[0])
            raise LabFault(
                f"{lab.slug}/{file}: exercise {each.name!r} is not in lab.toml; add it there or correct the name."
            )
        if each.name in checks:
            raise LabFault(f"{lab.slug}: exercise({each.name!r}) stands twice; write all its checks on one.")
        checks[each.name] = each.checks
    for name, described in known.items():
        _prove_points(lab, name, described.points, checks.get(name, ()))
        _prove_road(lab, checks[name])
        checks[name] = tuple(_priced(check, described) for check in checks[name])
    return {name: checks[name] for name in known}


def _priced(check: Check, exercise: Exercise) -> Check:
    return replace(check, price=exercise.prices.get(check.name, 0.0)) if check.deviation else check


def _prove_points(lab: Lab, name: str, points: float, checks: tuple[Check, ...]) -> None:
    if not checks:
        raise LabFault(
            f'{lab.slug}/{lab.check_files[-1]}: {name} has no checks; write q = exercise("{name}") and its checks.'
        )
    total = sum(Decimal(str(check.points)) for check in checks if not check.bonus)
    if total != Decimal(str(points)):
        last = max(checks, key=lambda check: (check.file, check.line))
        raise LabFault(
            f"{lab.slug}/{last.place}: the checks of {name} give {float(total):g} points, "
            f"lab.toml says {points:g}; change one of them."
        )


def _prove_road(lab: Lab, checks: tuple[Check, ...]) -> None:
    for check in checks:
        if check.whole and not lab.weak:
            raise LabFault(
                f"{lab.slug}/{check.place}: the check {check.name} is about a whole run of the file, and this "
                'lab loads definitions only; write road = "as-handed-in" under [lab] in lab.toml.'
            )


def _mistakes(lab: Lab, exercises: dict[str, tuple[Check, ...]], solution: bytes) -> dict[str, tuple[Mistake, ...]]:
    """The lab's known mistakes, each with the exercises it belongs to."""
    defined = bound_in(solution)
    found: dict[str, list[Mistake]] = {name: [] for name in exercises}
    for path in sorted((lab.folder / "mistakes").glob("*.py")):
        mistake = _read_mistake(lab, path, defined, exercises)
        found[mistake.exercise].append(mistake)
    return {name: tuple(mistakes) for name, mistakes in found.items()}


def _read_mistake(lab: Lab, path: Path, defined: set[str], exercises: dict[str, tuple[Check, ...]]) -> Mistake:
    place, source = f"{lab.slug}/mistakes/{path.name}", path.read_bytes()
    hint, more = _hint_of(place, source)
    own = bound_in(source)
    strangers = sorted(name for name in own - defined if not name.startswith("_"))
    if strangers or not own & defined:
        named = ", ".join(strangers) or "nothing"
        raise LabFault(
            f"{place}:1: it redefines {named}, which solution.py does not define; redefine one of "
            f"{', '.join(sorted(defined))} and begin the names of helpers with an underscore."
        )
    return Mistake(path.name, hint, source, _exercise_of(place, own, more, exercises))


def _hint_of(place: str, source: bytes) -> tuple[str, list[str]]:
    """The first line of the docstring, and the others."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise LabFault(f"{place}:{error.lineno}: {error.msg}. Correct the syntax there.") from error
    hint, *more = (ast.get_docstring(tree) or "").split("\n")
    if not hint:
        raise LabFault(f"{place}:1: the file has no docstring; its first line is the hint that students read.")
    return hint.strip(), more


def _exercise_of(place: str, own: set[str], more: list[str], exercises: dict[str, tuple[Check, ...]]) -> str:
    told = [line.split(":", 1)[1].strip() for line in more if line.strip().startswith("exercise:")]
    uses = {name: {used for check in checks for used in check.uses} for name, checks in exercises.items()}
    meant = told or [name for name, used in uses.items() if used & own]
    if len(meant) != 1 or meant[0] not in exercises:
        found = ", ".join(meant) or "none"
        raise LabFault(
            f"{place}:1: it cannot be told which exercise this mistake belongs to (found: {found}); write a line "
            "`exercise: <name in lab.toml>` below the hint in its docstring."
        )
    return meant[0]


def bound_in(source: bytes) -> set[str]:
    """The names that a file gives a value at its top level."""
    names = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names
