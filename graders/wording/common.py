"""What sentences are made of: subjects, calls, shapes and numbers, as far as they may be repeated."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence
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
MOST_DIMENSIONS = 4
MOST_ELEMENTS = 10**9
MOST_EXACT = 100
MOST_NAMED = 3
MOST_TENSORS = 3  # of a model, where inputs are secret
FAR, NEAR = 1_000_000, 1e-9


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


def found_shape(sizes: Sequence[int] | None, want: Iterable[int] | None, *, full: bool) -> str:
    """Where inputs are secret only sizes are told that are asked for as well: code can give its result any shape."""
    if full:
        return tuple_of(sizes)
    known, sizes = {0, 1, *(want or ())}, sizes or ()
    if len(sizes) > MOST_DIMENSIONS:
        return "(...)"
    told = [str(size) if size in known else "?" for size in sizes]
    return f"({', '.join(told)}{',' if len(told) == 1 else ''})"


def listed(names: Sequence[str], most: int = MOST_LISTED) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def all_of(names: Sequence[str]) -> str:
    """`a`, `b` and `c`: for few of them, each of which counts."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def short(number: float | str, *, full: bool = True) -> str:
    """Three digits. Where inputs are secret two, and none of what is very large or very small."""
    if full:
        return number if isinstance(number, str) else f"{number:.3g}"
    if isinstance(number, str) or not abs(number) <= FAR:
        return f"more than {FAR:,}"
    return f"less than {NEAR:g}" if 0 < abs(number) < NEAR else f"{number:.2g}"


def counted(number: int, *, full: bool) -> str:
    """A number of things. Where inputs are secret two digits of it, and of what nobody has so many of none."""
    if full or number < MOST_EXACT:
        return f"{number:,}"
    unit = 10 ** (len(str(number)) - 2)
    return f"about {round(number / unit) * unit:,}" if number <= MOST_ELEMENTS else "far more"


def exact(number: float | str) -> str:
    return str(number) if isinstance(number, (str, bool, int)) else f"{number:.6g}"
