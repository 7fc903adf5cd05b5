"""Which statements of a hand-in define something, and which only use it.

Kept: imports, functions, classes, assignments that are cheap, a few settings (such as `torch.set_default_dtype`), and
whatever of these stands inside a top-level `if`, `try` or `with`. Dropped: loops, bare calls, prints, figures and the
main guard.

An assignment is cheap unless its right side trains: it calls a method such as `backward` or `fit`, or one of the
hand-in's own functions in which, directly or through others, a loop runs or such a method is called. Constructors are
always cheap. This is a guess, and a wrong guess costs little: a dropped name is missing only for those functions that
read it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import Any

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TRAINING = frozenset({"backward", "step", "fit", "fit_transform", "train_model", "sleep"})
_FIGURES = frozenset({"matplotlib", "seaborn", "plotly"})
_SETTINGS = frozenset(
    {
        "setattr",
        "torch.set_default_dtype",
        "torch.set_default_device",
        "torch.set_default_tensor_type",
        "d2l.add_to_class",
    }
)


class Kept:
    """Decides over the statements of one hand-in, all cells together."""

    def __init__(self, trees: list[ast.Module]) -> None:
        self._statements = [statement for tree in trees for statement in tree.body]
        loose = [statement for statement in self._statements if not isinstance(statement, (*_FUNCTIONS, ast.ClassDef))]
        self._figures = {name for statement in loose for node in ast.walk(statement) for name in _figure_names(node)}

    @cached_property
    def _slow(self) -> set[str]:
        """Most hand-ins call nothing in their assignments and are spared this walk through every function."""
        return _slow_functions(self._statements)

    def definitions_only(self, text: str, tree: ast.Module) -> tuple[str, ast.Module | None]:
        """The text with every dropped statement overwritten, so that lines and columns stay where they were.

        And its tree, unless a dropped statement stood inside another one: then the text has to be parsed anew.
        """
        dropped = list(self._dropped(tree.body))
        if not dropped:
            return text, tree
        lines = [bytearray(line, "utf-8") for line in text.split("\n")]
        for statement in dropped:
            _overwrite(lines, statement)
        gone = {id(statement) for statement in dropped}
        left = [statement for statement in tree.body if id(statement) not in gone]
        all_gone = len(tree.body) - len(left) == len(dropped)
        return "\n".join(line.decode() for line in lines), ast.Module(left, type_ignores=[]) if all_gone else None

    def _dropped(self, body: list[ast.stmt]) -> Iterator[ast.stmt]:
        """In no order, and without recursion: a thousand `elif` stand inside one another."""
        waiting = list(body)
        while waiting:
            statement = waiting.pop()
            blocks = self._blocks(statement)
            for block in blocks:
                waiting.extend(block)
            if not blocks and not self._keeps(statement):
                yield statement

    def _keeps(self, statement: ast.stmt) -> bool:
        if isinstance(statement, _ASSIGNMENTS):
            return self._cheap(statement)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            return _dotted_name(statement.value.func) in _SETTINGS and self._cheap(statement)
        return isinstance(statement, (*_DEFINITIONS, ast.Pass))

    def _blocks(self, statement: ast.stmt) -> list[list[ast.stmt]]:
        """The bodies of a compound statement that is looked into; none when it is dropped or kept as a whole."""
        if isinstance(statement, ast.If):
            guard = _is_main_guard(statement.test) or not self._cheap(statement.test)
            return [] if guard else [statement.body, statement.orelse]
        if isinstance(statement, ast.Try):
            handlers = [handler.body for handler in statement.handlers]
            return [statement.body, *handlers, statement.orelse, statement.finalbody]
        if isinstance(statement, ast.With):
            return [statement.body] if all(self._cheap(item.context_expr) for item in statement.items) else []
        return []

    def _cheap(self, node: ast.AST) -> bool:
        return all(self._cheap_call(call) for call in _calls_now(node))

    def _cheap_call(self, call: ast.Call) -> bool:
        name = _last_name(call.func)
        return name not in _TRAINING and name not in self._slow and _root_name(call.func) not in self._figures


def _calls_now(node: ast.AST) -> Iterator[ast.Call]:
    """The calls that happen when the statement runs; the body of a lambda waits for its own call."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def bound_names(statement: ast.stmt) -> list[str]:
    """The names that a kept statement defines, in order. Imports are the library's names, not the student's."""
    if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return []
    skipped = {id(node) for inner in ast.walk(statement) if isinstance(inner, _FUNCTIONS) for node in ast.walk(inner)}
    return [
        node.id if isinstance(node, ast.Name) else node.name
        for node in ast.walk(statement)
        if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in skipped)
        or (isinstance(node, (*_FUNCTIONS, ast.ClassDef)))
    ]


def owner_of(definition: ast.stmt) -> str:
    """The class that `@add_to_class(Owner)` and its like attach the definition to, or nothing."""
    for decorator in getattr(definition, "decorator_list", []):
        if isinstance(decorator, ast.Call) and _last_name(decorator.func) == "add_to_class" and decorator.args:
            return _last_name(decorator.args[0])
    return ""


def _overwrite(lines: list[bytearray], statement: ast.stmt) -> None:
    """With spaces, but for a leading 0: an `if` whose whole body is dropped must keep a statement."""
    first, last = statement.lineno - 1, (statement.end_lineno or statement.lineno) - 1
    for index in range(first, last + 1):
        start = statement.col_offset if index == first else 0
        end = statement.end_col_offset if index == last else None
        stop = len(lines[index]) if end is None else end
        lines[index][start:stop] = b" " * (stop - start)
    lines[first][statement.col_offset : statement.col_offset + 1] = b"0"


def _slow_functions(statements: list[ast.stmt]) -> set[str]:
    """By name alone, methods and functions alike, and through any number of calls.

    A function is slow in which a loop runs, in it or in a function inside it, or from which a slow one is called. A
    method such as `__init__` is not slow for its own loops.
    """
    loops: set[str] = set()
    callers: dict[str, set[str]] = {}
    waiting: list[tuple[ast.AST, tuple[Any, ...]]] = [(statement, ()) for statement in statements]
    while waiting:
        node, inside = waiting.pop()
        if isinstance(node, _FUNCTIONS):
            inside = (node.name, inside)
        elif inside and isinstance(node, (ast.For, ast.While)):
            loops.update(name for name in _names(inside) if not name.startswith("__"))
        elif inside and isinstance(node, ast.Call):
            callers.setdefault(_last_name(node.func), set()).update(_names(inside))
        waiting.extend((child, inside) for child in ast.iter_child_nodes(node))
    return _reached(loops | {name for called in _TRAINING for name in callers.get(called, ())}, callers)


def _reached(slow: set[str], callers: dict[str, set[str]]) -> set[str]:
    waiting = list(slow)
    while waiting:
        new = callers.get(waiting.pop(), set()) - slow
        slow |= new
        waiting.extend(new)
    return slow


def _names(inside: tuple[Any, ...]) -> Iterator[str]:
    while inside:
        name, inside = inside
        yield name


def _figure_names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (a.asname or a.name.partition(".")[0] for a in node.names if a.name.partition(".")[0] in _FIGURES)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in _FIGURES:
        yield from (a.asname or a.name for a in node.names)


def _is_main_guard(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))


def _last_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _dotted_name(function: ast.expr) -> str:
    """Without recursion: a chain of a thousand attributes is a legal hand-in."""
    parts: list[str] = []
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    return ".".join([*([function.id] if isinstance(function, ast.Name) else [""]), *reversed(parts)])


def _root_name(function: ast.expr) -> str:
    """Down to the next call of a chain, which is looked at itself."""
    while isinstance(function, (ast.Attribute, ast.Subscript)):
        function = function.value
    return function.id if isinstance(function, ast.Name) else ""
