"""What a Python text defines and uses, by its syntax tree: comments and docstrings are not in it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# Kinds of syntax that a rule may name, by the nodes that are one. Recursion is no node but a way of calling.
SYNTAX: dict[str, tuple[type[ast.AST], ...]] = {
    "loops": (ast.For, ast.AsyncFor, ast.While, *COMPREHENSIONS),
    "for": (ast.For, ast.AsyncFor),
    "while": (ast.While,),
    "comprehensions": COMPREHENSIONS,
    "recursion": (),
    "@": (ast.BinOp, ast.AugAssign),
}
# The value that makes a global a function by another name; any other global may just share a parameter's name.
CALLABLE = (ast.Lambda, ast.Name, ast.Attribute)
Statements = Mapping[str, list[ast.stmt]]
Found = tuple[int, str]


class Source(NamedTuple):
    """The tree of a text, the statements that define each name, other globals, and what imported names stand for."""

    tree: ast.Module
    definitions: Statements
    values: Statements
    aliases: Mapping[str, str]

    def parts(self, functions: Sequence[str]) -> list[tuple[str, ast.stmt]]:
        """What defines these functions, and the definitions that it mentions, and so on, each with its name."""
        found = [(name, part) for name in functions for part in self.values.get(name, ())]
        reached = list(functions)
        for name in reached:
            found += [(name, part) for part in self.definitions.get(name, ())]
            mentioned = set().union(*(_words(part) for owner, part in found if owner == name))
            reached += sorted(mentioned & self.definitions.keys() - set(reached))
        return found

    def written_out(self, function: str) -> Iterator[list[ast.stmt]]:
        """Each definition of a function that does something, with all that it mentions. A class is one definition."""
        own = [*self.definitions.get(function, ()), *self.values.get(function, ())]
        whole = any(isinstance(part, ast.ClassDef) for part in own)
        for group in [own] if whole else [[part] for part in own if not _is_stub(part)]:
            mentioned = set().union(*map(_words, group)) & self.definitions.keys() - {function}
            yield [*group, *(part for _, part in self.parts(sorted(mentioned)))]

    def mentions(self, part: ast.AST) -> Iterator[Found]:
        """Every (line, dotted name) in this part: what it uses, imports, and gives to a call as text."""
        yield from self.references(part)
        for node in ast.walk(part):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module or ''}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Call):
                texts = [argument for argument in node.args if isinstance(argument, ast.Constant)]
                yield from ((text.lineno, text.value) for text in texts if isinstance(text.value, str))

    def references(self, part: ast.AST) -> Iterator[Found]:
        """Every (line, dotted name) of an attribute, a plain name or a keyword argument in this part."""
        for node in ast.walk(part):
            if isinstance(node, (ast.Attribute, ast.Name)):
                yield node.lineno, _dotted(node, self.aliases)
            elif isinstance(node, ast.Call):
                yield from ((keyword.value.lineno, keyword.arg) for keyword in node.keywords if keyword.arg)

    def syntax(self, part: ast.AST, kinds: Collection[str]) -> Iterator[Found]:
        """Every (line, kind) of these kinds of syntax in this part."""
        for node in ast.walk(part):
            yield from ((_line(node), kind) for kind in kinds if _is(node, kind))
            if "recursion" in kinds and isinstance(node, FUNCTIONS) and node.name in self._called_from(node.name):
                yield node.lineno, "recursion"

    def _called_from(self, name: str) -> set[str]:
        """The functions that may run while this one does, by the names that are called."""
        reached: list[str] = [name]
        called: set[str] = set()
        for each in reached:
            for part in self.definitions.get(each, ()):
                called |= _called(part) & self.definitions.keys()
            reached += sorted(called - set(reached))
        return called


@lru_cache(maxsize=4)
def read(source: str) -> Source:
    """Kept, because each exercise of a lab may have its rule about the same hand-in; nothing changes the tree."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    definitions: dict[str, list[ast.stmt]] = defaultdict(list)
    values: dict[str, list[ast.stmt]] = defaultdict(list)
    for node in nodes:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            for name in (node.name, *_attached_to(node)):
                definitions[name].append(node)
    for statement in _loose(tree.body):
        home = definitions if isinstance(statement.value, CALLABLE) else values
        for target in statement.targets:
            if isinstance(target, ast.Name):
                home[target.id].append(statement)
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                definitions[target.value.id].append(statement)
    return Source(tree, dict(definitions), dict(values), _aliases(nodes))


def covers(name: str, found: str) -> bool:
    """Whether the dotted name that was found holds this one. PyTorch's in-place twin (`requires_grad_`) counts too."""
    wanted = name.split(".")
    parts = [part if part.startswith("_") else part.removesuffix("_") for part in found.split(".")]
    width = len(wanted)
    return any(parts[start : start + width] == wanted for start in range(len(parts) - width + 1))


def _is_stub(part: ast.stmt) -> bool:
    """What a starter file holds: a docstring, `pass`, `...` or raising NotImplementedError."""
    return isinstance(part, FUNCTIONS) and all(
        isinstance(node, (ast.Pass, ast.Raise)) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in part.body
    )


def _loose(body: Sequence[ast.stmt]) -> Iterator[ast.Assign]:
    """The assignments at the top level, those inside an `if`, `try`, `with` or loop included."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Assign):
            yield node
        elif isinstance(node, (ast.stmt, ast.excepthandler)) and not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            waiting += ast.iter_child_nodes(node)


def _attached_to(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[str]:
    """The classes that a decorator attaches a function to, as `@add_to_class(Net)` does."""
    calls = [decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return [argument.id for call in calls for argument in call.args if isinstance(argument, ast.Name)]


def _words(part: ast.AST) -> set[str]:
    """Plain names and the last names of attributes."""
    nodes = list(ast.walk(part))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _called(part: ast.AST) -> set[str]:
    """What this part calls by a plain name or as a method of its own object; `super().step()` is another function."""
    calls = [node.func for node in ast.walk(part) if isinstance(node, ast.Call)]
    names = {call.id for call in calls if isinstance(call, ast.Name)}
    own = [call for call in calls if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name)]
    return names | {call.attr for call in own if isinstance(call.value, ast.Name) and call.value.id in {"self", "cls"}}


def _is(node: ast.AST, kind: str) -> bool:
    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        return kind == "@" and isinstance(node.op, ast.MatMult)
    return isinstance(node, SYNTAX[kind])


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 1))


def _aliases(nodes: list[ast.AST]) -> dict[str, str]:
    """What imported names stand for: `from torch import autograd as ag` makes ag mean torch.autograd."""
    meaning = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            meaning.update({alias.asname: alias.name for alias in node.names if alias.asname})
        elif isinstance(node, ast.ImportFrom):
            meaning.update({alias.asname or alias.name: f"{node.module or ''}.{alias.name}" for alias in node.names})
    return meaning


def _dotted(node: ast.AST, aliases: Mapping[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, aliases)}.{node.attr}"
    return aliases.get(node.id, node.id) if isinstance(node, ast.Name) else ""
