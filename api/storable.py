"""Facts as PostgreSQL's jsonb can keep them, and back. Student code chooses some of these strings and numbers."""

from __future__ import annotations

import math
from typing import Any

_FLOAT = "$float"  # the key that marks a float which jsonb has no word for


def plain_text(text: str) -> str:
    """NUL and lone surrogates, which no database text can hold, become visible escapes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def storable(tree: Any) -> Any:
    """The same tree with text that is valid everywhere; NaN, infinities and the sign of zero marked instead of lost."""
    if isinstance(tree, str):
        return plain_text(tree)
    if isinstance(tree, float):
        return {_FLOAT: repr(tree)} if not math.isfinite(tree) or repr(tree) == "-0.0" else tree
    if isinstance(tree, dict):
        return {plain_text(str(key)): storable(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [storable(value) for value in tree]
    return tree


def restored(tree: Any) -> Any:
    if isinstance(tree, dict):
        if tree.keys() == {_FLOAT}:
            return float(tree[_FLOAT])
        return {key: restored(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [restored(value) for value in tree]
    return tree
