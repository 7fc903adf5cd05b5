"""Alembic's entry: one engine, the address from the settings or from whoever calls the Python API."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

from api.models import Base
from api.settings import get_settings


def run() -> None:
    address = context.config.get_main_option("sqlalchemy.url") or get_settings().database_url
    engine = create_engine(address, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=True)
        with context.begin_transaction():
            context.run_migrations()


run()
