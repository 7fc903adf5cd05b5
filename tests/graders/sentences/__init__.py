"""Every finding with what a student reads of it, a file per family: each has its `TEXTS`.

A row: code, verdict, facts, what a student reads of a drawn check, what of an example.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

from tests.graders.sentences.facts import CRASH, SECRETS

__all__ = ["CRASH", "SECRETS", "TEXTS"]

TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    row
    for found in pkgutil.iter_modules(__path__)
    if found.name != "facts"
    for row in import_module(f"{__name__}.{found.name}").TEXTS
]
