"""What a lab showed when it was proved, as facts. Needs no torch."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Room(BaseModel):
    """At the check, how much of its allowance a right answer takes, or how many allowances a wrong one is off."""

    allowances: float
    exercise: str
    check: str
    place: str
    file: str = ""


class Proof(BaseModel):
    """What one lab showed. `tightest` is the right answer with the least room, `nearest` the mistake least far off.

    Of mistakes and named ones those in scripts are counted among the others, and apart: what a script leaves undone has
    no number to be known by.
    """

    lab: str
    seeds: int = 0
    exercises: int = 0
    checks: int = 0
    variants: int = 0
    accepted: int = 0
    mistakes: int = 0
    caught: int = 0
    named: int = 0
    misnamed: int = 0
    script_mistakes: int = 0
    script_named: int = 0
    flakes: int = 0
    tightest: Room | None = None
    nearest: Room | None = None
    seconds: float = 0.0
    memory_mb: float = 0.0
    complaints: list[str] = Field(default_factory=list)
    advice: list[str] = Field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.complaints
