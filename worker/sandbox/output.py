"""What a child prints, cut while it is read: the first and the last part are kept, the rest is thrown away."""

from __future__ import annotations


class Output:
    FLOOD = 256 << 20  # nobody prints so much in earnest

    def __init__(self, kept: int) -> None:
        self._half = kept // 2
        self._first = bytearray()
        self._last = bytearray()
        self._dropped = 0
        self._total = 0

    @property
    def flooded(self) -> bool:
        return self._total > self.FLOOD

    def add(self, data: bytes) -> None:
        self._total += len(data)
        room = self._half - len(self._first)
        self._first += data[:room]
        self._last += data[room:] if room > 0 else data
        if len(self._last) > self._half:
            surplus = len(self._last) - self._half
            self._dropped += surplus
            del self._last[:surplus]

    def text(self) -> str:
        """Valid text without NUL, whatever was printed."""
        first, last = (bytes(part).decode("utf-8", "replace") for part in (self._first, self._last))
        mark = f"\n[{self._dropped} bytes were cut here]\n" if self._dropped else ""
        return (first + mark + last).replace("\0", "\N{REPLACEMENT CHARACTER}")

    def take(self) -> str:
        text = self.text()
        self._first.clear()
        self._last.clear()
        self._dropped = 0
        return text
