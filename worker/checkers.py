"""The worker's side of the checkers: one zygote, warm checkers by lab version, one grading at a time in each."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graders.results import ServiceFault
from worker.channel import Channel, ChannelClosed, DeadlinePassed
from worker.checker import spawn_command, spawn_environment

_ZYGOTE_START_S = 120.0  # a cold disk reads torch for long
_FORK_S = 20.0
_KEPT_PER_LAB = 2  # warm and idle; more than the gradings of one worker that run at once are of no use


@dataclass(frozen=True)
class Checker:
    channel: Channel
    pid: int
    lab_hash: str


class Checkers:
    """Thread safe. `take` and `give_back` (or `discard`) enclose one grading."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: dict[str, list[Checker]] = defaultdict(list)
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: Channel | None = None

    def take(self, lab_folder: Path, lab_hash: str) -> Checker:
        """A checker that may have this lab version loaded already. Raises ServiceFault."""
        with self._lock:
            idle = self._idle[lab_hash]
            return idle.pop() if idle else self._fork(lab_folder, lab_hash)

    def give_back(self, checker: Checker) -> None:
        with self._lock:
            idle = self._idle[checker.lab_hash]
            if len(idle) < _KEPT_PER_LAB:
                idle.append(checker)
                return
        checker.channel.close()

    def discard(self, checker: Checker) -> None:
        """Kill a checker that hung or said nonsense."""
        checker.channel.close()
        with suppress(ProcessLookupError):
            os.kill(checker.pid, signal.SIGKILL)

    def forget(self, lab_hash: str) -> None:
        """A lab version is no longer current: its warm checkers may go."""
        with self._lock:
            for checker in self._idle.pop(lab_hash, []):
                checker.channel.close()

    def close(self) -> None:
        for lab_hash in list(self._idle):
            self.forget(lab_hash)
        with self._lock:
            self._stop_zygote()

    def warm_up(self) -> None:
        """Start the zygote now instead of at the first grading."""
        with self._lock:
            self._running_zygote()

    def _fork(self, lab_folder: Path, lab_hash: str) -> Checker:
        control = self._running_zygote()
        ours, theirs = Channel.pair()
        try:
            control.send({"do": "fork", "lab_folder": str(lab_folder)}, fds=(theirs.fileno(),))
            pid = control.receive(_FORK_S).body["pid"]
        except (ChannelClosed, DeadlinePassed) as error:
            ours.close()
            self._stop_zygote()
            raise ServiceFault("the checker zygote did not fork") from error
        finally:
            theirs.close()
        return Checker(ours, pid, lab_hash)

    def _running_zygote(self) -> Channel:
        if self._control is not None and self._zygote is not None and self._zygote.poll() is None:
            return self._control
        self._stop_zygote()
        ours, theirs = Channel.pair()
        theirs_fd = theirs.fileno()
        self._zygote = subprocess.Popen(
            spawn_command(theirs_fd),
            pass_fds=(theirs_fd,),
            env=spawn_environment(dict(os.environ)),
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self._control = ours
        try:
            ours.receive(_ZYGOTE_START_S)
        except (ChannelClosed, DeadlinePassed) as error:
            self._stop_zygote()
            raise ServiceFault("the checker zygote did not start; its error stands in the worker's log") from error
        return ours

    def _stop_zygote(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._zygote is not None:
            self._zygote.kill()
            self._zygote.wait()
        self._control = self._zygote = None
