"""Which functions of the solution rest on which: what is wrong with one shows in the values of those that call it."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=8)
def below(solution: bytes) -> dict[str, frozenset[str]]:
    """Of each function and class at the top level, the names it reaches through any number of others, its own too."""
    tree = ast.parse(solution)
    defined = {node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    used = {name: _names(node) & defined.keys() for name, node in defined.items()}
    return {name: _reached(name, used) for name in used}


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _reached(name: str, used: dict[str, set[str]]) -> frozenset[str]:
    reached, waiting = {name}, [name]
    while waiting:
        new = used[waiting.pop()] - reached
        reached |= new
        waiting.extend(new)
    return frozenset(reached)
