"""`demo.json` in the data folder: the address and the secrets of the demo people. The database keeps only hashes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from api.database import session
from api.demo import Demo, ensure_demo

if TYPE_CHECKING:
    from pathlib import Path


def write_demo(folder: Path, url: str) -> Demo:
    """Makes the demo people where they are missing, and tells their owner what they sign in with."""
    file = folder / "demo.json"
    with session() as db:
        demo = ensure_demo(db, known_demo(file))
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({"url": url, **asdict(demo)}, indent=2) + "\n", encoding="utf-8")
    fresh.replace(file)
    return demo


def known_demo(file: Path) -> Demo:
    """What an earlier start wrote. A file that cannot be read is replaced: everything in it can be made anew."""
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        return Demo(tokens=facts["tokens"], passwords=facts["passwords"])
    except (FileNotFoundError, ValueError, KeyError):
        return Demo()
