"""The trusted end of a line to one child: asks, waits by our own clock, drains what it prints, kills what overruns."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from graders.lab import Limits
from graders.results import Finding, LabFault, StudentFault, Verdict
from worker.sandbox.claims import Unfit, believed
from worker.sandbox.inside import wire
from worker.sandbox.output import Output
from worker.sandbox.sandbox import Ended, SandboxFault

_CHUNK = 1 << 16
_PIPES = 16  # reads at once: as much as a pipe may hold; who prints as fast as we read must not keep us from the clock


class ChildClient:
    """Not thread safe. Owns the three descriptors. After a StudentFault that ended the child, `ended` is True."""

    def __init__(  # noqa: PLR0913  three of them are one: a child
        self,
        socket_fd: int,
        output_fd: int,
        pidfd: int,
        why_ended: Callable[[], Ended],
        limits: Limits | None = None,
        *,
        why_failed: Callable[[], str | None] = lambda: None,
        sealed: bool = True,
    ) -> None:
        """`why_failed` names the limit that a child has reached which lives on, as `Ended.limit` does at its end.

        `sealed=False` is for the doctor, who shows what seals are for.
        """
        self.limits = limits or Limits()
        self.ended = False
        self._socket = socket.socket(fileno=socket_fd)
        self._socket.settimeout(0)
        os.set_blocking(output_fd, False)
        self._output_fd = output_fd
        self._output = Output(self.limits.output_kb << 10)
        self._pidfd = pidfd
        self._sealed = sealed
        self._why_ended = why_ended
        self._why_failed = why_failed
        self._number = 0
        self._flood: StudentFault | None = None
        self._bounds = wire.Bounds(elements=self.limits.elements)
        self._poll = select.poll()  # it looks at the socket first: what came before an answer is seen with it
        for fd in (socket_fd, pidfd, output_fd):
            self._poll.register(fd, select.POLLIN)

    def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Any:
        """One operation of the closed set. Raises StudentFault, and SandboxFault when it is no student's doing."""
        if self.ended:
            raise self._flood or _fault(Verdict.NO_RESULT, "ended", exit_code=None)
        limit_s = self.limits.call_s if timeout_s is None else timeout_s
        self._number += 1
        message = {"number": self._number, "op": op, "elements": self.limits.elements, "fields": fields}
        request = self._framed(message)
        deadline = time.monotonic() + limit_s
        try:
            self._say(request, deadline)
            answer = self._hear(deadline)
        except TimeoutError:
            limit = self.limit_reached()  # which is why nothing came of it: a fork bomb goes on when it is refused
            self.kill()
            raise limit or _fault(Verdict.TIMEOUT, "limit", limit="call", value=limit_s, unit="s") from None
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise self._end() from None
        except wire.Garbled as error:
            raise self._garbled(str(error)) from error
        except wire.TooLarge as error:
            self.kill()  # a child of ours says so itself, so this is a frame that something else wrote
            raise _fault(Verdict.INVALID, "too_large", elements=error.elements, limit=error.limit) from error
        finally:
            request.close()
        return self._open(answer)

    def limit_reached(self) -> StudentFault | None:
        """By the worker's measure: the limit that explains why what this child did went wrong."""
        return None if self.ended else self._limit(self._why_failed())

    @property
    def output(self) -> str:
        """What it has printed since the last `take_output`, cut in the middle."""
        self._drain_between_requests()
        return self._output.text()

    def take_output(self) -> str:
        self._drain_between_requests()
        return self._output.take()

    def kill(self) -> None:
        """Everything in the child's namespace dies with its first process."""
        self.ended = True
        with suppress(ProcessLookupError, OSError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def close(self) -> None:
        self.ended = True
        self._socket.close()
        for fd in (self._output_fd, self._pidfd):
            if fd >= 0:
                os.close(fd)
        self._output_fd = self._pidfd = -1

    def _framed(self, message: dict[str, Any]) -> wire.Frame:
        try:
            return wire.frame(message, wire.INPUT_BOUNDS, seal=self._sealed)
        except wire.TooLarge as error:
            told = f"what the check sends has {error.elements:,} elements, values or levels"
            raise LabFault(f"{told}; at most {error.limit:,} can be sent, so draw less") from error

    def _say(self, request: wire.Frame, deadline: float) -> None:
        self._expect_silence()
        rights = [request.memory_fd] if request.memory_fd is not None else []
        for part in request.parts:
            rest = part
            while rest:
                try:
                    sent = socket.send_fds(self._socket, [rest], rights) if rights else self._socket.send(rest)
                except BlockingIOError:
                    if self._wait(select.POLLOUT, deadline):
                        raise EOFError from None
                else:
                    rights, rest = [], rest[sent:]

    def _hear(self, deadline: float) -> Any:
        incoming = wire.Incoming(self._bounds)
        while True:
            ended = self._wait(select.POLLIN, deadline)
            try:
                data = self._socket.recv(incoming.wanted)
            except BlockingIOError:
                if ended:  # with all of its namespace, so nobody is left who could speak
                    raise EOFError from None
                continue
            if not data:
                raise EOFError
            if incoming.feed(data):
                return incoming.tree()

    def _expect_silence(self) -> None:
        try:
            early = self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return
        raise wire.Garbled("it spoke before it was asked") if early else EOFError

    def _wait(self, event: int, deadline: float) -> bool:
        """Until the socket is ready or the child has ended (then True), draining the output. Raises TimeoutError."""
        self._poll.modify(self._socket, event)
        while True:
            left_s = deadline - time.monotonic()
            found = dict(self._poll.poll(max(0.0, left_s) * 1000))
            if found.get(self._output_fd, 0) and not self._drain():
                self._poll.unregister(self._output_fd)
            if self._socket.fileno() in found or self._pidfd in found:
                return self._pidfd in found
            if left_s <= 0:
                raise TimeoutError

    def _drain(self) -> bool:
        """Reads what is there. False at the end. Raises StudentFault when a child prints without measure."""
        for _ in range(_PIPES):
            try:
                data = os.read(self._output_fd, _CHUNK) if self._output_fd >= 0 else b""
            except BlockingIOError:
                break
            if not data:
                return False
            self._output.add(data)
            if self._output.flooded and not self.ended:
                self.kill()
                self._flood = _fault(Verdict.OUTPUT, "limit", limit="output", value=Output.FLOOD >> 20, unit="MiB")
                raise self._flood
        return True

    def _drain_between_requests(self) -> None:
        """A flood then ends the child all the same, and the next request tells."""
        with suppress(StudentFault):
            self._drain()

    def _end(self) -> StudentFault:
        """The channel ended without an answer: the worker knows why."""
        self.ended = True
        self._drain()
        ended = self._why_ended()
        if limit := self._limit(ended.limit):
            return limit
        if ended.signal == signal.SIGKILL.name:
            # No student code can end itself so: an operator did, or a machine that ran out of memory.
            raise SandboxFault("A child of the sandbox was killed from outside. The grading is repeated.")
        if ended.signal is not None:
            return _fault(Verdict.CRASH, "signal", signal=ended.signal)
        if ended.exit_code is None:
            return _fault(Verdict.NO_RESULT, "garbled", reason="it closed its channel")
        return _fault(Verdict.NO_RESULT, "ended", exit_code=ended.exit_code)

    def _limit(self, name: str | None) -> StudentFault | None:
        match name:
            case "memory":
                return _fault(Verdict.MEMORY, "limit", limit=name, value=self.limits.memory_mb, unit="MiB")
            case "processes":
                return _fault(Verdict.PROCESSES, "limit", limit=name, value=self.limits.processes, unit="")
            case "disk":
                return _fault(Verdict.DISK, "limit", limit=name, value=self.limits.scratch_mb, unit="MiB")
        return None

    def _garbled(self, reason: str) -> StudentFault:
        limit = self.limit_reached()  # a fork bomb answers with many voices
        self.kill()
        return limit or _fault(Verdict.NO_RESULT, "garbled", reason=reason)

    def _open(self, answer: Any) -> Any:
        number = answer.get("number") if type(answer) is dict and len(answer) == 2 else None  # noqa: PLR2004
        if type(number) is not int or number != self._number:  # a tensor, for one, is equal to nothing and everything
            raise self._garbled("it answered another question")
        if "value" in answer:
            return answer["value"]
        raise self._claimed(answer.get("failed"))

    def _claimed(self, told: Any) -> StudentFault:
        if type(told) is not dict or told.keys() != {"verdict", "code", "facts"} or type(told["facts"]) is not dict:
            return self._garbled("it failed without saying how")
        try:
            facts = believed(told["verdict"], told["code"], told["facts"])
        except Unfit as unfit:
            return self._garbled(str(unfit))
        limit = self.limit_reached() if told["code"] == "raised" else None
        return limit or _fault(Verdict(told["verdict"]), told["code"], **facts)


def _fault(verdict: Verdict, code: str, **facts: Any) -> StudentFault:
    return StudentFault(verdict, Finding(code=code, facts=facts))
