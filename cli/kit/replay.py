"""`allclose replay`: grades a stored submission again, as it was graded, and compares the results bit for bit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.table import Table
from sqlalchemy.exc import OperationalError

from api.database import session
from api.replaying import StoredGrading, as_stored, stored_grading
from api.settings import get_settings
from cli.places import use_own_data
from graders.results import LabFault, ServiceFault
from worker.job import Job, Outcome
from worker.labs import LabFolders
from worker.pipeline import open_pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from rich.console import Console

LONGEST = 60
ABSENT = "nothing"


class NothingToReplay(Exception):
    """Why there is no result to compare with, as one sentence for people."""


class Difference(NamedTuple):
    where: str
    fact: str
    then: str
    now: str


@dataclass(frozen=True)
class Replay:
    """What came out differently, and what about machine and packages is not as it was."""

    stored: StoredGrading
    results: list[Difference]
    surroundings: list[Difference]

    @property
    def same(self) -> bool:
        return not self.results


def replay(submission_id: UUID, grading_id: UUID | None = None) -> Replay:
    """Raises NothingToReplay, LabFault, ServiceFault, SandboxFault."""
    use_own_data()
    stored = _stored(submission_id, grading_id)
    outcome = _graded_again(stored)
    if outcome.lab_fault:
        raise LabFault(outcome.lab_fault)
    results = _differences(stored.results, as_stored(outcome.checks))
    surroundings = list(_unlike("environment", stored.environment, outcome.environment))
    return Replay(stored, results, surroundings)


def _stored(submission_id: UUID, grading_id: UUID | None) -> StoredGrading:
    try:
        with session() as db:
            stored = stored_grading(db, submission_id, grading_id)
    except OperationalError as error:
        raise ServiceFault(f"The database does not answer: {error.orig}. Start script/server, or look there.") from None
    if stored is None:
        which = f"grading {grading_id} of submission {submission_id}" if grading_id else f"submission {submission_id}"
        raise NothingToReplay(f"There is no result of {which}. Look up its id, or wait until it is graded.")
    return stored


def _graded_again(stored: StoredGrading) -> Outcome:
    settings = get_settings()
    job = Job(
        lab_folder=LabFolders(settings.data_dir / "labs").folder(stored.lab, stored.lab_pack_sha256),
        lab_hash=stored.lab_hash,
        file_name=stored.file_name,
        data=stored.data,
        exercises=stored.exercises,
        seed=stored.seed,
        device=stored.device,
    )
    without = frozenset(filter(None, settings.sandbox_without.split(",")))
    pipeline = open_pipeline(without=without, ready=1, concurrent=1)
    try:
        return pipeline.grade(job, lambda _event: None)
    finally:
        pipeline.close()


def _differences(then: dict[Any, dict[str, Any]], now: dict[Any, dict[str, Any]]) -> list[Difference]:
    found: list[Difference] = []
    for key in dict.fromkeys([*then, *now]):
        found += _unlike("/".join(key), then.get(key, {}), now.get(key, {}))
    return found


def _unlike(where: str, then: dict[str, Any], now: dict[str, Any]) -> Iterator[Difference]:
    one, other = _flat(then), _flat(now)
    for fact in dict.fromkeys([*one, *other]):
        if one.get(fact, ABSENT) != other.get(fact, ABSENT):
            yield Difference(where, fact, one.get(fact, ABSENT), other.get(fact, ABSENT))


def _flat(tree: Any, name: str = "") -> dict[str, str]:
    """Each leaf by its path, as JSON: two floats that are written alike are alike to the last bit.

    The database keeps the keys of an object in an order of its own, also of those inside a list.
    """
    if not isinstance(tree, dict):
        return {name: json.dumps(tree, sort_keys=True)}
    leaves: dict[str, str] = {}
    for key, value in tree.items():
        leaves |= _flat(value, f"{name}.{key}" if name else key)
    return leaves


def show(console: Console, replayed: Replay) -> None:
    count = len(replayed.stored.results)
    if replayed.same:
        console.print(
            f"The same {count} results, bit for bit, as grading {replayed.stored.grading_id}.", highlight=False
        )
    for title, differences in (("Results", replayed.results), ("Machine and packages", replayed.surroundings)):
        if differences:
            table = Table("Where", "What", "Then", "Now", title=f"{title} that differ", title_justify="left")
            for difference in differences:
                table.add_row(*(text[:LONGEST].replace("[", r"\[") for text in difference))
            console.print(table)
    if replayed.surroundings and not replayed.same:
        console.print("Replay with the machine and packages of then before you judge these differences.", style="dim")
