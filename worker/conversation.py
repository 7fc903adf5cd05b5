"""The conversation with one checker about one job: its verdicts as they come, the children that it asks for."""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from graders.lab import Lab, Limits
from graders.results import CheckResult, Finding, ServiceFault
from worker.channel import ChannelClosed, DeadlinePassed, Message
from worker.checkers import Checker
from worker.deaths import Death
from worker.job import CheckDone, Event, ExerciseStarted, GradingCancelled, Job
from worker.sandbox.sandbox import Ended, Lease, Sandbox
from worker.session import MOST_RUNS

LOAD_S = 60.0  # for whatever stands outside of functions in solution.py and checks.py
MESSAGE_S = 10.0  # a message that has begun is whole by then
_LOOK_UP_S = 0.5  # how often a silent grading looks whether it was cancelled
_BUSY = 3  # times as long as it computes, lab code may take on a machine that others use as well


@dataclass
class Heard:
    """What was heard of a grading so far, from one checker or from several."""

    on_event: Callable[[Event], None]
    checks: list[CheckResult] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def result(self, result: CheckResult) -> None:
        self.checks.append(result)
        self.on_event(CheckDone(result))


class CheckerDied(Exception):
    """Before it had said how the grading ends. `exercise` is where; None while the lab itself was loaded.

    `whole`: there the files of the hand-in ran as they are.
    """

    def __init__(self, exercise: str | None, death: Death, *, whole: bool = False) -> None:
        super().__init__(f"{exercise or 'the lab'}: {death.how}")
        self.exercise = exercise
        self.death = death
        self.whole = whole


def own_s(limits: Limits) -> float:
    """What the lab's own code may compute in an exercise: it does there what the student's code does."""
    return max(limits.total_s, 3.0)


class Conversation:
    """One job, one checker. Whoever began it releases the `leases` that are left."""

    def __init__(self, sandbox: Sandbox, checker: Checker, lab: Lab, heard: Heard) -> None:
        self.leases: dict[int, Lease] = {}
        self._sandbox = sandbox
        self._checker = checker
        self._channel = checker.channel
        self._lab = lab
        self._heard = heard
        self._lease_count = 0
        self._exercise: str | None = None
        self._whole = False
        self._left_s = LOAD_S

    def run(self, job: Job, cancelled: threading.Event) -> str | None:
        """Until the checker is done. A lab fault, or None; raises CheckerDied, ServiceFault and GradingCancelled."""
        try:
            self._begin(job)
            while (message := self._next_message(cancelled)).body["say"] not in {"done", "lab_fault"}:
                self._handle(message)
        except ChannelClosed:
            raise CheckerDied(self._exercise, self._checker.death(), whole=self._whole) from None
        except DeadlinePassed as error:
            raise ServiceFault("the checker began to say something and did not go on") from error
        if message.body["say"] == "lab_fault":
            return str(message.body["message"])
        self._heard.timings |= message.body["timings"]
        self._heard.environment = message.body["environment"] | {"student": self._sandbox.environment.hash}
        return None

    def _begin(self, job: Job) -> None:
        body = {"do": "grade", "file_name": job.file_name, "exercises": list(job.exercises), "device": job.device}
        self._channel.send({**body, "seed": job.seed.hex()}, data=job.data)

    def _next_message(self, cancelled: threading.Event) -> Message:
        """The checker's next word. One whose time is over is stopped, and then hangs up."""
        # Only the checker's own time counts: what our sandbox takes to make a child is not the lab's.
        asked = time.monotonic()
        while not select.select([self._channel.sock], [], [], _LOOK_UP_S)[0]:
            if cancelled.is_set():
                raise GradingCancelled
            if time.monotonic() - asked > self._left_s:
                self._checker.stop()
                raise ChannelClosed("its time was over")
        message = self._channel.receive(MESSAGE_S)
        self._left_s -= time.monotonic() - asked
        return message

    def _handle(self, message: Message) -> None:
        body = message.body
        match body["say"]:
            case "check":
                self._heard.result(CheckResult.model_validate(body["result"]))
            case "note":
                self._heard.notes.append(Finding.model_validate(body["note"]))
            case "exercise":
                self._enter(body["exercise"], whole=body["whole"])
            case "child":
                self._hand_over_child(Limits.model_validate(body["limits"]))
            case "limit":
                self._channel.send({"limit": self._sandbox.limit_reached(self.leases[body["lease"]])})
            case "ended":
                self._channel.send({"ended": asdict(self._release(body["lease"]))})
            case "release":
                self._release(body["lease"])
            case "service_fault":
                raise ServiceFault(body["message"])
            case other:
                raise ServiceFault(f"the checker said {other!r}, which means nothing")

    def _enter(self, exercise: str, *, whole: bool) -> None:
        """By the trusted clock: all the time that the student has in it, and the lab's own."""
        limits = self._lab.exercise(exercise).limits
        self._whole = whole
        runs_s = limits.run_s * MOST_RUNS if whole else 0.0
        self._left_s = limits.total_s + runs_s + _BUSY * own_s(limits)
        if exercise != self._exercise:
            self._exercise = exercise
            self._heard.on_event(ExerciseStarted(exercise))

    def _hand_over_child(self, limits: Limits) -> None:
        lease = self._sandbox.acquire(limits)
        self._lease_count += 1
        self.leases[self._lease_count] = lease
        fds = (lease.socket_fd, lease.output_fd, lease.pidfd)
        self._channel.send({"lease": self._lease_count}, fds=fds)

    def _release(self, number: int) -> Ended:
        """A lease is released once; asking again for its end is an error of ours."""
        lease = self.leases.pop(number)
        return self._sandbox.release(lease)
