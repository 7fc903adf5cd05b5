"""What is put around a hand-in while its files run whole: arguments, main module, figures, an ear for prints."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_HALF = 32 << 10  # characters of what is printed that are kept from the beginning, and as many from the end


class Printed:
    """Stands for `sys.stdout`: passes everything on, and keeps the first and the last part."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._first = ""
        self._last: list[str] = []
        self._held = self._total = 0

    def write(self, text: str) -> int:
        self._total += len(text)
        room = _HALF - len(self._first)
        self._first += text[: max(room, 0)]
        rest = text[max(room, 0) :][-_HALF:]
        if rest:
            self._last.append(rest)
            self._held += len(rest)
            if self._held > 2 * _HALF:
                self._last = ["".join(self._last)[-_HALF:]]
                self._held = len(self._last[0])
        return int(self._stream.write(text))

    def text(self) -> str:
        """A mark stands where something was left out, so that no number is made of two halves."""
        last = "".join(self._last)[-_HALF:]
        cut = self._total > len(self._first) + len(last)
        return f"{self._first}\n...\n{last}" if cut else self._first + last

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def running(module: ModuleType, file: str) -> Iterator[Printed]:
    """As `python FILE` would run it: it is the main module, so its main guard opens and its classes can be saved."""
    before = (sys.argv, sys.stdout, sys.modules["__main__"], module.__name__)
    printed = Printed(sys.stdout)
    sys.argv, sys.stdout, sys.modules["__main__"], module.__name__ = [file], printed, module, "__main__"
    _close_figures_once_shown()
    try:
        yield printed
    finally:
        sys.argv, sys.stdout, sys.modules["__main__"], module.__name__ = before


def _close_figures_once_shown() -> None:
    """As a notebook does: somebody shows sixty thousand pictures, and open ones stay in memory."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.show = lambda *_, **__: pyplot.close("all")  # type: ignore[attr-defined]
