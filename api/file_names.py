"""The name of an uploaded file, as it may be shown, logged and sent back. It never names anything on our disk."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from api.problems import Problem

LONGEST = 120
ACCEPTED = (".py", ".ipynb")


def prove_suffix(file_name: str) -> None:
    lowered = file_name.lower()
    if lowered.endswith(".zip"):
        raise Problem(
            422, "zip", "Folders as .zip come with a later version. Send one .py file or one .ipynb notebook for now."
        )
    if not lowered.endswith(ACCEPTED):
        raise Problem(
            422, "file-type", "The file must be a Python file (.py) or a notebook (.ipynb). Rename or export it."
        )


def clean_file_name(file_name: str) -> str:
    """The last part of the path, composed, without control, bidirectional and other invisible characters."""
    name = re.split(r"[/\\]", file_name)[-1]
    name = unicodedata.normalize("NFC", "".join(char for char in name if unicodedata.category(char)[0] != "C"))
    stem, dot, suffix = name.strip().rpartition(".")
    if not stem.strip(" .-"):
        raise Problem(422, "file-name", "The file has no usable name. Give it a plain one, such as lab.py.")
    return f"{stem.strip()[: LONGEST - len(suffix) - 1]}{dot}{suffix}"


def attachment(file_name: str) -> str:
    """A Content-Disposition that saves and never opens: an ASCII name for all, the real one by RFC 5987."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
