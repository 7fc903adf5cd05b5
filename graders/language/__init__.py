"""What an author writes in checks.py: exercises, checks, and the common kinds of check as one line each."""

from __future__ import annotations

from graders.language.artifacts import ArtifactKinds
from graders.language.core import Check
from graders.language.evidence import EvidenceKinds
from graders.language.functions import FunctionKinds
from graders.language.models import ModelKinds
from graders.language.rules import RuleKinds
from graders.language.steps import StepKinds
from graders.language.training import TrainingKinds

__all__ = ["Check", "ExerciseChecks", "exercise"]


class ExerciseChecks(FunctionKinds, ModelKinds, TrainingKinds, StepKinds, RuleKinds, ArtifactKinds, EvidenceKinds):
    """Collects the checks of one exercise in the order in which they are written."""


def exercise(name: str) -> ExerciseChecks:
    """Starts the checks of one exercise of lab.toml, by its name there."""
    return ExerciseChecks(name)
