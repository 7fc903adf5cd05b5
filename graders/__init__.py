"""The lab language: `from graders import exercise, digits`. Imported on first use: describing a lab needs no torch."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graders.datasets import Digits, Split, among_signs, digits, signs
    from graders.distributions import follows_normal, follows_uniform
    from graders.draw import Draw
    from graders.language import ExerciseChecks, exercise
    from graders.student import Student

__all__ = [
    "Digits",
    "Draw",
    "ExerciseChecks",
    "Split",
    "Student",
    "among_signs",
    "digits",
    "exercise",
    "follows_normal",
    "follows_uniform",
    "signs",
]

_HOMES = {
    "Digits": "datasets",
    "Draw": "draw",
    "ExerciseChecks": "language",
    "Split": "datasets",
    "Student": "student",
    "among_signs": "datasets",
    "digits": "datasets",
    "exercise": "language",
    "follows_normal": "distributions",
    "follows_uniform": "distributions",
    "signs": "datasets",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'graders' has no attribute {name!r}")
    return getattr(import_module(f"graders.{_HOMES[name]}"), name)
