from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, settings

from graders.checks import LoadedLab, load
from graders.results import CheckResult
from graders.run import run_exercise
from worker.local import LocalSession

SEED = bytes(range(32))
# How long an example takes says more about who shares the machine than about the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


class LabWriter:
    """Writes small labs below a temporary folder, loads them and grades hand-ins with them."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "course" / "lab"

    def write(self, **files: str) -> LabWriter:
        """`checks="..."` becomes checks.py, `toml="..."` lab.toml, `mistakes__sign="..."` mistakes/sign.py."""
        for name, text in files.items():
            path = self.folder / ("lab.toml" if name == "toml" else name.replace("__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text).lstrip())
        return self

    def load(self) -> LoadedLab:
        return load(self.folder)

    def grade(
        self, hand_in: str = "UNCHANGED = True", exercise: str = "q", seed: bytes = SEED
    ) -> dict[str, CheckResult]:
        """The hand-in is laid over the solution, so that it holds only what differs."""
        return self.grade_all([("hand_in.py", dedent(hand_in).encode())], exercise, seed)

    def grade_all(
        self, files: list[tuple[str, bytes]], exercise: str = "q", seed: bytes = SEED
    ) -> dict[str, CheckResult]:
        loaded = self.load()
        laid_over = [("solution.py", loaded.solution), *files]
        reported: list[CheckResult] = []
        run_exercise(loaded, exercise, LocalSession(laid_over), seed, reported.append, LocalSession)
        return {result.check: result for result in reported}


ONE_EXERCISE = """
    [lab]
    title = "Slopes"

    [[exercise]]
    name = "q"
    title = "The slope of a polynomial"
    points = 4
"""

SOLUTION = """
    import torch


    def poly(x):
        return 8 * x**4 + 3 * x**3


    def slope(x):
        return 32 * x**3 + 9 * x**2
"""


@pytest.fixture
def lab(tmp_path: Path) -> LabWriter:
    return LabWriter(tmp_path).write(toml=ONE_EXERCISE, solution=SOLUTION)
