"""Folders for what trusted lab code writes, as the code of a student has one: gone with whoever it was made for.

Checkers and their forks are killed when they overrun, and then nobody cleans up. So each process locks the folder that
holds its own; one without a lock was left behind, and the next process removes it.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import weakref
from functools import cache
from pathlib import Path

_PREFIX = "allclose-lab-code-"


def scratch_for(owner: object) -> str:
    """A new empty folder, removed when its owner is forgotten."""
    folder = tempfile.mkdtemp(dir=_home(os.getpid()))
    weakref.finalize(owner, _remove, os.getpid(), folder)
    return folder


@cache
def _home(pid: int) -> str:
    """Of this process; a fork makes another, since it may outlive this one."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        _remove_unlocked(left)
    while True:
        folder = tempfile.mkdtemp(prefix=_PREFIX)
        if _locked(folder):
            atexit.register(_remove, pid, folder)
            return folder


def _locked(folder: str) -> bool:
    """Until the process ends. Not when another process found it before it was locked, and removed it."""
    try:
        fcntl.flock(os.open(folder, os.O_RDONLY | os.O_DIRECTORY), fcntl.LOCK_EX)
    except FileNotFoundError:
        return False
    return Path(folder).is_dir()


def _remove_unlocked(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # it went away meanwhile, or is another user's
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return
    finally:
        os.close(descriptor)


def _remove(pid: int, folder: str) -> None:
    """A fork that forgets what it inherited must not take it from its parent."""
    if os.getpid() == pid:
        shutil.rmtree(folder, ignore_errors=True)
