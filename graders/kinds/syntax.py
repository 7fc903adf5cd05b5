"""What a Python text defines and uses, by its syntax tree: comments and docstrings are not in it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from graders.kinds.in_force import DEFINITIONS, FUNCTIONS, attached_to, in_force

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


@dataclass(frozen=True, eq=False)
class Source:
    """What is in force of a text: its tree, what defines each name, other globals, what imported names stand for."""

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
        """Each definition of a function that does something, with all that it mentions. A class is one definition.

        There are several where one of them stands inside an `if`, or is kept by another name.
        """
        own = [*self.definitions.get(function, ()), *self.values.get(function, ())]
        whole = any(isinstance(part, ast.ClassDef) for part in own)
        for group in [own] if whole else [[part] for part in own if not _is_stub(part)]:
            # `f = wrapped(f)` is written out by what it wraps; a function that calls itself is written out already.
            itself = {function} if isinstance(group[0], DEFINITIONS) else set()
            mentioned = set().union(*map(_words, group)) & self.definitions.keys() - itself
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
        nodes = list(ast.walk(part))
        # Of a chain `a.b.c` only the whole: it holds its parts, and there may be a thousand of them.
        inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
        for node in nodes:
            if isinstance(node, (ast.Attribute, ast.Name)) and id(node) not in inner:
                yield node.lineno, _dotted(node, self.aliases)
            elif isinstance(node, ast.Call):
                yield from ((keyword.value.lineno, keyword.arg) for keyword in node.keywords if keyword.arg)
            elif isinstance(node, ast.MatchClass):
                # `case object(autograd=found)` looks the attribute up as `torch.autograd` does.
                yield from ((node.lineno, attribute) for attribute in node.kwd_attrs)

    def syntax(self, part: ast.AST, kinds: Collection[str]) -> Iterator[Found]:
        """Every (line, kind) of these kinds of syntax in this part."""
        for node in ast.walk(part):
            yield from ((_line(node), kind) for kind in kinds if _is(node, kind))
            if "recursion" in kinds and isinstance(node, FUNCTIONS) and node.name in self._recursive:
                yield node.lineno, "recursion"

    @cached_property
    def _recursive(self) -> set[str]:
        known = self.definitions.keys()
        return recursive({name: set().union(*map(_called, parts)) & known for name, parts in self.definitions.items()})


@lru_cache(maxsize=4)
def read(source: str) -> Source:
    """Kept, because each exercise of a lab may have its rule about the same hand-in; nothing changes the tree."""
    tree = ast.parse(source)
    tree = ast.Module(in_force(tree.body), type_ignores=[])
    nodes = list(ast.walk(tree))
    definitions: dict[str, list[ast.stmt]] = defaultdict(list)
    values: dict[str, list[ast.stmt]] = defaultdict(list)
    for node in nodes:
        if isinstance(node, DEFINITIONS):
            for name in (node.name, *attached_to(node)):
                definitions[name].append(node)
    for statement in _loose(tree.body):
        home = definitions if isinstance(statement.value, CALLABLE) else values
        for target in statement.targets:
            if isinstance(target, ast.Name):
                home[target.id].append(statement)
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                definitions[target.value.id].append(statement)
    return Source(tree, dict(definitions), dict(values), _aliases(nodes))


def bound(statement: ast.stmt) -> set[str]:
    """The names at the top level that the statement gives or changes; "*" where it does not say which."""
    names = set(attached_to(statement))
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, DEFINITIONS):
            names.add(node.name)
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
            names |= {inner.id for inner in ast.walk(node.value) if isinstance(inner, ast.Name)}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        waiting += ast.iter_child_nodes(node)
    return names


def recursive(calls: Mapping[str, Collection[str]]) -> set[str]:
    """The names from which calls lead back to themselves, in one walk there and one back (Kosaraju)."""
    callers: dict[str, list[str]] = defaultdict(list)
    for name, called in calls.items():
        for each in called:
            callers[each].append(name)
    done: set[str] = set()
    order = [each for name in calls for each in _walked(name, calls, done)]
    found, done = set(), set()
    for name in reversed(order):
        component = _walked(name, callers, done)
        if len(component) > 1 or name in calls.get(name, ()):
            found |= set(component)
    return found


def _walked(start: str, edges: Mapping[str, Collection[str]], done: set[str]) -> list[str]:
    """What can be reached from here and was not done before, each behind all that was reached from it."""
    order: list[str] = []
    waiting = [] if start in done else [(start, iter(edges.get(start, ())))]
    done.add(start)
    while waiting:
        _, ahead = waiting[-1]
        following = next((each for each in ahead if each not in done), None)
        if following is None:
            order.append(waiting.pop()[0])
        else:
            done.add(following)
            waiting.append((following, iter(edges.get(following, ()))))
    return order


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
        elif isinstance(node, (ast.stmt, ast.excepthandler)) and not isinstance(node, DEFINITIONS):
            waiting += ast.iter_child_nodes(node)


def _words(part: ast.AST) -> set[str]:
    """Plain names and the last names of attributes."""
    nodes = list(ast.walk(part))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _called(part: ast.AST) -> set[str]:
    """What this part calls by a plain name or as a method of its own object; `super().step()` is another function.

    A global that is a function by another name (`g = f`) stands for a call of it.
    """
    if isinstance(part, ast.Assign):
        return {part.value.id} if isinstance(part.value, ast.Name) else _called(part.value)
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


def _dotted(node: ast.expr, aliases: Mapping[str, str]) -> str:
    """Without recursion: a chain of a thousand attributes is a legal hand-in."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(aliases.get(node.id, node.id) if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))
