"""Everything the environment decides, read in one place. The names are public: `ALLCLOSE_` and the field."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.embedded import embedded_urls


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ALLCLOSE_", extra="ignore")

    database_url: str = ""
    redis_url: str = ""
    data_dir: Path = Path(".allclose")
    public_url: str = ""  # what browsers open, where a proxy stands in front; https makes the cookie theirs alone
    host: str = "127.0.0.1"
    port: int = 8000
    device: str = "cpu"
    labs: str = ""  # more folders of `<course>/<lab>`, separated as in PATH
    sandbox_without: str = ""  # layers that the operator does without, separated by commas
    secret_file: Path | None = None

    upload_bytes: int = 8 * 1024 * 1024
    upload_s: float = 60.0
    queue_limit: int = 1000
    queue_limit_per_student: int = 3
    requests_per_minute: int = 3000  # of one person, or of one address where nobody has signed in
    uploads_per_minute: int = 300
    sign_ins_per_minute: int = 10  # tries of one name from one address
    trusted_proxies: str = ""  # addresses or networks whose X-Forwarded-For is believed, separated by commas

    @model_validator(mode="after")
    def _embedded_engines(self) -> Self:
        if not (self.database_url and self.redis_url):
            database, redis = embedded_urls(self.data_dir)
            self.database_url = self.database_url or database
            self.redis_url = self.redis_url or redis
        return self

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def lab_folders(self) -> list[Path]:
        return [Path(folder) for folder in self.labs.split(os.pathsep) if folder]


@cache
def get_settings() -> Settings:
    return Settings()


def server_secret() -> bytes:
    """Signs session cookies and derives the seeds of gradings. Made at the first use, readable by the owner only."""
    settings = get_settings()
    return _secret_of((settings.secret_file or settings.data_dir / "secret").resolve())


@cache
def _secret_of(path: Path) -> bytes:
    with suppress(FileExistsError):
        _create_secret(path)
    return path.read_bytes()


def _create_secret(path: Path) -> None:
    """Two processes may start at once: the link appears whole or not at all, and only the first one wins."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(32))
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
