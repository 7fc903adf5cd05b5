"""The name of an uploaded file, as it may be shown, logged and sent back. It never names anything on our disk."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from api.problems import Problem
from graders.folders import BadFolder, is_folder, unpacked

LONGEST = 120
ACCEPTED = (".py", ".ipynb", ".zip")


def prove_suffix(file_name: str) -> None:
    if not file_name.lower().endswith(ACCEPTED):
        sentence = "The file must be a Python file (.py), a notebook (.ipynb) or a folder as .zip. Rename or export it."
        raise Problem(422, "file-type", sentence)


def prove_folder(file_name: str, data: bytes) -> None:
    """A .zip is looked through before it is stored: what cannot be unpacked costs nobody an attempt."""
    if is_folder(file_name):
        try:
            unpacked(data)
        except BadFolder as bad:
            raise Problem(413 if bad.too_large else 422, "folder", str(bad)) from bad


def how_to_shrink(file_name: str) -> str:
    if is_folder(file_name):
        return "Leave data sets and saved weights out of the folder, pack it again and send that."
    if file_name.lower().endswith(".ipynb"):
        return "Clear the outputs of the notebook and send it again."
    return "Leave data out of the file and send it again: it holds code only."


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
