"""A function on its own: of the hand-in nothing is carried out but what the function needs, and all of that was read.

A rule by names is kept by hiding a name: `getattr(torch, "auto" + "grad")`, a patched method, an import at another
place of the file. Here what stands in no way of the function is not there, and what is there may name neither autograd
nor any way to come by something without naming it. What is left computes by itself or not at all.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graders.draw import Draw
from graders.kinds.functions import Allowance, drawn_calls, expected
from graders.kinds.source import LONGEST_LINE, unreadable_is_the_students
from graders.kinds.syntax import Source, bound, covers, read
from graders.results import Finding, StudentFault, Verdict
from graders.student import Student

# By these autograd is reached, whoever says them. A helper that is called `backward` has nothing to go back through.
AUTOGRAD = frozenset({"autograd", "requires_grad", "functorch", "Parameter"})
# Attributes that lead to autograd, to its layers, or to something that is reached without its name.
DETOURS = frozenset(
    {"func", "jit", "compile", "optim", "modules", "utils", "testing", "overrides", "fx", "ops", "classes", "library"}
    | {"load", "hub", "package", "serialization", "multiprocessing", "distributed", "export", "onnx", "f2py"}
    | {"importlib", "sys", "builtins", "inspect", "types", "operator", "pickle", "ctypes", "ctypeslib", "gc", "os"}
    | {"get_type_hints", "gi_frame", "cr_frame", "ag_frame", "tb_frame", "f_back", "f_globals", "f_builtins"}
)
# Functions of Python that reach something without its name.
UNNAMED = frozenset(
    {"getattr", "setattr", "delattr", "eval", "exec", "compile", "globals", "locals", "vars", "open", "breakpoint"}
)
MODULES = frozenset(
    {"torch", "math", "cmath", "numpy", "typing", "functools", "itertools", "collections", "__future__"}
)
ORDINARY = frozenset({"__init__", "__call__", "__name__", "__len__", "__getitem__", "__iter__", "__class__"})
OWN = frozenset({"self", "cls"})


@dataclass(frozen=True)
class ByHand:
    """The right values, from the function alone with what it calls, without autograd and without the `also` names."""

    function: str
    draw: Callable[[Draw], Any]
    reference: str
    also: tuple[str, ...]
    allowance: Allowance

    def check(self, student: Student, solution: Any, drawing: Draw) -> None:
        with unreadable_is_the_students():
            source = read(student.source)
        parts = needed(source.tree.body, self.function)
        self._prove_plain(student, source, parts)
        calls = drawn_calls(self.draw(drawing))
        alone = student.only({part.lineno for part in parts}) if parts else student
        for arguments in calls:
            wanted = expected(getattr(solution, self.reference), arguments)
            alone.call(self.function, *arguments).close_to(wanted, **self.allowance._asdict())

    def _prove_plain(self, student: Student, source: Source, parts: Sequence[ast.stmt]) -> None:
        found = min((use for part in parts for use in detours(source, part, self.also)), default=None)
        if found:
            line, name = found
            text = student.source.splitlines()[line - 1].strip()[:LONGEST_LINE]
            facts = {"inside": self.function, "name": name, "text": text, **student.place(line)}
            raise StudentFault(Verdict.POLICY, Finding(code="forbidden", facts=facts))


def needed(body: Sequence[ast.stmt], function: str) -> list[ast.stmt]:
    """The statements at the top level that give the function its meaning; none where it has none.

    Lines are carried out whole, so what shares a line with one of them is one of them.
    """
    lines: dict[int, list[ast.stmt]] = defaultdict(list)
    for statement in body:
        lines[statement.lineno].append(statement)
    gives = {line: set().union(*map(bound, statements)) for line, statements in lines.items()}
    if not any(function in names for names in gives.values()):
        return []
    wanted, kept = {function}, set[int]()
    while new := {line for line, names in gives.items() if line not in kept and (names & wanted or "*" in names)}:
        kept |= new
        wanted |= {name for line in new for statement in lines[line] for name in _read_by(statement)}
    return [statement for line in sorted(kept) for statement in lines[line]]


def detours(source: Source, part: ast.stmt, also: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Every (line, name) by which this part could come by autograd, by an `also` name, or by something unnamed."""
    for line, what in source.references(part):
        yield from ((line, name) for name in (*_led_to(what), *_layers(what)))
        yield from ((line, name) for name in also if covers(name, what))
    for line, what in _imported(part):
        strange = what.split(".")[0] not in MODULES or what.endswith("*")
        yield from ((line, name) for name in ([what] if strange else _led_to(what)))
    for node in ast.walk(part):
        if isinstance(node, ast.Attribute) and _is_inner(node):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Name) and node.id.startswith("__"):
            yield node.lineno, node.id
        elif isinstance(node, ast.Call) and any(keyword.arg is None for keyword in node.keywords):
            # `torch.tensor(x, **{"requires" + "_grad": True})`
            yield node.lineno, "**"


def _led_to(what: str) -> Iterator[str]:
    """Of a dotted name, the parts that lead where a function by hand does not go."""
    parts = [part.removesuffix("_") for part in what.split(".")]
    yield from (part for part in parts if part in AUTOGRAD)
    if len(parts) == 1:
        yield from UNNAMED.intersection(parts)
    elif parts[0] not in OWN:
        yield from (part for part in parts[1:] if part in DETOURS)


def _layers(what: str) -> Iterator[str]:
    """Layers hold parameters, which autograd follows; under another name `torch.nn` itself is as good as they are."""
    _, found, after = f".{what}.".partition(".nn.")
    if found and (not after or after[0].isupper()):
        yield what


def _imported(part: ast.stmt) -> Iterator[tuple[int, str]]:
    for node in ast.walk(part):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or ''}.{alias.name}") for alias in node.names)


def _is_inner(node: ast.Attribute) -> bool:
    """What a name with an underscore hides, but for one of the code's own objects."""
    if node.attr.startswith("__"):
        return node.attr not in ORDINARY
    return node.attr.startswith("_") and not (isinstance(node.value, ast.Name) and node.value.id in OWN)


def _read_by(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
