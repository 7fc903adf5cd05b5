"""What must be true of the database before services start: the newest migration, and the labs of this version."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from api.database import session
from api.labs import is_published, publish, refuse, version_name
from api.settings import get_settings
from cli.kit.proofs import proofs
from cli.migrate import migrate
from cli.places import every_lab
from graders.results import LabFault, ServiceFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def prepare_database() -> Iterator[str]:
    """Says one line for each lab, as it comes. One that is broken does not keep the others from being graded."""
    migrate(get_settings().database_url)
    yield from (told.note for told in publish_labs(every_lab()))


class Told(NamedTuple):
    """What became of one lab, or of those that could not be proved."""

    note: str
    published: bool


def publish_labs(folders: Sequence[Path]) -> Iterator[Told]:
    """Only what the database does not know is proved, so that a restart costs nothing."""
    # Of two labs with one name the first counts, as it does for `allclose grade`.
    named = {"/".join(folder.resolve().parts[-2:]): folder for folder in reversed(folders)}
    new = {slug: folder for slug, folder in named.items() if not _known(folder)}
    yield from (_publish(slug, folder) for slug, folder in named.items() if slug not in new)
    try:
        for proof in proofs(list(new.values()), seeds=1, quick=True):
            if proof.holds:
                yield _publish(proof.lab, new[proof.lab])
            else:
                yield _refuse(proof.lab, " ".join(proof.complaints))
    except ServiceFault as fault:
        yield Told(f"{fault} Nothing was changed. Start again, or run `allclose lab publish`.", published=False)


def _known(folder: Path) -> bool:
    try:
        with session() as db:
            return is_published(db, folder)
    except LabFault:
        return False  # why it is broken is told by its proof


def _publish(slug: str, folder: Path) -> Told:
    try:
        with session() as db:
            version = version_name(publish(db, folder))
        return Told(f"{slug} is published as version {version}.", published=True)
    except LabFault as fault:
        return _refuse(slug, str(fault))


def _refuse(slug: str, reason: str) -> Told:
    with session() as db:
        refuse(db, slug, reason)
    return Told(f"{slug} was not published, because it is broken: {reason}", published=False)
