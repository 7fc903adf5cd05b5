"""A training of a few rows, by which a mistake in it is known: the same seed leads the same code to the same weights.

The check itself trains for seconds and says only that too little was learnt. Here the student's function trains on a
handful of our rows, and so does every known mistake; which of them ends with the student's very weights?
"""

from __future__ import annotations

from typing import Any, NamedTuple

from graders.compare import compare
from graders.diagnosis.recognition import same
from graders.draw import Draw
from graders.kinds.states import State, renamed, state_of
from graders.kinds.training import Plan
from graders.line import Line, Session
from graders.results import ServiceFault
from graders.student import Student
from graders.tolerances import EXACT

ROWS = 96
PROBE_S = 3.0
# Everybody is probed on the same rows, so that this process runs each mistake once.
PROBE_SEED = b"probe"
UPDATES = ("_foreach_add", "_foreach_sub", "_foreach_addcdiv", "_fused", "addcdiv_", "add_", "sub_")


class Probed(NamedTuple):
    """How a short training ended: the weights, under our names, and what happened where they stayed as they were."""

    state: State
    moved: bool
    updated_others: bool


def probe_training(plan: Plan, student: Student, solution: Any, draw: Draw) -> Probed:
    data = plan.drawn(draw)
    few = data._replace(train_x=data.train_x[:ROWS], train_y=data.train_y[:ROWS])
    start = plan.start(student, solution, few, draw)
    counts = student.seeded(draw.seed()).trace(plan.train, start.made, few.train_x, few.train_y, **plan.settings)
    after = renamed(start.names, state_of(student, start.made))
    moved = any(name not in after or compare(after[name], tensor, EXACT) for name, tensor in start.state.items())
    return Probed(after, moved, not moved and _updated(counts))


def _updated(counts: dict[str, int]) -> bool:
    """Whether gradients were computed and something was changed by them."""
    names = [name.removeprefix("aten.").removeprefix("aten::") for name in counts]
    return any("backward" in name for name in names) and any(name.startswith(UPDATES) for name in names)


def probed_alike(one: Probed, other: Probed) -> bool:
    """The very same weights; or weights that stayed while others were trained. Weights that only stayed say nothing."""
    if one.moved != other.moved:
        return False
    return same(one.state, other.state) if one.moved else one.updated_others and other.updated_others


def probe_student(session: Session, probe: Any, reference: Any) -> Probed | None:
    """In a new process and a short time; None when nothing came of it."""
    student = Student(session, line=Line(session.fresh(), PROBE_S, "cpu"))
    try:
        found: Probed = probe(student, reference, Draw(PROBE_SEED))
    except ServiceFault:
        raise
    # The check has told already what there is to tell: a probe that fails only names nothing.
    except Exception:  # noqa: BLE001
        return None
    finally:
        session.revive()
        session.take_output()
    return found
