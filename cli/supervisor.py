"""Keeps the long-running programs of one machine alive, and ends them together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from cli import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STOP = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
SHORT_LIFE_S = 5.0
LONGEST_PAUSE_S = 30.0


@dataclass
class Program:
    """A program that should run: started again at once when it ends, less eagerly when that keeps happening."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause_s: float = 0.0

    def start(self) -> None:
        # SIGKILL, because a killed supervisor must leave nothing behind, and a grading that is cut off is graded again.
        self.process = processes.start(
            self.command,
            output=subprocess.PIPE,
            on_parent_death=signal.SIGKILL,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.environment},
        )
        self.started_at = time.monotonic()
        assert self.process.stdout
        threading.Thread(target=relay, args=(self.name, self.process.stdout), daemon=True).start()

    def note_end(self) -> str | None:
        """What happened, once per end: the words for the log, or None while nothing did."""
        if self.process is None or self.process.poll() is None:
            return None
        lived_s, code = time.monotonic() - self.started_at, self.process.returncode
        self.process = None
        self.pause_s = 0.0 if lived_s > SHORT_LIFE_S else min(max(1.0, self.pause_s * 2), LONGEST_PAUSE_S)
        self.start_again_at = time.monotonic() + self.pause_s
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        when = f"in {self.pause_s:.0f} s" if self.pause_s else "now"
        return f"The {self.name} {how} after {lived_s:.0f} s and is started again {when}."


@dataclass
class Supervisor:
    programs: list[Program] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())

    def add(self, program: Program) -> None:
        self.programs.append(program)
        program.start()

    def watch(self, revive_engines: Callable[[], list[str]]) -> None:
        """Until somebody says stop: start again what has ended."""
        while not self.stopping.wait(0.1):
            for name in revive_engines():
                say("serve", f"{name} had ended and was started again. Its log is in the data folder.")
            self.look_after_all()

    def look_after_all(self) -> None:
        for program in self.programs:
            self._look_after(program)

    def _look_after(self, program: Program) -> None:
        note = program.note_end()
        if note:
            say("serve", note)
        if program.process is None and time.monotonic() >= program.start_again_at:
            program.start()

    def stop(self) -> None:
        """Ask all at once, then wait for each: they have no order among themselves, only before the engines."""
        running = [program.process for program in self.programs if program.process]
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in running:
            processes.end(process, STOP)


def relay(name: str, output: IO[bytes]) -> None:
    with output:
        for line in output:
            say(name, line.decode(errors="replace").rstrip("\n"))


def say(name: str, text: str) -> None:
    # One write per line, because several threads speak.
    sys.stdout.write(f"{name:<8}│ {text}\n")
    sys.stdout.flush()
