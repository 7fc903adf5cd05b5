"""What sentences are made of: subjects, calls, shapes and numbers, as far as they may be repeated."""

from __future__ import annotations

import builtins
import math
from collections.abc import Sequence
from typing import Any

Facts = dict[str, Any]

# Names of types and exceptions are the student's to choose: where inputs are secret, only well-known ones are repeated.
EXCEPTIONS = {
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}
TYPES = {name for name, kind in vars(builtins).items() if isinstance(kind, type)} - EXCEPTIONS
TYPES |= {"Tensor", "Parameter", "NoneType", "function", "generator", "method", "module", "Linear", "Sequential"}
TYPES |= {"DataFrame", "Series", "sparse or quantized Tensor"}
RULE_WORDS = {
    "loops": "a loop",
    "for": "a `for` loop",
    "while": "a `while` loop",
    "comprehensions": "a comprehension",
    "recursion": "recursion",
}
MOST_LISTED = 12
MOST_DIMENSIONS = 8
MOST_ELEMENTS = 10**9


def subject(facts: Facts) -> str:
    named = facts.get("subject") or "what your code returns"
    text = f"part {facts['where']} of {named}" if facts.get("where") not in {None, "", "output"} else named
    return text[0].upper() + text[1:]


def in_call(facts: Facts) -> str:
    return f", for `{facts['call']}`" if facts.get("call") else ""


def own_line(facts: Facts) -> str:
    if facts["line"] is None:
        return ". Run the function alone to find the line."
    text = f": `{facts['source_line'].strip()}`" if facts.get("source_line") else ""
    return f" ({place(facts)}{text}). Call the function as the statement does to see it happen."


def place(facts: Facts) -> str:
    file = f"“{facts['file']}”, " if facts.get("file") else ""
    cell = f"cell {facts['cell']}, " if facts.get("cell") is not None else ""
    return f"{file}{cell}line {facts['line']}"


def rule_word(name: str) -> str:
    """What a source rule is about: a name of the code, or a kind of syntax that goes by another one."""
    return RULE_WORDS.get(name, f"`{name}`")


def type_of(name: str, *, full: bool) -> str:
    return name if full or name in TYPES else "an object of another type"


def tuple_of(shape_: Sequence[int] | None) -> str:
    return str(tuple(shape_ or ()))


def found_shape(sizes: Sequence[int] | None, *, full: bool) -> str:
    """An empty tensor can have any numbers beside its 0."""
    likely = len(sizes or ()) <= MOST_DIMENSIONS and math.prod(max(size, 1) for size in sizes or ()) <= MOST_ELEMENTS
    return tuple_of(sizes) if full or likely else "(...)"


def listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def short(number: float | str) -> str:
    return number if isinstance(number, str) else f"{number:.3g}"


def exact(number: float | str) -> str:
    return str(number) if isinstance(number, (str, bool, int)) else f"{number:.6g}"
