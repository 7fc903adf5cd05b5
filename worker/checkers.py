"""The worker's side of the checkers: one zygote, warm checkers by lab version, one grading at a time in each."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graders.results import ServiceFault
from worker.channel import Channel, ChannelClosed, DeadlinePassed
from worker.checker import spawn_command, spawn_environment
from worker.deaths import Death, read_death

_ZYGOTE_START_S = 120.0  # a cold disk reads torch for long
_FORK_S = 20.0
_KEPT = 16  # warm and idle, of all lab versions together; the longest unused one goes first


@dataclass(frozen=True)
class Checker:
    channel: Channel
    pid: int
    pidfd: int
    lab_hash: str
    status_fd: int  # where the zygote tells how it ended
    words_fd: int  # where it tells itself what it was doing then

    def silent(self) -> bool:
        """Whether it waits for a job. One that died while nobody looked has something to read: its end."""
        return not select.select([self.channel.sock], [], [], 0)[0]

    def stop(self) -> None:
        """Its time is over: it ends as if it had computed too long, and tells where it was."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGPROF)

    def death(self) -> Death:
        """How it ended; asked once, of one that has hung up or was stopped."""
        return read_death(self.status_fd, self.words_fd)

    def close(self) -> None:
        self.channel.close()
        for fd in (self.pidfd, self.status_fd, self.words_fd):
            os.close(fd)


class Checkers:
    """Thread safe. `take` and `give_back` (or `discard`) enclose one grading."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Checker] = []
        self._zygote: subprocess.Popen[bytes] | None = None
        self._control: Channel | None = None

    def take(self, lab_folder: Path, lab_hash: str) -> Checker:
        """A checker that may have this lab version loaded already. Raises ServiceFault."""
        with self._lock:
            for checker in reversed([kept for kept in self._idle if kept.lab_hash == lab_hash]):
                self._idle.remove(checker)
                if checker.silent():
                    return checker
                checker.close()
            return self._fork(lab_folder, lab_hash)

    def give_back(self, checker: Checker) -> None:
        with self._lock:
            self._idle.append(checker)
            if len(self._idle) > _KEPT:
                self._idle.pop(0).close()

    def discard(self, checker: Checker) -> None:
        """Kill a checker that hung or said nonsense."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(checker.pidfd, signal.SIGKILL)
        checker.close()

    def close(self) -> None:
        with self._lock:
            while self._idle:
                self._idle.pop().close()
            self._stop_zygote()

    def warm_up(self) -> None:
        """Start the zygote now instead of at the first grading."""
        with self._lock:
            self._running_zygote()

    def _fork(self, lab_folder: Path, lab_hash: str) -> Checker:
        control = self._running_zygote()
        ours, theirs = Channel.pair()
        status_fd, told_fd = os.pipe2(os.O_CLOEXEC)
        words_fd = os.memfd_create("last-words", os.MFD_CLOEXEC)
        try:
            fds = (theirs.fileno(), words_fd, told_fd)
            control.send({"do": "fork", "lab_folder": str(lab_folder)}, fds=fds)
            born = control.receive(_FORK_S)
        except (ChannelClosed, DeadlinePassed) as error:
            ours.close()
            os.close(status_fd)
            os.close(words_fd)
            self._stop_zygote()
            raise ServiceFault("the checker zygote did not fork") from error
        finally:
            theirs.close()
            os.close(told_fd)
        (pidfd,) = born.fds
        return Checker(ours, born.body["pid"], pidfd, lab_hash, status_fd, words_fd)

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
