"""How many processes of a hand-in live at the same time: a worker has four for each of its gradings."""

from __future__ import annotations

from textwrap import dedent

import pytest

from graders.run import run_exercise
from tests.graders.conftest import SEED, LabWriter
from tests.graders.test_goals import CHECKS as TRAININGS
from tests.graders.test_goals import MOODY
from tests.graders.test_goals import SOLUTION as TRAINED
from worker.local import LocalSession

MOST = 4
RANDOM = """
    import torch


    def noise(n):
        return torch.rand(n)
"""
REPEATED = """
    from graders import exercise

    q = exercise("q")
    q.deterministic("noise", points=4, draw=lambda d: [(n,) for n in range(4, 12)])
"""
BORDERLINE = TRAININGS.replace("at_most=0.05,", "at_most=0.05, margin=0.03,")
LABS = {
    "a borderline training": (BORDERLINE, TRAINED, MOODY.replace("LUCK", "0.5")),
    "eight calls with a seed each": (REPEATED, RANDOM, "UNCHANGED = True"),
}


class Counted(LocalSession):
    """All processes of one hand-in: `alive` are those of this moment, `counts` how many there were after each start."""

    def __init__(self, files: list[tuple[str, bytes]], first: Counted | None = None) -> None:
        super().__init__(files)
        self.alive: set[Counted] = first.alive if first else set()
        self.counts: list[int] = first.counts if first else []
        self.alive.add(self)
        self.counts.append(len(self.alive))

    def fresh(self) -> Counted:
        return Counted(self._files, self)

    def leave(self) -> None:
        self.alive.discard(self)

    def revive(self) -> None:
        self.alive.intersection_update({self})


@pytest.mark.parametrize("name", LABS)
def test_a_check_leaves_the_processes_that_it_has_asked(lab: LabWriter, name: str):
    checks, solution, source = LABS[name]
    loaded = lab.write(checks=checks, solution=solution).load()
    session = Counted([("solution.py", loaded.solution), ("hand_in.py", dedent(source).encode())])
    run_exercise(loaded, "q", session, SEED, lambda _: None, LocalSession)
    assert 1 < max(session.counts) <= MOST
