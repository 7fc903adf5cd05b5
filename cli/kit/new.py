"""`allclose lab new`: copies the small lab that every new one starts from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from cli.places import ROOT

TEMPLATE = ROOT / "graders" / "kit" / "template"
NAME = re.compile(r"[a-z0-9][a-z0-9.-]*/[a-z0-9][a-z0-9.-]*")


class CannotBegin(Exception):
    """Why no lab was begun, as one sentence for people."""


def begin(lab: str, into: Path) -> Path:
    """The new folder `<into>/<course>/<lab>`."""
    if not NAME.fullmatch(lab):
        raise CannotBegin(
            f"{lab} is no name of a lab. Write <course>/<lab> with small letters, digits, dots and hyphens, "
            "such as dl-101/lab-1."
        )
    folder = into / lab
    if folder.exists():
        raise CannotBegin(f"{folder} is there already. Choose another name, or change what is in it.")
    shutil.copytree(TEMPLATE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder
