"""Names the mistake: which of the lab's known wrong solutions gives the student's very numbers, at the same places?

When checks of an exercise have failed, every known mistake of the exercise walks through the checks that the student
walked through, on the same inputs, aside of this process. Named is the mistake that passes what the student passed and
fails this expectation with the same value. It must also explain what else is wrong with the functions that this one
calls, since wrong values may come from there. One number is too little to know a formula by: then all that the check
compares is heard again, of both, and at a point that a person chose it must explain what else the student failed.

It says nothing rather than guess. Two mistakes with different hints, a value that many mistakes share (zeros, truth
values), or one that is nearly right: no hint.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from graders.checks import LoadedLab
from graders.diagnosis.aside import Aside, Overrun
from graders.diagnosis.calls import below
from graders.diagnosis.mistakes import Files, MakeLocal, Mistake
from graders.diagnosis.probes import PROBE_S, PROBE_SEED, Probed, probed_alike
from graders.diagnosis.recognition import CLEARLY_WRONG, FEW_NUMBERS, alike, particulars, recognisable, same, telling
from graders.diagnosis.walking import TOLD, Broke, Ending, Follow, Hear, Probe, Prove, Recompute, Step, Walkers, parts
from graders.language import Check
from graders.line import Compared, Mismatch
from graders.results import Finding, LabFault, Show, StudentFault, Verdict
from graders.wording import SENTENCES

__all__ = ["CLEARLY_WRONG", "Diagnosis", "Files", "MakeLocal", "Mistake"]

log = logging.getLogger(__name__)
MISTAKE_S = 1.0
ALL_MISTAKES_S = 2.0
# What no solution could change: the name is not there, nothing came back at all.
WITHOUT_RESULT = {Verdict.MISSING, Verdict.UNREADABLE, Verdict.NO_RESULT}
_ways = itertools.count(1)


@dataclass(frozen=True)
class Failed:
    """A check that the student's code failed: where in its way, how, and whether that alone is telling."""

    number: int
    check: str
    fault: StudentFault
    telling: bool

    @property
    def function(self) -> str:
        """Whose value was wrong; of a broken rule nothing."""
        return _owner(str(self.fault.finding.facts.get("function") or ""))

    @property
    def numbers(self) -> int:
        return len(particulars(getattr(self.fault, "got", None)))


@dataclass
class Way:
    """How a mistake ended the student's steps, as far as it is known. After it parted there are no more."""

    endings: list[Ending] = field(default_factory=list)
    parted: bool = False


class Diagnosis:
    """One student's way through the checks of one exercise, beside that of the solution and of the known mistakes."""

    def __init__(
        self, loaded: LoadedLab, exercise: str, make_local: MakeLocal, on_note: Callable[[Finding], None]
    ) -> None:
        self._loaded = loaded
        self._exercise = exercise
        self._make_local = make_local
        self._on_note = on_note
        self._way = next(_ways)
        self._steps: list[Step] = []
        self._shows: list[Show] = []
        self._failed: list[Failed] = []
        self._ways: dict[str, Way] = {}

    def prove(self, check: Check, seed: bytes, fault: StudentFault) -> None:
        """Raises LabFault when the solution fails this check as well, on the same inputs: then no student loses points.

        What is the same for everyone is proved once in this process. So is a check that trains, which takes seconds.
        """
        if _without_result(fault) or (check.exercise, check.name) in self._loaded.known.proven:
            return
        ending = self.solution_ending(check, seed)
        if ending is not None:
            raise LabFault(self._unproved(check, ending))
        if check.show is Show.EXAMPLE or not check.diagnosed:
            self._loaded.known.proven.add((check.exercise, check.name))

    def solution_ending(self, check: Check, seed: bytes) -> Ending:
        """How the check ends for the solution. Raises LabFault when it does not end at all."""
        limit_s = self._loaded.lab.exercise(self._exercise).limits.total_s
        question = Prove(self._exercise, Step(check.name, seed, passed=True))
        try:
            ending: Ending = self._helper().ask(question, limit_s)
        except Overrun as overrun:
            where = f"{self._loaded.lab.slug}/{check.place}"
            raise LabFault(
                f"{where}: the solution does not get through the check {check.name}: {overrun}. Correct one of them."
            ) from overrun
        return ending

    def note(self, check: Check, seed: bytes, fault: StudentFault | None) -> bool:
        """Remembers a step of the student; says whether more can be told of it later, by `named`.

        Training is left out: it costs seconds and never gives the same numbers.
        """
        if not check.diagnosed:
            return False
        hopeful = fault is not None and recognisable(fault)
        if fault is not None and hopeful:
            self._failed.append(Failed(len(self._steps), check.name, fault, telling(fault, check.show)))
        self._steps.append(Step(check.name, seed, fault is None))
        self._shows.append(check.show)
        return hopeful

    def named(self) -> dict[str, Mistake]:
        """The mistake that explains each failed check, where it is the only one."""
        if not self._failed:
            return {}
        self._follow_all()
        ways = {m: self._ways[m.file] for m in self._mistakes() if m.file in self._ways}
        alive = {mistake: way for mistake, way in ways.items() if not way.parted}
        explained = {mistake: self._explained(way) for mistake, way in alive.items()}
        found = {failed.check: self._only_one(failed, explained, alive) for failed in self._failed}
        return {check: mistake for check, mistake in found.items() if mistake}

    def doubtful(self, named: Collection[str]) -> set[str]:
        """Those of these checks that were named by so few numbers that another formula may give them too."""
        of_values = [failed for failed in self._failed if isinstance(failed.fault, Mismatch)]
        return {failed.check for failed in of_values if failed.check in named and failed.numbers < FEW_NUMBERS}

    def confirmed(self, check: str, mistake: Mistake, heard: list[Compared]) -> bool:
        """Whether the mistake gives all the values that the check compares of this function, as they were heard."""
        failed = next(failed for failed in self._failed if failed.check == check)
        question = Hear(self._exercise, mistake.file, self._steps[failed.number])
        try:
            other: list[Any] = self._helper().ask(question, MISTAKE_S)
        except Overrun:
            return False
        own = [each.got for each in heard if _owner(each.function) == failed.function]
        return same(own, [got for function, got in other if _owner(function) == failed.function])

    def named_by(self, check: Check, probed: Probed | None) -> Mistake | None:
        """The mistake whose short training ends as the student's did, when it is the only one."""
        if probed is None or not (probed.moved or probed.updated_others):
            return None
        alike_ones = []
        for mistake in self._mistakes():
            try:
                other = self._probed(check, mistake)
            except Overrun:
                return None  # it could have been a second one that fits
            if other is not None and probed_alike(probed, other):
                alike_ones.append(mistake)
        return alike_ones[0] if len({mistake.hint for mistake in alike_ones}) == 1 else None

    def _probed(self, check: Check, mistake: Mistake) -> Probed | None:
        key = ("probe", self._exercise, check.name, mistake.file)
        if key not in self._loaded.known.endings:
            question = Probe(self._exercise, mistake.file, check.name, PROBE_SEED)
            self._loaded.known.endings[key] = self._helper().ask(question, PROBE_S)
        found: Probed | None = self._loaded.known.endings[key]
        return found

    def recompute(self, function: str, calls: list[tuple[Any, ...]]) -> list[Any]:
        """What the reference answers to these calls, None where it does not."""
        try:
            answers: list[Any] = self._helper().ask(Recompute(function, tuple(calls)), MISTAKE_S)
        except Overrun:
            return [None] * len(calls)
        return answers

    def _explained(self, way: Way) -> list[Failed]:
        return [failed for failed in self._failed if alike(failed.fault, way.endings[failed.number])]

    def _only_one(
        self, failed: Failed, explained: dict[Mistake, list[Failed]], ways: dict[Mistake, Way]
    ) -> Mistake | None:
        candidates = [m for m, failures in explained.items() if failed in failures and self._whole(failed, failures)]
        if not failed.telling or len({mistake.hint for mistake in candidates}) > 1:
            candidates = [m for m in candidates if _enough(explained[m]) and not self._contradicted(ways[m])]
        return candidates[0] if len({mistake.hint for mistake in candidates}) == 1 else None

    def _whole(self, failed: Failed, explained: list[Failed]) -> bool:
        """Whether all is explained that is wrong with the function and with those it calls."""
        called = below(self._loaded.solution).get(failed.function, {failed.function})
        return all(other in explained for other in self._failed if other.function and other.function in called)

    def _contradicted(self, way: Way) -> bool:
        """Whether it fails, with other numbers, something that the student failed."""
        return any(
            way.endings[failed.number] is not None and not alike(failed.fault, way.endings[failed.number])
            for failed in self._failed
        )

    def _mistakes(self) -> list[Mistake]:
        return [m for m in self._loaded.mistakes[self._exercise] if m.file not in self._loaded.known.dropped]

    def _follow_all(self) -> None:
        left_s = ALL_MISTAKES_S
        for mistake in self._mistakes():
            if left_s <= 0:
                log.warning("diagnosis of %s in %s ran out of time", self._exercise, self._loaded.lab.slug)
                # A mistake that was not asked could be the second one that fits: then none may be named.
                self._ways.clear()
                return
            # What it computes counts, so that whoever else uses the machine takes no hint from anybody.
            helper = self._helper()
            before_s = helper.computed_s
            self._follow(mistake)
            # One that is dropped takes its time once in the life of this process, and not that of the others.
            if mistake.file not in self._loaded.known.dropped:
                left_s -= helper.computed_s - before_s

    def _follow(self, mistake: Mistake) -> None:
        way = self._ways.setdefault(mistake.file, Way())
        self._recall(mistake.file, way)
        since = len(way.endings)
        if way.parted or since == len(self._steps):
            return
        question = Follow(self._way, self._exercise, mistake.file, tuple(self._steps), since)
        try:
            endings = self._helper().ask(question, MISTAKE_S)
        except Overrun as overrun:
            self._drop(mistake, way, str(overrun))
            return
        for ending in endings:
            self._remember(mistake.file, way, ending)

    def _recall(self, file: str, way: Way) -> None:
        """Examples have the same inputs for everyone: how a mistake ended them, this process may know already."""
        endings = self._loaded.known.endings
        while not way.parted and len(way.endings) < len(self._steps) and self._key(file, way) in endings:
            self._extend(way, endings[self._key(file, way)])

    def _remember(self, file: str, way: Way, ending: Ending) -> None:
        if set(self._shows[: len(way.endings) + 1]) == {Show.EXAMPLE}:
            self._loaded.known.endings[self._key(file, way)] = ending
        self._extend(way, ending)

    def _extend(self, way: Way, ending: Ending) -> None:
        way.parted = parts(ending, self._steps[len(way.endings)])
        way.endings.append(ending)

    def _key(self, file: str, way: Way) -> tuple[str, ...]:
        return (self._exercise, file, *(step.check for step in self._steps[: len(way.endings) + 1]))

    def _drop(self, mistake: Mistake, way: Way, why: str) -> None:
        """For this process and all who come: a hand-in must not wait for it again. Staff are told."""
        way.parted = True
        self._loaded.known.dropped.add(mistake.file)
        place = f"{self._loaded.lab.slug}/mistakes/{mistake.file}"
        log.warning("%s: %s; it is not looked for any more. Correct the file.", place, why)
        self._on_note(Finding(code="mistake_dropped", facts={"place": place, "why": why}))

    def _helper(self) -> Aside:
        return self._loaded.known.helper(Walkers(self._loaded, self._make_local).answer, TOLD)

    def _unproved(self, check: Check, ending: StudentFault | Broke) -> str:
        slug = self._loaded.lab.slug
        if isinstance(ending, Broke):
            told = f"{ending.place}: {ending.kind}: {ending.message}"
            return f"{told} (check {check.name}). Correct the check or the solution."
        code, facts = ending.finding.code, ending.finding.facts
        if code == "raised" and facts.get("line"):
            told = f"{slug}/solution.py:{facts['line']}: {facts['type']}: {facts['message']}"
            return f"{told} (check {check.name}). Correct the solution or the check."
        sentence = SENTENCES[code](facts, full=False) if code in SENTENCES else f"the result is {ending.verdict}."
        where = f"{slug}/{check.place}: the solution does not pass the check {check.name} itself"
        return f"{where}: {sentence} Correct the check, its tolerance or the solution."


def _owner(function: str) -> str:
    """Of a method or an attribute, who made the object."""
    return function.partition(".")[0]


def _without_result(fault: StudentFault) -> bool:
    """The starter's own `raise NotImplementedError` included."""
    return fault.verdict in WITHOUT_RESULT or fault.finding.facts.get("type") == "NotImplementedError"


def _enough(failures: list[Failed]) -> bool:
    """Whether what a mistake explains says enough when it is taken together."""
    numbers = set().union(*(particulars(getattr(failed.fault, "got", None)) for failed in failures))
    return any(failed.telling for failed in failures) or len(numbers) >= FEW_NUMBERS
