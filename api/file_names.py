"""The name of an uploaded file, as it may be shown, logged and sent back. It never names anything on our disk."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from api.problems import Problem

LONGEST = 180  # bytes, which every disk has room for; Chinese takes three for a character
ACCEPTED = (".py", ".ipynb", ".zip")
_RESERVED = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


def prove_suffix(file_name: str) -> None:
    if not file_name.lower().endswith(ACCEPTED):
        sentence = "The file must be a Python file (.py), a notebook (.ipynb) or a folder as .zip. Rename or export it."
        raise Problem(422, "file-type", sentence)


def clean_file_name(file_name: str) -> str:
    """The last part of the path, composed, in characters that are seen, and harmless wherever a name may end up.

    In a spreadsheet = + - @ at the beginning make a formula, in a shell a dash makes an option, on a disk a dot hides
    the file; Windows keeps some names and characters for itself.
    """
    last = re.split(r"[/\\]", file_name)[-1]
    seen = unicodedata.normalize("NFC", "".join(char for char in last if _is_seen(char)))
    stem, _, suffix = " ".join(seen.split()).rpartition(".")
    stem = _RESERVED.sub("_", stem).strip(" .").lstrip("-=+@. ")
    if not stem.strip(" ._-"):
        raise Problem(422, "file-name", "The file has no usable name. Give it a plain one, such as lab.py.")
    if _DEVICE.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return f"{_cut(stem, LONGEST - len(suffix) - 1)}.{suffix.strip()}"


def _is_seen(char: str) -> bool:
    """No control character, none that turns the text around it or has no width, no end of a line."""
    return unicodedata.category(char)[0] != "C" and unicodedata.category(char) not in {"Zl", "Zp"}


def _cut(text: str, most_bytes: int) -> str:
    """To whole characters: a disk counts the bytes of a name."""
    return text.encode()[:most_bytes].decode(errors="ignore").rstrip()


def attachment(file_name: str) -> str:
    """A Content-Disposition that saves and never opens: an ASCII name for all, the real one by RFC 5987."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
