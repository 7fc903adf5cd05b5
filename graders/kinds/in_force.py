"""Which of the definitions of one name is in force: the last one, unless something holds on to an earlier one."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
Key = tuple[str, ...]


def in_force(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements without the definitions that a later one replaces: an earlier attempt breaks no rule.

    It stays where a statement before the later one keeps it by another name (`old = f`), and where the later one
    stands inside an `if` or the like, so that it may never be carried out.
    """
    replaceable: dict[Key, ast.stmt] = {}
    by_name: dict[str, set[Key]] = defaultdict(set)
    gone = set()
    for statement in body:
        for name in _kept_by(statement, replaceable):
            for key in by_name.pop(name, ()):
                replaceable.pop(key, None)
        for key in _keys(statement):
            if key in replaceable:
                gone.add(id(replaceable.pop(key)))
            if isinstance(statement, DEFINITIONS):
                replaceable[key] = statement
                for name in key:
                    by_name[name].add(key)
    return [statement for statement in body if id(statement) not in gone]


def attached_to(node: ast.stmt) -> list[str]:
    """The classes that a decorator attaches a function to, as `@add_to_class(Net)` does."""
    calls = [decorator for decorator in getattr(node, "decorator_list", ()) if isinstance(decorator, ast.Call)]
    return [argument.id for call in calls for argument in call.args if isinstance(argument, ast.Name)]


def _keys(statement: ast.stmt) -> Iterator[Key]:
    """What the statement surely gives a new meaning to: a name, or a name among the methods of a class."""
    if isinstance(statement, DEFINITIONS):
        yield (statement.name, *attached_to(statement))
    elif isinstance(statement, ast.Assign):
        yield from ((target.id,) for target in statement.targets if isinstance(target, ast.Name))


def _kept_by(statement: ast.stmt, replaceable: dict[Key, ast.stmt]) -> set[str]:
    """The names whose value this statement may keep. To attach a method to a class keeps the class nowhere."""
    classes = {name for name in attached_to(statement) if isinstance(replaceable.get((name,)), ast.ClassDef)}
    return set(_mentioned_now(statement)) - classes


def _mentioned_now(statement: ast.stmt) -> Iterator[str]:
    """Names that are looked up when the statement runs, but for what it calls; bodies look theirs up later."""
    called = {id(node.func) for node in ast.walk(statement) if isinstance(node, ast.Call)}
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
            yield node.id
        elif isinstance(node, (*FUNCTIONS, ast.Lambda)):
            defaults = [*node.args.defaults, *(each for each in node.args.kw_defaults if each)]
            waiting += [*defaults, *getattr(node, "decorator_list", ())]
        else:
            waiting += ast.iter_child_nodes(node)
