"""Rules over the student's source, by its syntax tree on our side: a mention in a comment or docstring is no use.

Policy, not security: a student who hides a call well enough breaks the rule unseen, but still has to be right.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from graders.results import Finding, StudentFault, Verdict
from graders.student import Student

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Use(NamedTuple):
    """Where a name is used: line and text of the source, and the definition that uses it."""

    line: int
    name: str
    text: str
    inside: str


def uses(source: str, names: Sequence[str], in_functions: Sequence[str] = ()) -> Use | None:
    """The first use of one of these names in the functions (or anywhere) or in helpers of the same source they call.

    A use is an attribute, a plain name, an import, a keyword argument, or the name as text given to a call, as in
    getattr(y, "backward"). A dotted name such as "torch.autograd.grad" is used where its whole chain is.
    """
    tree, definitions, aliases = _read(source)
    parts: list[tuple[str, ast.AST]] = [("", tree)]
    if in_functions:
        parts = [(name, definitions[name]) for name in _reached(definitions, in_functions)]
    for inside, part in parts:
        for line, found in sorted(_mentions(part, aliases)):
            name = next((name for name in names if _covers(name, found)), None)
            if name:
                return Use(line, name, source.splitlines()[line - 1].strip()[:200], inside)
    return None


def rule(names: Sequence[str], in_functions: Sequence[str]) -> Callable[[Student, Any, Any], None]:
    """A check that the functions do without the names."""

    def check(student: Student, _solution: Any, _draw: Any) -> None:
        try:
            use = uses(student.source, names, in_functions)
        except (SyntaxError, ValueError) as error:
            facts = {"reason": "syntax", "line": getattr(error, "lineno", None), "cell": None, "message": str(error)}
            raise StudentFault(Verdict.UNREADABLE, Finding(code="unreadable", facts=facts)) from error
        if use:
            raise StudentFault(Verdict.POLICY, Finding(code="forbidden", facts=use._asdict()))

    return check


@lru_cache(maxsize=4)
def _read(source: str) -> tuple[ast.Module, dict[str, Definition], dict[str, str]]:
    """Kept, because each exercise of a lab may have its rule about the same hand-in; nothing changes the tree."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    return tree, {node.name: node for node in nodes if isinstance(node, DEFINITIONS)}, _aliases(nodes)


def _reached(definitions: dict[str, Definition], start: Sequence[str]) -> list[str]:
    """The definitions that these ones mention, and so on."""
    reached = [name for name in start if name in definitions]
    for name in reached:
        for node in ast.walk(definitions[name]):
            called = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if called in definitions and called not in reached:
                reached.append(called)
    return reached


def _aliases(nodes: list[ast.AST]) -> dict[str, str]:
    """What imported names stand for: `from torch import autograd as ag` makes ag mean torch.autograd."""
    meaning = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            meaning.update({alias.asname: alias.name for alias in node.names if alias.asname})
        elif isinstance(node, ast.ImportFrom):
            meaning.update({alias.asname or alias.name: f"{node.module or ''}.{alias.name}" for alias in node.names})
    return meaning


def _mentions(part: ast.AST, aliases: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Every (line, dotted name) used in this part of the tree."""
    for node in ast.walk(part):
        if isinstance(node, ast.Attribute | ast.Name):
            yield node.lineno, _dotted(node, aliases)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or ''}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call):
            yield from ((keyword.value.lineno, keyword.arg) for keyword in node.keywords if keyword.arg)
            texts = [argument for argument in node.args if isinstance(argument, ast.Constant)]
            yield from ((text.lineno, text.value) for text in texts if isinstance(text.value, str))


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, aliases)}.{node.attr}"
    return aliases.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def _covers(name: str, found: str) -> bool:
    """Whether the dotted name that was found holds this one. PyTorch's in-place twin (`requires_grad_`) counts too."""
    wanted = name.split(".")
    parts = [part if part.startswith("_") else part.removesuffix("_") for part in found.split(".")]
    width = len(wanted)
    return any(parts[start : start + width] == wanted for start in range(len(parts) - width + 1))
