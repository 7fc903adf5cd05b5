"""Lab versions on the worker's disk: unpacked once per version from the bytes in the database."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from uuid import uuid4

from api import gradings
from api.database import session
from graders.lab import unpack


class LabFolders:
    """Thread safe; safe beside other workers on the same disk, since a version appears by one rename."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()

    def folder(self, lab: str, pack_sha256: str) -> Path:
        """The folder of a version, named as `<sha256>/<course>/<lab>` so that the lab's slug is its last two parts."""
        target = self._root / pack_sha256 / lab
        with self._lock:
            if not target.exists():
                self._unpack(pack_sha256, target)
        return target

    def _unpack(self, pack_sha256: str, target: Path) -> None:
        with session() as db:
            pack = gradings.lab_pack(db, pack_sha256)
        # The folders hold solutions: other users of the machine may not look.
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._root / f"unpacking-{uuid4().hex}"
        fresh.mkdir()
        unpack(pack, fresh)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            fresh.rename(target)
        except OSError:  # another worker was first; its bytes are the same
            shutil.rmtree(fresh)
