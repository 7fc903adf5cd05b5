"""Where this checkout keeps its things."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """`ALLCLOSE_DATA_DIR`, or `.allclose` in the checkout whatever folder the command is called from."""
    return Path(os.environ.get("ALLCLOSE_DATA_DIR") or ROOT / ".allclose").resolve()


def use_own_data() -> Path:
    """For commands that work on the database: this checkout's data folder, from whatever folder they are called."""
    folder = data_dir()
    os.environ["ALLCLOSE_DATA_DIR"] = str(folder)
    return folder


class NoSuchLab(Exception):
    """Which lab was asked for and where it was looked for, as one sentence for people."""


def lab_roots() -> list[Path]:
    """Folders of `<course>/<lab>`: those of ALLCLOSE_LABS, and the labs that ship."""
    more = [Path(folder) for folder in os.environ.get("ALLCLOSE_LABS", "").split(os.pathsep) if folder]
    return [*more, ROOT / "reference"]


def every_lab() -> list[Path]:
    return [found.parent for root in lab_roots() for found in sorted(root.glob("*/*/lab.toml"))]


def find_lab_folder(name: str) -> Path:
    """A folder, or the folder of the lab with this slug. Raises NoSuchLab."""
    for root in (Path(), *lab_roots()):
        if (root / name / "lab.toml").is_file():
            return (root / name).resolve()
    raise NoSuchLab(
        f"There is no lab {name}: it is neither a folder with a lab.toml nor named in reference/ or ALLCLOSE_LABS."
    )
