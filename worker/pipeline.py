"""One grading from hand-in to verdicts, without database or queue: the worker's side of checker and sandbox."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from graders.lab import SCRIPTS, SOLUTION, Lab
from graders.results import CheckResult, Finding, ServiceFault, Verdict
from graders.scripts import scripts_in
from worker.channel import ChannelClosed, DeadlinePassed
from worker.checker import elapsed_ms
from worker.checkers import Checkers
from worker.conversation import LOAD_S, CheckerDied, Conversation, Heard
from worker.deaths import Death
from worker.job import Event, Job, Outcome
from worker.sandbox.sandbox import Sandbox, SandboxFault


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
        heard = Heard(on_event)
        every = replace(job, exercises=job.exercises or tuple(each.name for each in lab.exercises))
        fault = self._grade(lab, every, heard, cancelled or threading.Event())
        heard.timings["total"] = elapsed_ms(started)
        return Outcome(heard.checks, fault, heard.timings, heard.environment, heard.notes)

    def _grade(self, lab: Lab, job: Job, heard: Heard, cancelled: threading.Event) -> str | None:
        """A lab fault, or None. Where a checker dies, the solution is held against the same exercise.

        When another checker dies of the solution too, it is the lab's fault. When it does not, something that the
        student's code returned did it: that exercise is lost, and the rest is graded by a new checker.
        """
        try:
            return self._converse(lab, job, heard, cancelled)
        except CheckerDied as died:
            if died.exercise is None:
                return died.death.told(lab.folder)
            proved = Heard(lambda _event: None)
            if not self._proved(lab, _proof(lab, job, died), proved, cancelled):
                return died.death.told(lab.folder)
            for result in _unjudged(proved.checks, heard.checks, died.death):
                heard.result(result)
            rest = job.exercises[job.exercises.index(died.exercise) + 1 :]
            return self._grade(lab, replace(job, exercises=rest), heard, cancelled) if rest else None

    def _proved(self, lab: Lab, proof: Job, heard: Heard, cancelled: threading.Event) -> bool:
        """Whether the solution gets through."""
        try:
            return self._converse(lab, proof, heard, cancelled) is None
        except CheckerDied:
            return False

    def _converse(self, lab: Lab, job: Job, heard: Heard, cancelled: threading.Event) -> str | None:
        """Raises CheckerDied only for a death that the lab's code or the student's values may have caused."""
        checker = self.checkers.take(job.lab_folder, job.lab_hash)
        conversation = Conversation(self.sandbox, checker, lab, heard)
        healthy = False
        try:
            fault = conversation.run(job, cancelled)
            healthy = fault is None
        except CheckerDied as died:
            if died.death.by_lab_code:
                raise
            raise ServiceFault(f"a checker ended in {died}") from died
        except SandboxFault as error:
            raise ServiceFault(str(error)) from error
        finally:
            (self.checkers.give_back if healthy else self.checkers.discard)(checker)
            for lease in conversation.leases.values():
                self._janitor.submit(self.sandbox.release, lease)
        return fault

    def warm(self, lab_folder: Path, lab_hash: str) -> None:
        """Load a lab version into a checker before its first student comes. A broken lab stays silent until then."""
        checker = self.checkers.take(lab_folder, lab_hash)
        try:
            checker.channel.send({"do": "warm"})
            checker.channel.receive(LOAD_S)
        except (ChannelClosed, DeadlinePassed):
            self.checkers.discard(checker)
        else:
            self.checkers.give_back(checker)

    def close(self) -> None:
        self._janitor.shutdown(wait=True)
        self.checkers.close()
        self.sandbox.close()


def _proof(lab: Lab, job: Job, died: CheckerDied) -> Job:
    """The solution instead of the hand-in, on the same inputs and the same road."""
    assert died.exercise is not None  # of a lab that does not load nothing can be proved
    name, solution = SOLUTION, (lab.folder / SOLUTION).read_bytes()
    if died.whole and lab.road == "either":
        scripts = {each.exercise: each for each in scripts_in(lab.second_road, SCRIPTS)}
        name, solution, _ = scripts[died.exercise]
    return replace(job, exercises=(died.exercise,), file_name=name, data=solution)


def _unjudged(proved: list[CheckResult], heard: list[CheckResult], death: Death) -> list[CheckResult]:
    """What was not judged of the exercise when the checker died: the checks are those that the solution passed."""
    done = {(result.exercise, result.check) for result in heard}
    finding = Finding(code="unfit", facts={"type": death.how})
    lost = {"verdict": Verdict.INVALID, "points": 0.0, "finding": finding, "output": "", "artifacts": ()}
    return [each.model_copy(update=lost) for each in proved if (each.exercise, each.check) not in done]


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
