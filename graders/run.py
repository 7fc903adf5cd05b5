"""Runs the checks of one exercise in order and turns what happens into verdicts."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from graders.checks import Check, LoadedLab, place_of
from graders.diagnosis.detection import Detection
from graders.diagnosis.detectors import DETECTED_BY
from graders.diagnosis.naming import Diagnosis, MakeLocal
from graders.diagnosis.probes import probe_student
from graders.draw import Draw, derive_seed
from graders.familiar import has_keys, marked
from graders.line import Line, Mismatch
from graders.results import Artifact, CheckResult, Finding, LabFault, ServiceFault, Show, StudentFault, Verdict
from graders.student import Session, Student

log = logging.getLogger(__name__)
# Example checks are the same for everyone: what they draw, they draw alike in every grading.
EXAMPLE_SEED = b"example"
# Why an earlier check was not judged is why this one is not.
TOLD_AS_IT_IS = (Verdict.UNREADABLE, Verdict.NOT_REACHED)
ABSENT = ("not_handed_in", "no_such_file")


def run_exercise(  # noqa: PLR0913, PLR0917  one door, its arguments fixed by docs/architecture.md
    loaded: LoadedLab,
    name: str,
    session: Session,
    seed: bytes,
    on_result: Callable[[CheckResult], None],
    make_local: MakeLocal | None = None,
    *,
    device: str = "cpu",
    on_note: Callable[[Finding], None] = lambda _: None,
) -> list[CheckResult]:
    """Every check of the exercise, reported when nothing more can be said of it.

    A failed check waits for the others that cost no training, because together they tell which mistake it was.
    `make_local` is where solution and mistakes run for that; `on_note` hears what staff should know about the lab.
    """
    loaded = loaded.half(name, whole=session.whole)
    call_s = loaded.lab.exercise(name).limits.call_s
    diagnosis = Diagnosis(loaded, name, make_local, on_note) if make_local else None
    run = _Run(loaded, name, session, seed, call_s, device, diagnosis)
    checks = loaded.exercises[name]
    for check, after in zip(checks, [*checks[1:], None], strict=True):
        run.perform(check)
        if after is None or not after.diagnosed:
            run.diagnose()
        for result in run.decided(checks):
            on_result(result)
    return list(run.results.values())


def check_seed(seed: bytes, check: Check) -> bytes:
    """The seed that a check draws from in the grading with this seed."""
    return derive_seed(EXAMPLE_SEED if check.show is Show.EXAMPLE else seed, check.exercise, check.name)


@dataclass
class _Run:
    loaded: LoadedLab
    exercise: str
    session: Session
    seed: bytes
    call_s: float
    device: str
    diagnosis: Diagnosis | None
    results: dict[str, CheckResult] = field(default_factory=dict)
    reported: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    mismatches: dict[str, Mismatch] = field(default_factory=dict)
    probing: list[Check] = field(default_factory=list)
    artifacts: tuple[Artifact, ...] = ()

    def decided(self, checks: Sequence[Check]) -> list[CheckResult]:
        """What is new and final: the points of a group are known when all of its checks are done."""
        open_groups = {check.group for check in checks if check.name not in self.results} - {None}
        lost = {result.group for result in self.results.values() if result.verdict is not Verdict.PASS} - {None}
        held = self.reported | self.waiting
        new = [r for r in self.results.values() if r.check not in held and r.group not in open_groups]
        for result in new:
            points = 0.0 if result.group in lost else result.points
            # A deviation takes no more than what was earned; it is the last to be decided.
            points = max(points, -sum(self.results[name].points for name in self.reported))
            self.results[result.check] = result.model_copy(update={"points": points})
            self.reported.add(result.check)
        return [self.results[result.check] for result in new]

    def perform(self, check: Check) -> None:
        started = time.perf_counter()
        self.artifacts = ()
        fault = self._not_reached(check)
        if fault is None:
            fault = self._fault_of_any_definition(check)
            self._note(check, fault)
        duration_ms = (time.perf_counter() - started) * 1000
        # Taken now, since a result may wait: what later checks print, on inputs that nobody may see, is not this one's.
        told = {"output": self.session.take_output(), "artifacts": self.artifacts, "duration_ms": duration_ms}
        if fault is not None:
            told["finding"] = self._told(fault.finding)
        self.results[check.name] = _result(check, fault, weak=self.loaded.lab.weak).model_copy(update=told)

    def diagnose(self) -> None:
        """Names what can be named of the checks that waited for it."""
        if self.diagnosis is None or not self.waiting:
            return
        with self._gift():
            self._diagnose(self.diagnosis)
        self.waiting.clear()
        self.probing.clear()

    @contextmanager
    def _gift(self) -> Iterator[None]:
        """Around what names mistakes: a value that nobody foresaw must not make verdicts a fault of the service."""
        try:
            yield
        except (LabFault, ServiceFault):
            raise
        # Whatever it is, it is an error of ours, and the verdicts stand. Its message may hold words of the hand-in.
        except Exception as error:  # noqa: BLE001
            frame = traceback.extract_tb(error.__traceback__)[-1]
            kind = type(error).__name__
            log.error("no diagnosis of %s: %s in %s:%s", self.exercise, kind, frame.filename, frame.lineno)  # noqa: TRY400

    def _diagnose(self, diagnosis: Diagnosis) -> None:
        named = diagnosis.named()
        for slow in self.probing:
            probed = probe_student(self.session, slow.probe, self.loaded.reference)
            if mistake := diagnosis.named_by(slow, probed):
                named[slow.name] = mistake
        detection = self._detection()
        doubtful = {name for name in diagnosis.doubtful(named) if detection.audible(name)}
        wrong = {name for name in self.waiting - named.keys() if self._may_be_detected(name)}
        heard = detection.heard(doubtful | wrong)
        for check in doubtful:
            if not diagnosis.confirmed(check, named[check], heard[check]):
                del named[check]
        for check in self.waiting & named.keys():
            told = {"hint": named[check].hint, "mistake": named[check].file}
            self.results[check] = self.results[check].model_copy(update=told)
        unnamed = {name: self.mismatches[name] for name in (self.waiting - named.keys()) & self.mismatches.keys()}
        for check, detected in detection.of(unnamed, heard, diagnosis.recompute).items():
            self.results[check] = self.results[check].model_copy(update={"detected": detected})

    def _may_be_detected(self, name: str) -> bool:
        return name in self.mismatches and self.mismatches[name].finding.code in DETECTED_BY

    def _detection(self) -> Detection:
        done = (check for check in self.loaded.exercises[self.exercise] if check.name in self.results)
        checks = {check.name: (check, check_seed(self.seed, check)) for check in done}
        return Detection(self.session, self.loaded.reference, checks, self.results, self.call_s)

    def _told(self, finding: Finding) -> Finding:
        if not has_keys(finding):
            return finding
        return marked(finding, self.session.source + self.loaded.solution.decode(errors="replace"))

    def _not_reached(self, check: Check) -> StudentFault | None:
        for name in check.needs:
            earlier = self.results[name]
            # Of a chain of needs the first link is told, which is the one to correct.
            if earlier.finding is not None and (earlier.verdict in TOLD_AS_IT_IS or earlier.finding.code in ABSENT):
                return StudentFault(earlier.verdict, earlier.finding)
            if earlier.verdict is not Verdict.PASS:
                facts = {"check": name, "title": earlier.title}
                return StudentFault(Verdict.NOT_REACHED, Finding(code="not_reached", facts=facts))
        return None

    def _fault_of_any_definition(self, check: Check) -> StudentFault | None:
        """Of a name that the hand-in defines twice the last definition counts, unless an earlier one passes."""
        fault, artifacts = self._disclosable_fault_of(check), self.artifacts
        for _ in self.session.alternatives(check.uses) if fault else ():
            if self._fault_of(check) is None and self._keeps_what_passed(check):
                # Anew, so that nothing which the other checks made it print is told as the output of this one.
                self.session.restart()
                if self._disclosable_fault_of(check) is None:
                    return None
        self.artifacts = artifacts
        return fault

    def _keeps_what_passed(self, check: Check) -> bool:
        """Whether all that passed of the same names, rules among it, passes with the definition in force as well.

        One definition has to do it all: of several, each right in one check, none is right.
        """
        results = self.results
        earlier = (each for each in self.loaded.exercises[self.exercise] if each.name in results)
        passed = [each for each in earlier if results[each.name].verdict is Verdict.PASS and each.uses & check.uses]
        return all(self._fault_of(each) is None for each in passed)

    def _disclosable_fault_of(self, check: Check) -> StudentFault | None:
        """An example shows everything, so it must not come from a process that may remember what nobody may see."""
        fault = self._fault_of(check)
        if check.show is not Show.EXAMPLE:
            self.session.note_drawn()
        elif self.session.may_tell(failed=fault is not None or bool(self.artifacts)):
            self.session.restart()
            fault = self._fault_of(check)
        return fault

    def _fault_of(self, check: Check) -> StudentFault | None:
        """Runs the check: None when it passed."""
        self.session.revive()
        line = Line(self.session, self.call_s, self.device)
        try:
            check.function(Student(self.session, line=line), self.loaded.reference, Draw(check_seed(self.seed, check)))
        except StudentFault as fault:
            return fault if fault.finding.code == "limit" else self.session.limit_reached() or fault
        except ServiceFault:
            raise
        except LabFault as error:
            # What the solution does not meet is the student's own result: NaN, where another was compared with it.
            if self._solution_passes(check):
                return StudentFault(Verdict.INVALID, Finding(code="unfit", facts={"type": "nothing to compare with"}))
            raise LabFault(f"{place_of(error, self.loaded.lab, check)}: {error} (check {check.name}).") from error
        # The session's own faults have been told apart by now: either the check is wrong, or it met a value that no
        # right answer gives. Whether the solution gets through the same check tells which.
        except Exception as error:
            if self._solution_passes(check):
                return StudentFault(Verdict.INVALID, Finding(code="unfit", facts={"type": type(error).__name__}))
            place = place_of(error, self.loaded.lab, check)
            kind = type(error).__name__
            raise LabFault(
                f"{place}: {kind}: {error} (check {check.name}). Correct the check or the solution."
            ) from error
        finally:
            self.artifacts = tuple(line.artifacts)
        return None

    def _solution_passes(self, check: Check) -> bool:
        if self.diagnosis is None:
            return False
        return self.diagnosis.solution_ending(check, check_seed(self.seed, check)) is None

    def _note(self, check: Check, fault: StudentFault | None) -> None:
        if self.diagnosis is None:
            return
        seed = check_seed(self.seed, check)
        if fault is not None:
            self.diagnosis.prove(check, seed, fault)
        with self._gift():
            if self.diagnosis.note(check, seed, fault):
                self.waiting.add(check.name)
        if isinstance(fault, Mismatch):
            self.mismatches[check.name] = fault
            if check.probe is not None:
                self.probing.append(check)
                self.waiting.add(check.name)


def _result(check: Check, fault: StudentFault | None, *, weak: bool) -> CheckResult:
    """A deviation is told as such; where nothing can be said of it, because the file crashes, it costs nothing."""
    deviates = check.deviation and fault is not None and fault.verdict is Verdict.WRONG
    earned = 0.0 if fault else check.points
    verdict = fault.verdict if fault else Verdict.PASS
    return CheckResult(
        exercise=check.exercise,
        check=check.name,
        title=check.title,
        show=check.show,
        verdict=Verdict.DEVIATES if deviates else verdict,
        points=0.0 - check.price if deviates else earned,
        max_points=check.points,
        bonus=check.bonus,
        group=check.group,
        weak=weak,
        finding=fault.finding if fault else None,
    )
