"""Sentences about what was recognised without the lab author's help, and about mistakes that could not be tried.

They name a cause, never a number that the hand-in or the solution gave.
"""

from __future__ import annotations

from collections.abc import Callable

from graders.wording.common import Facts


def mistake_dropped(facts: Facts, *, full: bool) -> str:
    """For staff alone: a student can do nothing about it."""
    if not full:
        return ""
    return f"{facts['place']}: {facts['why']} when it was tried, so nobody is told this hint for now. Correct the file."


SENTENCES: dict[str, Callable[..., str]] = {"mistake_dropped": mistake_dropped}
