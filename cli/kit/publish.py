"""`allclose lab publish`: into the configured database, also while `allclose serve` runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from api.database import session
from api.demo import ensure_demo
from cli.demo import known_demo
from cli.places import use_own_data
from cli.prepare import Told, publish_labs
from graders.results import ServiceFault

if TYPE_CHECKING:
    from pathlib import Path


def publish_lab(folder: Path) -> Told:
    """Raises NeverStarted or ServiceFault where there is no database to publish into."""
    data = use_own_data()
    try:
        (told,) = publish_labs([folder])
        # The database of somebody else has its own courses and people.
        if told.published and not os.environ.get("ALLCLOSE_DATABASE_URL"):
            _give_to_demo_people(data / "demo.json")
    except OperationalError as error:
        raise ServiceFault(f"The database does not answer: {error.orig}. Start script/server, or look there.") from None
    return told


def _give_to_demo_people(file: Path) -> None:
    """In the demo every lab has its assignment, and a new one need not wait for the next start."""
    if file.exists():
        with session() as db:
            ensure_demo(db, known_demo(file))
