"""Where this checkout keeps its things."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """`ALLCLOSE_DATA_DIR`, or `.allclose` in the checkout whatever folder the command is called from."""
    return Path(os.environ.get("ALLCLOSE_DATA_DIR") or ROOT / ".allclose").resolve()


def shipped_labs() -> list[Path]:
    return sorted(found.parent for found in (ROOT / "reference").glob("*/*/lab.toml"))
