"""One grading from hand-in to verdicts, without database or queue: the worker's side of checker and sandbox."""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from graders.lab import Lab, Limits
from graders.results import CheckResult, Finding, ServiceFault
from worker.channel import ChannelClosed, DeadlinePassed, Message
from worker.checker import elapsed_ms
from worker.checkers import Checker, Checkers
from worker.job import CheckDone, Event, ExerciseStarted, GradingCancelled, Job, Outcome
from worker.sandbox.sandbox import Ended, Lease, Sandbox, SandboxFault
from worker.session import MOST_RUNS

_LAB_CODE_S = 60.0  # what checks, solution and mistakes may take in all, beside the student's own time
_MESSAGE_S = 10.0  # a message that has begun is whole by then
_LOOK_UP_S = 0.5  # how often a silent grading looks whether it was cancelled


class Pipeline:
    """Owns the sandbox and the checkers of this worker process. `grade` is thread safe."""

    def __init__(self, sandbox: Sandbox, checkers: Checkers) -> None:
        self.sandbox = sandbox
        self.checkers = checkers
        # A used child is killed and cleaned off the path to the score.
        self._janitor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="janitor")

    def grade(self, job: Job, on_event: Callable[[Event], None], cancelled: threading.Event | None = None) -> Outcome:
        """Run one grading. Raises ServiceFault (to be repeated) and GradingCancelled; a lab fault is in the Outcome."""
        started = time.perf_counter()
        lab = Lab.read(job.lab_folder)
        if lab.environment != self.sandbox.environment.name:
            return Outcome(lab_fault=_no_such_environment(lab, self.sandbox.environment.name))
        checker = self.checkers.take(job.lab_folder, job.lab_hash)
        grading = _Grading(self.sandbox, checker, job, _wall_limit_s(lab, job))
        try:
            outcome = grading.run(on_event, cancelled or threading.Event())
        except (ChannelClosed, DeadlinePassed, SandboxFault) as error:
            self.checkers.discard(checker)
            raise ServiceFault(f"a process of the grader ended: {error}") from error
        except BaseException:
            self.checkers.discard(checker)
            raise
        else:
            if outcome.lab_fault is None:
                self.checkers.give_back(checker)
            else:
                self.checkers.discard(checker)
        finally:
            for lease in grading.leases.values():
                self._janitor.submit(self.sandbox.release, lease)
        outcome.timings["total"] = elapsed_ms(started)
        return outcome

    def warm(self, lab_folder: Path, lab_hash: str) -> None:
        """Load a lab version into a checker before its first student comes. A broken lab stays silent until then."""
        checker = self.checkers.take(lab_folder, lab_hash)
        try:
            checker.channel.send({"do": "warm"})
            checker.channel.receive(_LAB_CODE_S)
        except (ChannelClosed, DeadlinePassed):
            self.checkers.discard(checker)
        else:
            self.checkers.give_back(checker)

    def close(self) -> None:
        self._janitor.shutdown(wait=True)
        self.checkers.close()
        self.sandbox.close()


class _Grading:
    """The conversation with one checker about one job."""

    def __init__(self, sandbox: Sandbox, checker: Checker, job: Job, wall_s: float) -> None:
        self.leases: dict[int, Lease] = {}
        self._sandbox = sandbox
        self._channel = checker.channel
        self._job = job
        self._wall_s = wall_s
        self._checks: list[CheckResult] = []
        self._notes: list[Finding] = []
        self._lease_count = 0
        self._current = "the lab"

    def run(self, on_event: Callable[[Event], None], cancelled: threading.Event) -> Outcome:
        self._channel.send(
            {
                "do": "grade",
                "file_name": self._job.file_name,
                "exercises": list(self._job.exercises),
                "seed": self._job.seed.hex(),
                "device": self._job.device,
            },
            data=self._job.data,
        )
        left_s = self._wall_s
        while True:
            # Only the checker's own time counts: what our sandbox takes to make a child is not the lab's.
            asked = time.monotonic()
            message = self._next_message(asked + left_s, cancelled)
            left_s -= time.monotonic() - asked
            if message is None:
                return Outcome(
                    lab_fault=f"The checks of {self._current} did not end; look for a loop in checks or mistakes."
                )
            outcome = self._handle(message, on_event)
            if outcome is not None:
                return outcome

    def _next_message(self, deadline: float, cancelled: threading.Event) -> Message | None:
        """The checker's next word, or None when its time is over."""
        while time.monotonic() < deadline:
            if cancelled.is_set():
                raise GradingCancelled
            if select.select([self._channel.sock], [], [], _LOOK_UP_S)[0]:
                return self._channel.receive(_MESSAGE_S)
        return None

    def _handle(self, message: Message, on_event: Callable[[Event], None]) -> Outcome | None:
        body = message.body
        match body["say"]:
            case "check":
                result = CheckResult.model_validate(body["result"])
                self._checks.append(result)
                on_event(CheckDone(result))
            case "note":
                self._notes.append(Finding.model_validate(body["note"]))
            case "exercise":
                self._current = body["exercise"]
                on_event(ExerciseStarted(self._current))
            case "child":
                self._hand_over_child(Limits.model_validate(body["limits"]))
            case "ended":
                self._channel.send({"ended": asdict(self._release(body["lease"]))})
            case "release":
                self._release(body["lease"])
            case "lab_fault":
                return Outcome(self._checks, lab_fault=body["message"])
            case "service_fault":
                raise ServiceFault(body["message"])
            case "done":
                environment = body["environment"] | {"student": self._sandbox.environment.hash}
                return Outcome(self._checks, timings=body["timings"], environment=environment, notes=self._notes)
            case other:
                raise ServiceFault(f"the checker said {other!r}, which means nothing")
        return None

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


def _wall_limit_s(lab: Lab, job: Job) -> float:
    """The trusted clock over a whole grading: all the time that students have in these exercises, and the lab's own."""
    limits = [each.limits for each in lab.exercises if not job.exercises or each.name in job.exercises]
    runs_s = sum(limit.run_s for limit in limits) * MOST_RUNS if lab.weak else 0.0
    return sum(limit.total_s for limit in limits) + runs_s + _LAB_CODE_S


def _no_such_environment(lab: Lab, ours: str) -> str:
    return (
        f"{lab.slug}/lab.toml asks for the environment {lab.environment!r}; this worker has {ours!r}. Correct it there."
    )


def open_pipeline(*, without: frozenset[str] = frozenset(), ready: int = 2, concurrent: int = 2) -> Pipeline:
    """A pipeline with its own sandbox and zygote. Raises SandboxFault when a layer is missing that nobody named."""
    from worker.sandbox.environment import Environment

    sandbox = Sandbox(
        Environment.find(),
        ready=ready,
        slots=4 * concurrent + ready,
        without=without,
    )
    checkers = Checkers()
    checkers.warm_up()
    return Pipeline(sandbox, checkers)
