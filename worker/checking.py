"""What a checker does with one job: run the lab's checks against the student's child and stream the verdicts."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graders.checks import LoadedLab, load, place_of
from graders.draw import derive_seed
from graders.lab import Lab, Limits
from graders.results import CheckResult, LabFault, ServiceFault
from graders.run import run_exercise
from worker.channel import Channel
from worker.checker import elapsed_ms, environment_facts
from worker.conversation import LOAD_S, own_s
from worker.deaths import own_time
from worker.handin import HandIn
from worker.loading import Given
from worker.local import LocalSession
from worker.sandbox.client import ChildClient
from worker.sandbox.inside.chance import start_from
from worker.sandbox.sandbox import Ended, SandboxFault
from worker.session import SandboxSession, chances


def serve(channel: Channel, lab_folder: Path) -> None:
    """Grade job after job of one lab version until the worker hangs up."""
    loaded: LoadedLab | None = None
    while True:
        own_time(0)
        message = channel.receive()
        started = time.perf_counter()
        try:
            own_time(LOAD_S / 2)
            loaded = loaded or load(lab_folder)
            if message.body["do"] == "warm":
                channel.send({"say": "warm"})
                continue
            timings = {"lab_load": elapsed_ms(started)}
            timings |= _grade(channel, loaded, message.body, message.data)
            facts = environment_facts(message.body["device"])
            channel.send({"say": "done", "timings": timings, "environment": facts})
        except LabFault as fault:
            channel.send({"say": "lab_fault", "message": str(fault)})
        except SystemExit as error:
            place = place_of(error, loaded.lab if loaded else Lab.read(lab_folder))
            told = "the lab's own code calls exit(), where it serves as a reference. Remove the call."
            channel.send({"say": "lab_fault", "message": f"{place}: {told}"})
        except (ServiceFault, SandboxFault) as fault:
            channel.send({"say": "service_fault", "message": str(fault)})


def _grade(channel: Channel, loaded: LoadedLab, job: dict[str, Any], data: bytes) -> dict[str, float]:
    seed = bytes.fromhex(job["seed"])
    _enter(channel, loaded, job["exercises"][0])  # a hand-in that cannot be read safely is the student's as well
    given = _given(loaded, HandIn.read(job["file_name"], data))
    session = SandboxSession(Children(channel), given, loaded.lab.limits, chances(seed))
    timings = {}
    try:
        for exercise in job["exercises"]:
            started = time.perf_counter()
            _enter(channel, loaded, exercise)
            session.enter_exercise(loaded.lab.exercise(exercise))
            if session.whole:
                _enter(channel, loaded, exercise, whole=True)
            start_from(_number(seed, exercise))
            run_exercise(
                loaded,
                exercise,
                session,
                seed,
                _reporter(channel),
                make_local=LocalSession,
                on_note=lambda note: channel.send({"say": "note", "note": note.model_dump(mode="json")}),
            )
            timings[exercise] = elapsed_ms(started)
    finally:
        notes = session.close()
    for note in notes:
        channel.send({"say": "note", "note": note.model_dump(mode="json")})
    return timings


def _enter(channel: Channel, loaded: LoadedLab, exercise: str, *, whole: bool = False) -> None:
    channel.send({"say": "exercise", "exercise": exercise, "whole": whole})
    own_time(own_s(loaded.lab.exercise(exercise).limits))


def _number(seed: bytes, exercise: str) -> int:
    """What lab code draws without a seed repeats with the grading, whatever this checker graded before."""
    return int.from_bytes(derive_seed(seed, exercise, "")[:7], "big")


def _given(loaded: LoadedLab, hand_in: HandIn) -> Given:
    uses = {name: frozenset[str]().union(*(each.uses for each in checks)) for name, checks in loaded.exercises.items()}
    patterns = tuple(pattern for exercise in loaded.lab.exercises for pattern in exercise.files)
    asked = {name: names & loaded.defined for name, names in uses.items()}
    second = frozenset(loaded.second.exercises if loaded.second else ())
    return Given(hand_in, loaded.lab.road, uses, patterns, asked, second)


def _reporter(channel: Channel) -> Callable[[CheckResult], None]:
    def report(result: CheckResult) -> None:
        channel.send({"say": "check", "result": result.model_dump(mode="json")})

    return report


class Children:
    """Children come from the worker, which owns the sandbox; their sockets come to us."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._leases: dict[ChildClient, int] = {}
        self._taken_back: set[int] = set()

    def acquire(self, limits: Limits) -> ChildClient:
        self._channel.send({"say": "child", "limits": limits.model_dump()})
        answer = self._channel.receive()
        lease = answer.body["lease"]
        socket_fd, output_fd, pidfd = answer.fds
        child = ChildClient(
            *(socket_fd, output_fd, pidfd),
            why_ended=lambda: self._ended(lease),
            why_failed=lambda: self._limit_reached(lease),
            limits=limits,
        )
        self._leases[child] = lease
        return child

    def release(self, child: ChildClient) -> None:
        """Give a child back while the grading goes on; the worker takes back the rest when the grading is over."""
        child.close()
        lease = self._leases.pop(child)
        if lease not in self._taken_back:
            self._channel.send({"say": "release", "lease": lease})

    def _ended(self, lease: int) -> Ended:
        self._taken_back.add(lease)
        self._channel.send({"say": "ended", "lease": lease})
        return Ended(**self._channel.receive().body["ended"])

    def _limit_reached(self, lease: int) -> str | None:
        self._channel.send({"say": "limit", "lease": lease})
        limit: str | None = self._channel.receive().body["limit"]
        return limit
