"""What an upload holds, looked at before it is stored: what can never be graded costs nobody an attempt."""

from __future__ import annotations

import threading

from api.problems import Problem
from api.settings import get_settings
from graders.folders import MOST_CODE_BYTES, BadFolder, Files, code_sizes, is_folder, unpacked

MIB = 1 << 20
# At most so many are open in memory, each for a fraction of a second: a folder has 20 MiB, a notebook's tree more.
_LOOKING = threading.Semaphore(4)


def prove_contents(file_name: str, data: bytes) -> None:
    limit = get_settings().upload_bytes
    if len(data) > limit:
        sentence = f"The file has {len(data) / MIB:.1f} MiB, and {limit / MIB:.0f} MiB is the most. "
        raise Problem(413, "too-large", sentence + _how_to_shrink(file_name))
    with _LOOKING:
        _prove_code(file_name, data)


def _prove_code(file_name: str, data: bytes) -> None:
    for name, size in code_sizes(_files(file_name, data)):
        if size > MOST_CODE_BYTES:
            which = f"“{name}” in the folder" if is_folder(file_name) else "The file"
            sentence = f"{which} holds {size / MIB:.1f} MiB of code, and {MOST_CODE_BYTES // MIB} MiB is the most. "
            raise Problem(413, "too-much-code", sentence + "Leave data and weights out of the code and send it again.")


def _files(file_name: str, data: bytes) -> Files:
    if not is_folder(file_name):
        return [(file_name, data)]
    try:
        return unpacked(data)
    except BadFolder as bad:
        raise Problem(413 if bad.too_large else 422, "folder", str(bad)) from bad


def _how_to_shrink(file_name: str) -> str:
    if is_folder(file_name):
        return "Leave data sets and saved weights out of the folder, pack it again and send that."
    if file_name.lower().endswith(".ipynb"):
        return "Clear the outputs of the notebook and send it again."
    return "Leave data out of the file and send it again: it holds code only."
