"""Bringing a database to the newest migration."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

from cli.places import ROOT


def migrate(database_url: str) -> None:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))  # configparser reads % as its own
    command.upgrade(config, "head")
