"""How a checker died, and where in the lab's code: trusted code may loop, crash in C or end its process.

A checker's own time is counted by the kernel as it computes, so that neither a busy machine nor a slow hand-in takes of
it. When it is over, the kernel's signal ends the process, even inside a call into C that never returns.
"""

from __future__ import annotations

import faulthandler
import os
import re
import select
import signal
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BUG = 70  # a checker's exit code after an error of ours, which stands in the worker's log
STATUS = struct.Struct("!i")
_STATUS_S = 5.0
_LONGEST = 64 << 10
_FRAME = re.compile(r'File "([^"\n]+)", line (\d+)')


@dataclass(frozen=True)
class Death:
    """Neither code nor signal: nobody saw it. `traceback` is what the dying process could still write of itself."""

    exit_code: int | None
    signal: str | None
    traceback: str = ""

    @property
    def by_lab_code(self) -> bool:
        """Whether what it computed ended it, and not somebody outside or an error of ours."""
        if self.signal is not None:
            return self.signal != signal.SIGKILL.name
        return self.exit_code is not None and self.exit_code != BUG

    @property
    def how(self) -> str:
        if self.signal == signal.SIGPROF.name:
            return "it did not end"
        return self.signal or f"exit code {self.exit_code}"

    def told(self, lab_folder: Path) -> str:
        """For the author: file, line and what to do."""
        slug = "/".join(lab_folder.parts[-2:])
        place = next((f"{slug}/{name}:{line}" for name, line in self._places(lab_folder)), slug)
        if self.signal == signal.SIGPROF.name:
            told = "the lab's own code did not end in its time"
            return f"{place}: {told}. Look for a loop there, or raise total_s in lab.toml."
        if self.signal is not None:
            return f"{place}: the lab's own code ended the grader by {self.signal}. Correct the call there."
        return f"{place}: the lab's own code ended the grader with exit code {self.exit_code}. Remove os._exit()."

    def _places(self, lab_folder: Path) -> Iterator[tuple[str, str]]:
        """The innermost line of the lab's, by the traceback; of an exit, which leaves none, where it is written."""
        for file, line in _FRAME.findall(self.traceback):
            if Path(file).is_relative_to(lab_folder):
                yield str(Path(file).relative_to(lab_folder)), line
        for path in sorted([*lab_folder.glob("*.py"), *lab_folder.glob("checks/*.py")]):
            name = str(path.relative_to(lab_folder))
            text = path.read_text(encoding="utf-8", errors="replace")
            yield from ((name, str(number)) for number, line in enumerate(text.split("\n"), 1) if "_exit(" in line)


def leave_word(fd: int) -> None:
    """In a checker, before any code of a lab: where it is when it dies is written to this file."""
    faulthandler.enable(file=fd)
    faulthandler.register(signal.SIGPROF, file=fd, chain=True)


def own_time(seconds: float) -> None:
    """From now on, what this process may compute; 0 for as long as it likes."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def read_death(status_fd: int, words_fd: int) -> Death:
    """What the zygote wrote when the process had ended, and what the process wrote before."""
    told = os.read(status_fd, STATUS.size) if select.select([status_fd], [], [], _STATUS_S)[0] else b""
    if len(told) != STATUS.size:
        return Death(None, None)
    code = os.waitstatus_to_exitcode(*STATUS.unpack(told))
    words = os.pread(words_fd, _LONGEST, 0).decode("utf-8", "replace")
    return Death(code, None, words) if code >= 0 else Death(None, signal.Signals(-code).name, words)
