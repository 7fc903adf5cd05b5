"""Loads the definitions of a hand-in: one failing statement or notebook cell does not sink the others."""

from __future__ import annotations
import __future__

import ast
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from . import machine
from .definitions import Kept, bound_names, owner_of
from .reading import Cell, parse, read, tree_of, unreadable
from .remains import GIVEN, giver, take_over
from .traces import Place, describe, remember_lines
from .values import clean

PROBLEMS = 50
REMEMBERED = 100  # files
Spot = tuple[int | None, int]  # cell and line of a statement in its file


@dataclass
class Definition:
    """A function or class at the top level of a file. `owner` is the class that a decorator attaches it to.

    It begins at `first`, with its decorators, and ends at `last`.
    """

    name: str
    path: str
    cell: int | None
    line: int
    owner: str = ""
    first: int = 0
    last: int = 0


@dataclass
class HandIn:
    """What one file gave. `sunk` has, for each name whose definition failed, the facts of that failure.

    `texts` are cells with their definitions, and the tree of these where it is known.
    """

    texts: list[tuple[Cell, str, ast.Module | None]] = field(default_factory=list)
    files: dict[str | None, Place] = field(default_factory=dict)
    defined: list[str] = field(default_factory=list)
    places: dict[str, list[dict[str, int | None]]] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    sunk: dict[str, dict[str, Any]] = field(default_factory=dict)
    cells: list[dict[str, int]] = field(default_factory=list)
    source: str = ""

    def definitions(self) -> list[Definition]:
        """Functions and classes at the top level, by the source alone. Only for one that was examined."""
        return [
            _definition(cell, statement)
            for cell, text, tree in self.texts
            for statement in (tree or tree_of(text, cell.file)).body
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        ]

    def answer(self) -> dict[str, Any]:
        """What the operation `load` tells: `repeated` are names defined more than once; the last definition counts."""
        return {
            "defined": self.defined,
            "problems": self.problems[:PROBLEMS],
            "source": self.source,
            "cells": self.cells,
            "repeated": {name: places for name, places in self.places.items() if len(places) > 1},
        }


def examine(name: str, data: bytes, *, whole: bool = False) -> HandIn:
    """Reads a hand-in without executing any of it. Raises Failed UNREADABLE when there is no code in it.

    The trusted side may call this too, and should where a rule about `source` earns or costs points: what the
    student's process answers to `load` is that process's own word. Of a `whole` file nothing is dropped.
    """
    hand_in = HandIn()
    parsed = _parse_all(hand_in, read(name, data))
    kept = Kept([tree for _, _, tree in parsed])
    parts, lines = [], 0
    for cell, text, tree in parsed:
        definitions, left = (text, tree) if whole else kept.definitions_only(text, tree)
        hand_in.texts.append((cell, definitions, left))
        if cell.number is not None:
            hand_in.cells.append({"cell": cell.number, "line": lines + 1})
        parts.append(definitions)
        lines += definitions.count("\n") + (not definitions.endswith("\n"))
    hand_in.source = _joined(parts)
    return hand_in


class Memory:
    """Files that were read and compiled before: trusted code is loaded for each hand-in anew, always the same."""

    def __init__(self) -> None:
        self._examined: dict[tuple[str, bytes], HandIn] = {}
        self._codes: dict[int, types.CodeType] = {}

    def examined(self, name: str, data: bytes) -> HandIn:
        """As `examine` answers, to be filled by whoever loads it."""
        if (name, data) not in self._examined:
            if len(self._examined) >= REMEMBERED:
                self._examined, self._codes = {}, {}
            found = examine(name, data)
            # With all trees, since a code is known by its statement.
            found.texts = [(cell, text, tree or tree_of(text, cell.file)) for cell, text, tree in found.texts]
            self._examined[name, data] = found
        found = self._examined[name, data]
        return replace(found, defined=[], places={}, problems=[*found.problems], sunk={**found.sunk})

    def code(self, statement: ast.stmt, compiled: Callable[[], types.CodeType]) -> types.CodeType:
        if id(statement) not in self._codes:
            self._codes[id(statement)] = compiled()
        return self._codes[id(statement)]


@dataclass
class Loading:
    """Where hand-ins are executed. `files` and `sunk` collect what is known of all files, helpers included."""

    namespace: dict[str, Any]
    device: str = "cpu"
    files: dict[str | None, Place] = field(default_factory=dict)
    sunk: dict[str, dict[str, Any]] = field(default_factory=dict)
    memory: Memory | None = None


def load(name: str, data: bytes, loading: Loading, without: frozenset[Spot] = frozenset()) -> HandIn:
    """Executes the definitions of a hand-in, but for those `without` which it is wanted. Raises as `examine` does."""
    hand_in = _begun(name, data, loading, whole=False)
    compiler = _Compiler(loading.memory)
    for cell, definitions, tree in hand_in.texts:
        compiler.maps_cuda = loading.device == "cpu" and "cuda" in definitions
        for statement in (tree or tree_of(definitions, cell.file)).body:
            idle = isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Call)
            if not idle and (cell.number, statement.lineno) not in without:
                _execute(hand_in, cell, [statement], compiler, loading)
    loading.sunk.update(hand_in.sunk)
    return hand_in


def run(name: str, data: bytes, loading: Loading, given: Mapping[str, Any] = MappingProxyType({})) -> HandIn:
    """Executes a whole hand-in as Python and Jupyter would: a script up to its first error, each cell up to its own.

    Where it sets one of the names that are `given`, these numbers take the place of its own.
    """
    hand_in = _begun(name, data, loading, whole=True)
    compiler = _Compiler()
    known: set[str] = set()
    loading.namespace.update({GIVEN: giver(given)} if given else {})
    for cell, text, tree in hand_in.texts:
        compiler.maps_cuda = loading.device == "cpu" and "cuda" in text
        statements = (tree or tree_of(text, cell.file)).body
        if cell.number is not None:
            _show_last(statements, text)
        statements = take_over(statements, given, known) if given else statements
        _execute(hand_in, cell, statements, compiler, loading)
    loading.sunk.update(hand_in.sunk)
    return hand_in


def _definition(cell: Cell, statement: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Definition:
    first = min([statement.lineno, *(decorator.lineno for decorator in statement.decorator_list)])
    last = statement.end_lineno or statement.lineno
    return Definition(
        statement.name, cell.path, cell.number, statement.lineno, owner_of(statement), first=first, last=last
    )


def _begun(name: str, data: bytes, loading: Loading, *, whole: bool) -> HandIn:
    remembered = loading.memory.examined(name, data) if loading.memory and not whole else None
    hand_in = remembered or examine(name, data, whole=whole)
    loading.files.update(hand_in.files)
    machine.adopt(loading.device)
    loading.namespace.update(machine.BESIDE_PYTHON)
    for cell, _, _ in hand_in.texts:
        remember_lines(cell.file, cell.text)
    return hand_in


def _show_last(statements: list[ast.stmt], text: str) -> None:
    """A notebook shows the value of a cell's last line."""
    last = statements[-1] if statements else None
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Constant) and not text.rstrip().endswith(";"):
        shown = ast.Call(ast.Name(machine.SHOW, ast.Load()), [last.value], [])
        statements[-1] = ast.fix_missing_locations(ast.copy_location(ast.Expr(ast.copy_location(shown, last)), last))


class _Compiler:
    """Statements are compiled apart, so the meaning of `from __future__` is carried from some to the next ones."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.maps_cuda = False
        self._flags = 0
        self._memory = memory

    def code(self, statements: list[ast.stmt], file: str) -> types.CodeType:
        if self._memory is None:
            return self._compiled(statements, file)
        return self._memory.code(statements[0], lambda: self._compiled(statements, file))

    def _compiled(self, statements: list[ast.stmt], file: str) -> types.CodeType:
        for statement in statements:
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                for name in {alias.name for alias in statement.names} & set(__future__.all_feature_names):
                    self._flags |= getattr(__future__, name).compiler_flag
        tree = ast.Module(statements, type_ignores=[])
        if self.maps_cuda:
            tree = machine.CpuForCuda().visit(tree)
        code: types.CodeType = compile(tree, file, "exec", flags=self._flags, dont_inherit=True)
        return code


def _parse_all(hand_in: HandIn, cells: list[Cell]) -> list[tuple[Cell, str, ast.Module]]:
    parsed = []
    for cell in cells:
        hand_in.files[cell.file] = Place(cell.path, cell.number)
        try:
            parsed.append((cell, *parse(cell)))
        except SyntaxError as error:
            _note_syntax_error(hand_in, cell, error)
    if not parsed:
        first = hand_in.problems[0]
        unreadable("syntax", line=first["line"], cell=first["cell"], message=first["message"])
    return parsed


def _note_syntax_error(hand_in: HandIn, cell: Cell, error: SyntaxError) -> None:
    line = (cell.text.split("\n")[(error.lineno or 1) - 1 :] or [""])[0].strip()
    message = clean(f"{error.msg}: {line[:200]}")
    place = {"file": cell.path, "cell": cell.number, "line": error.lineno}
    problem = {**place, "type": "SyntaxError", "message": message}
    hand_in.problems.append(problem)
    facts: dict[str, Any] = {**problem, "source_line": clean(line, 200), "frames": []}
    for name in re.findall(r"^[ \t]*(?:def|class)[ \t]+(\w+)", cell.text, re.MULTILINE):
        hand_in.sunk.setdefault(name, facts)


def _execute(hand_in: HandIn, cell: Cell, statements: list[ast.stmt], compiler: _Compiler, loading: Loading) -> None:
    namespace = loading.namespace
    bound = [(name, statement) for statement in statements for name in bound_names(statement)]
    try:
        exec(compiler.code(statements, cell.file), namespace)  # noqa: S102  running it is what this process is for
    except BaseException as error:  # noqa: BLE001  student code may raise anything, SystemExit included
        if not isinstance(error, SystemExit) or error.code:
            imported = [name for statement in statements for name in _imported_names(statement)]
            # Of many statements, those before the failing one did their work.
            missing = [name for name in [*dict(bound), *imported] if len(statements) == 1 or name not in namespace]
            _note_failure(hand_in, missing, describe(error, loading.files))
    for name, statement in bound:
        if name in namespace:
            _note_definition(hand_in, name, cell, statement)


def _imported_names(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.split(".")[0] for alias in statement.names]
    return []


def _note_failure(hand_in: HandIn, names: list[str], facts: dict[str, Any]) -> None:
    hand_in.problems.append({key: facts[key] for key in ("file", "cell", "line", "type", "message")})
    hand_in.sunk.update(dict.fromkeys(names, facts))


def _note_definition(hand_in: HandIn, name: str, cell: Cell, statement: ast.stmt) -> None:
    if name not in hand_in.places:
        hand_in.defined.append(name)
    hand_in.places.setdefault(name, []).append({"cell": cell.number, "line": statement.lineno})


def _joined(parts: list[str]) -> str:
    """Each from the beginning of a line."""
    ended = [part if part.endswith("\n") else part + "\n" for part in parts[:-1]]
    return "".join([*ended, *parts[-1:]])
