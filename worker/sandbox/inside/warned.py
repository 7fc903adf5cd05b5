"""Hears PyTorch's warning that a loss stretched (n, 1) against (n,), and notes the student's line."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from .traces import Files

MOST = 10
_SENTENCE = "Using a target size"
_SHOW = warnings.showwarning


class Warned:
    """`listen`, which is for a process of one hand-in, makes it hear. Other warnings go their way to stderr."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._places: list[dict[str, Any]] = []

    def listen(self) -> None:
        def hear(message: Any, category: Any, *where: Any, **rest: Any) -> None:
            if str(message).startswith(_SENTENCE):
                self._note()
            else:
                _SHOW(message, category, *where, **rest)

        warnings.showwarning = hear

    def told(self) -> list[dict[str, Any]]:
        """Where the student's code was, each place once: `{"file", "cell", "line"}`."""
        return self._places

    def _note(self) -> None:
        frame = sys._getframe()  # noqa: SLF001  a warning tells where it was raised, and not who is to blame
        while frame is not None and frame.f_code.co_filename not in self._files:
            frame = frame.f_back  # type: ignore[assignment]
        if frame is not None:
            place = {**self._files[frame.f_code.co_filename]._asdict(), "line": frame.f_lineno}
            if place not in self._places and len(self._places) < MOST:
                self._places.append(place)
