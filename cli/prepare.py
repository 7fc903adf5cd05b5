"""What must be true of the database before services start: the newest migration, and the labs of this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.database import session
from api.labs import publish, version_name
from api.settings import get_settings
from cli.migrate import migrate
from cli.places import shipped_labs
from graders.results import LabFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def prepare_database() -> list[str]:
    """Answers with one line for each lab. One that is broken does not keep the others from being graded."""
    migrate(get_settings().database_url)
    return [publish_lab(folder) for folder in lab_folders()]


def lab_folders() -> Iterator[Path]:
    yield from shipped_labs()
    for root in get_settings().lab_folders:
        yield from sorted(found.parent for found in root.glob("*/*/lab.toml"))


def publish_lab(folder: Path) -> str:
    name = "/".join(folder.parts[-2:])
    try:
        with session() as db:
            version = publish(db, folder)
    except LabFault as fault:
        return f"{name} was not published, because it is broken: {fault}"
    return f"{name} is published as version {version_name(version)}."
