"""What a grading finds, as facts. Wording happens in `graders.feedback`, once. Needs no torch."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Verdict(StrEnum):
    """Of one check. A fault of ours or of the lab is never a verdict: it ends the grading as `failed`."""

    PASS = "PASS"  # noqa: S105
    WRONG = "WRONG"  # a well-formed result that is not right
    INVALID = "INVALID"  # not plain data of a permitted type, dtype and size
    MISSING = "MISSING"  # the hand-in does not define the name that the lab asks for
    UNREADABLE = "UNREADABLE"  # the file is not Python, not a notebook, not text
    CRASH = "CRASH"  # the code raised, or its process died by a signal
    NO_RESULT = "NO-RESULT"  # the process ended or garbled its channel without an answer
    TIMEOUT = "TIMEOUT"
    MEMORY = "MEMORY"
    PROCESSES = "PROCESSES"
    OUTPUT = "OUTPUT"
    DISK = "DISK"
    POLICY = "POLICY"  # a rule of the exercise was broken
    DEVIATES = "DEVIATES"  # right, but not as the sheet has it: costs what the instructor says, by default nothing
    NOT_REACHED = "NOT-REACHED"  # an earlier check of the exercise took the ground away


class Show(StrEnum):
    """How much of a check its student sees: everything, the shape of the failure, or the category only."""

    EXAMPLE = "example"
    DRAWN = "drawn"
    HIDDEN = "hidden"


class Finding(BaseModel):
    """Why a check did not pass: a code that `graders.feedback` knows, and JSON facts for its sentence."""

    model_config = ConfigDict(frozen=True)

    code: str
    facts: dict[str, Any] = Field(default_factory=dict)


PICTURE = "image/png"
CHECKPOINT = "application/vnd.allclose.checkpoint+json"  # what a saved model holds, by names, shapes and dtypes


class Artifact(BaseModel):
    """Something to look at that a check took from the hand-in and made anew: a figure as PNG, a description."""

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    name: str
    media_type: str
    data: bytes


class CheckResult(BaseModel):
    """One verdict. Points are multiples of 0.01; `mistake` is the file name of the recognised mistake, for staff.

    `detected` is what `graders.diagnosis.detectors` saw where no known mistake was recognised, worded as a hint.
    A `bonus` check adds points beyond the exercise's; checks of one `group` count together or not at all. `weak` ones
    rest on what a file says of itself. A deviation has no points to give; where it costs some, they are negative.
    """

    model_config = ConfigDict(frozen=True)

    exercise: str
    check: str
    title: str
    show: Show
    verdict: Verdict
    points: float
    max_points: float
    finding: Finding | None = None
    hint: str | None = None
    mistake: str | None = None
    detected: Finding | None = None
    bonus: bool = False
    group: str | None = None
    weak: bool = False
    artifacts: tuple[Artifact, ...] = ()
    output: str = ""
    duration_ms: float = 0.0


class StudentFault(Exception):  # an outcome of the student's code, not an error of ours
    """The student's code gave no value to compare: it is missing, raised, hung, died or returned something unusable."""

    def __init__(self, verdict: Verdict, finding: Finding) -> None:
        super().__init__(f"{verdict}: {finding.code}")
        self.verdict = verdict
        self.finding = finding


class LabFault(Exception):
    """The lab is broken. The message names file and line and says what to write instead; students pay nothing."""


class ServiceFault(Exception):
    """We are broken: the line to the sandbox, the machine. The grading is repeated; nobody pays."""
