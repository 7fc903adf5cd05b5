"""Everything that `allclose lab check` knows about one lab: `prove(folder, make_local, seeds) -> Proof`. No printing.

A complaint is a reason not to publish the lab; advice is not. Both name file and line and say what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from graders.checks import Check, LoadedLab, bound_in, load
from graders.diagnosis.calls import below
from graders.diagnosis.naming import CLEARLY_WRONG, Files, MakeLocal, Mistake
from graders.kit import trial
from graders.kit.apart import Lost, apart
from graders.kit.proven import Proof, Room
from graders.kit.trial import Failure, HandIn, Trial
from graders.lab import SCRIPTS, SOLUTION
from graders.results import LabFault, Verdict
from graders.scripts import Script, scripts_in

__all__ = ["Proof", "prove"]

LOAD_S = 60.0
LAB_CODE_S = 60.0  # what checks and solution may take in all, beside the time that lab.toml gives to a hand-in
# Once the solution's time is known, this many times as much is a loop, if it is not short anyway.
PATIENCE = 20
SHORT_S = 20.0
# A right answer that takes more of its allowance than this could be refused on another machine.
THIN = 0.5
FEW_MISTAKES = 2
PART = "Change only what that exercise asks for, or let the other checks not call it."
# Where files run whole, of the solution only the definitions lie below a mistake.
WHOLE = "A mistake runs whole and alone, as a hand-in does: write all of the sheet in it, wrong in that exercise only."
# Wrong values that a mistake leaves behind; a broken rule, a crash or an accuracy is no number to know it by.
TELLING = {"values", "set", "dtype"}


def prove(folder: Path, make_local: MakeLocal, seeds: int = 2, *, quick: bool = False) -> Proof:
    """Grades the lab's own files on that many seeds. `quick` is for publishing: solution and starter alone."""
    folder = folder.resolve()
    proof = Proof(lab="/".join(folder.parts[-2:]), seeds=seeds)
    trial.warm_up()
    try:
        # First where it can neither hang nor end this process.
        apart(lambda: _loads(folder), LOAD_S)
        loaded = load(folder)
    except Lost as lost:
        proof.complaints.append(
            f"{proof.lab}: loading it {lost}. Look at what solution.py and checks.py do at their top level."
        )
    except LabFault as fault:
        proof.complaints.append(str(fault))
    else:
        _Proving(loaded, make_local, seeds, proof).run(quick=quick)
        if loaded.second is not None and proof.holds:
            _Proving(loaded.second, make_local, seeds, proof).run(quick=quick)
    return proof


def _loads(folder: Path) -> None:
    load(folder)


@dataclass
class _Proving:
    """One lab on the way through its own files."""

    loaded: LoadedLab
    make_local: MakeLocal
    seeds: int
    proof: Proof
    failed: set[tuple[str, str]] = field(default_factory=set)
    deviated: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        lab = self.loaded.lab
        self.scripts = bool(self.loaded.scripts)
        limits = [exercise.limits for exercise in lab.exercises]
        self.limit_s = sum(each.total_s + self.scripts * each.run_s for each in limits) + LAB_CODE_S
        self.solution = f"{SCRIPTS}/" if self.scripts else SOLUTION
        self.seconds = 0.0
        if not self.scripts:  # their exercises are those of the first half
            self.proof.exercises = len(self.loaded.exercises)
        self.proof.checks += len(self._checks())
        mistakes = sum(map(len, self.loaded.mistakes.values()))
        self.proof.mistakes += mistakes
        self.proof.script_mistakes += mistakes if self.scripts else 0

    def run(self, *, quick: bool) -> None:
        if not self.scripts:
            self._prove_texts()
        if not self._prove_right(self.solution, self.loaded.solved):
            return  # what the other files do beside a wrong solution says nothing about them
        self._prove_starter()
        if quick:
            return
        self.limit_s = min(self.limit_s, max(SHORT_S, PATIENCE * self.seconds))
        self._prove_rounding()
        self._prove_variants()
        self._prove_mistakes()
        self._advise()

    def _prove_texts(self) -> None:
        for name, what in (("statement.md", "the task that students read"), ("starter.py", "what students download")):
            if not (self.loaded.lab.folder / name).is_file():
                self._complain(f"{self._at(name)}: there is no such file. Write {what}.")
                return
        headings = {line[3:].strip() for line in self.loaded.lab.statement.splitlines() if line.startswith("## ")}
        for exercise in self.loaded.lab.exercises:
            if exercise.title not in headings:
                self.proof.advice.append(
                    f"{self._at('statement.md')}: no section is headed by the title of {exercise.name}, so the page "
                    f"cannot lead there. Write `## {exercise.title}`."
                )

    def _prove_right(self, file: str, hand_in: HandIn, *exercises: str) -> bool:
        """Full marks on every seed, in as many gradings, in these exercises or all."""
        wrong: dict[int, list[Failure]] = {}
        work = partial(trial.grade, self.loaded, hand_in, make_local=self.make_local, exercises=exercises)
        for number in range(self.seeds):
            found = self._try(file, lambda seed: work(seed=seed), number)
            if found is None:
                return False
            self._note_room(found.tightest, file)
            self.deviated |= set(found.deviations)
            if found.failures:
                wrong[number] = found.failures
            if found.deviations and file == self.solution:
                self._complain(
                    f"{self._at(file)}: it deviates in `{found.deviations[0]}`. Correct it, or what that asks for."
                )
        if not wrong:
            return True
        number, failures = next(iter(wrong.items()))
        first, check = failures[0], self._check(failures[0])
        share = "" if len(wrong) == self.seeds else f" on {len(wrong)} of {self.seeds} seeds, first on seed {number}"
        self.proof.flakes += len(wrong) < self.seeds
        self._complain(
            f"{self._at(file)}: it loses `{first.check}` of {first.exercise}{share}, with {first.verdict.value}: "
            f"{first.message} Correct {file}, or the check at {check.place}."
        )
        return False

    def _prove_starter(self) -> None:
        """Of the second half: a script that does nothing."""
        path = self.loaded.lab.folder / "starter.py"
        if not path.is_file() and not self.scripts:
            return
        files: Files = [(path.name, b"NOTHING = None\n" if self.scripts else path.read_bytes())]
        found = self._try(path.name, lambda seed: trial.grade(self.loaded, lambda _: files, seed, self.make_local))
        if found is None:
            return
        if found.points:
            failed = {(failure.exercise, failure.check) for failure in found.failures}
            free = [check.name for check in self._checks() if check.points and _key(check) not in failed]
            self._complain(
                f"{self._at('starter.py')}: it earns {found.points:g} points as it is, by {_listed(free)}. "
                "Let these checks ask for something that the starter does not do."
            )
        for failure in found.failures:
            if failure.verdict is Verdict.UNREADABLE or failure.crash not in {None, "NotImplementedError"}:
                self._complain(
                    f"{self._at('starter.py')}: `{failure.check}` ends with {failure.verdict.value}: {failure.message} "
                    "Let what students have to write raise NotImplementedError."
                )
                break

    def _prove_rounding(self) -> None:
        for number in range(self.seeds):
            found = self._try(
                self.solution, lambda seed: trial.measure_rounding(self.loaded, seed, self.make_local), number
            )
            self._note_room(found.tightest if found else None, f"{self.solution} in float32 against float64")
        room = self.proof.tightest
        if room and room.allowances > 1:
            self._complain(
                f"{self._at(room.place)}: rounding alone takes {room.allowances:.2g} allowances of "
                f"`{room.check}` ({room.file}). Give the check a wider rtol or atol with because=..., or tamer inputs."
            )

    def _prove_variants(self) -> None:
        for path in sorted((self.loaded.lab.folder / "variants").glob("*.py")):
            self.proof.variants += 1
            hand_in = partial(self._solved, over=(path.name, path.read_bytes()))
            exercises = [each.exercise for each in self.variants if each.name == path.name]
            self.proof.accepted += self._prove_right(f"variants/{path.name}", hand_in, *exercises)

    def _solved(self, exercise: str, *, over: tuple[str, bytes]) -> Files:
        return self.loaded.solved(exercise, over)

    def _prove_mistakes(self) -> None:
        """First each alone: one that hangs would hang the diagnosis of every other one of its exercise."""
        ending: dict[str, tuple[Mistake, ...]] = {}
        for name, mistakes in self.loaded.mistakes.items():
            ending[name] = tuple(mistake for mistake in mistakes if self._ends(mistake))
        self.loaded = replace(self.loaded, mistakes=ending)
        for mistakes in ending.values():
            for mistake in mistakes:
                self._prove_mistake(mistake)

    def _ends(self, mistake: Mistake) -> bool:
        return self._try(f"mistakes/{mistake.file}", self._work_of(mistake)) is not None

    def _work_of(self, mistake: Mistake, *, diagnose: bool = False) -> Callable[[bytes], Trial]:
        hand_in, exercises = self._hand_in(mistake), self._concerned(mistake)
        return lambda seed: trial.grade(
            self.loaded, hand_in, seed, self.make_local, exercises=exercises, diagnose=diagnose
        )

    def _concerned(self, mistake: Mistake) -> tuple[str, ...]:
        """Its own exercise, and those whose checks come to what it redefines: all others run the solution as it is.

        A script answers its own exercise alone.
        """
        calls = {} if self.scripts else below(self.loaded.solution)
        changed = set(bound_in(mistake.source))
        if not changed <= calls.keys() | {name for name in changed if name.startswith("_")}:
            return (mistake.exercise,) if self.scripts else ()  # a constant, say, that any function may read
        uses = {name: set().union(*(check.uses for check in checks)) for name, checks in self.loaded.exercises.items()}
        reached = {name: set().union(*(calls.get(each, ()) for each in used)) for name, used in uses.items()}
        return tuple(name for name in uses if name == mistake.exercise or reached[name] & changed)

    def _hand_in(self, mistake: Mistake) -> HandIn:
        return partial(self._solved, over=(mistake.file, mistake.source))

    def _prove_mistake(self, mistake: Mistake) -> None:
        file = f"mistakes/{mistake.file}"
        trials = []
        for number in range(self.seeds):
            found = self._try(file, self._work_of(mistake, diagnose=True), number)
            if found is None:
                return
            trials.append(found)
        self._prove_caught(file, mistake, trials)
        self._prove_named(file, mistake, trials)
        self._note_nearest(file, trials)

    def _prove_caught(self, file: str, mistake: Mistake, trials: list[Trial]) -> None:
        failures = [failure for found in trials for failure in found.failures]
        self.failed |= {_key(f) for f in failures if f.verdict is not Verdict.NOT_REACHED}
        strays = sorted(set().union(*(found.failed_in() for found in trials)) - {mistake.exercise})
        times = sum(mistake.exercise in found.failed_in() for found in trials)
        self.proof.caught += times == len(trials) and not strays
        self.proof.flakes += 0 < times < len(trials)
        if strays:
            self._complain(
                f"{self._at(file)}: it belongs to {mistake.exercise} and loses points in {_listed(strays)} too. "
                f"{WHOLE if self.loaded.lab.weak else PART}"
            )
        if times < len(trials):
            where = "no check" if not times else f"on {len(trials) - times} of {len(trials)} seeds no check"
            self._complain(
                f"{self._at(file)}: {where} of {mistake.exercise} catches it. "
                "Draw inputs on which it differs from the solution, or remove it."
            )

    def _prove_named(self, file: str, mistake: Mistake, trials: list[Trial]) -> None:
        hints = [{failure.hint for failure in found.failures if failure.hint} for found in trials]
        wrong = sorted(set().union(*hints) - {mistake.hint})
        self.proof.misnamed += bool(wrong)
        if wrong:
            self._complain(f"{self._at(file)}: it is taken for another mistake ({wrong[0]!r}). Tell the two apart.")
        elif all(mistake.hint in found for found in hints):
            self.proof.named += 1
            self.proof.script_named += self.scripts
        elif any(failure.lost and failure.code in TELLING for found in trials for failure in found.failures):
            self._complain(
                f"{self._at(file)}: its hint is not given, though its values are wrong. Look whether another mistake "
                "gives the same values, or whether they differ too little or say too little."
            )
        else:
            self.proof.advice.append(
                f"{self._at(file)}: its hint is never given, because what fails there fails alike for other reasons. "
                "Add a check that compares the values it gets wrong, or remove it."
            )

    def _note_room(self, room: Room | None, file: str) -> None:
        if room and (self.proof.tightest is None or room.allowances > self.proof.tightest.allowances):
            self.proof.tightest = room.model_copy(update={"file": file})

    def _note_nearest(self, file: str, trials: list[Trial]) -> None:
        """A mistake is as far off as its worst value; of the seeds, the one where it is nearest counts."""
        for found in trials:
            measured = [failure for failure in found.failures if failure.away is not None]
            worst = max(measured, key=lambda failure: failure.away or 0.0, default=None)
            if worst is None or worst.away is None:
                continue
            if self.proof.nearest is None or worst.away < self.proof.nearest.allowances:
                place = self._check(worst).place
                self.proof.nearest = Room(
                    allowances=worst.away, exercise=worst.exercise, check=worst.check, place=place, file=file
                )

    def _advise(self) -> None:
        room, nearest, advice = self.proof.tightest, self.proof.nearest, self.proof.advice
        if room and THIN < room.allowances <= 1:
            advice.append(
                f"{self._at(room.place)}: `{room.check}` is tight, as {room.file} takes "
                f"{room.allowances:.0%} of its allowance. Widen it with because=..."
            )
        if nearest and nearest.allowances < CLEARLY_WRONG:
            advice.append(
                f"{self._at(nearest.place)}: {nearest.file} is only {nearest.allowances:.2g} allowances "
                f"off in `{nearest.check}`. Narrow its tolerance, or draw inputs on which the mistake shows more."
            )
        for name, mistakes in self.loaded.mistakes.items():
            if len(mistakes) < FEW_MISTAKES:
                known = f"{len(mistakes) or 'no'} mistake{'' if len(mistakes) == 1 else 's'}"
                advice.append(f"{self._at('mistakes')}: {name} knows {known}. Add what students do.")
        for check in self._checks():
            if check.deviation and check.name not in self.deviated:
                advice.append(f"{self._at(check.place)}: no variant deviates in `{check.name}`. Add one that does.")
            if check.points and _key(check) not in self.failed and self.proof.mistakes:
                advice.append(
                    f"{self._at(check.place)}: no mistake fails `{check.name}` ({check.points:g} points). "
                    "Add one that does."
                )

    def _try(self, file: str, work: Callable[[bytes], Trial], number: int = 0) -> Trial | None:
        """The work in a process of its own. What it did instead of ending well is told of the file."""
        try:
            answer = apart(lambda: trial.told(work, b"seed %d" % number, self._at(file)), self.limit_s)
        except Lost as lost:
            self._complain(f"{self._at(file)}: its grading {lost}. Look for a loop or an exit in it.")
        except LabFault as fault:
            self._complain(str(fault))
        else:
            if file == self.solution:
                self.seconds = max(self.seconds, answer.seconds)
                self.proof.seconds = max(self.proof.seconds, answer.seconds)
                self.proof.memory_mb = max(self.proof.memory_mb, answer.memory_mb)
            return Trial.model_validate(answer.value)
        return None

    def _complain(self, complaint: str) -> None:
        if complaint not in self.proof.complaints:
            self.proof.complaints.append(complaint)

    def _at(self, file: str) -> str:
        return f"{self.loaded.lab.slug}/{file}"

    @cached_property
    def variants(self) -> list[Script]:
        return scripts_in(self.loaded.lab, "variants") if self.scripts else []

    def _checks(self) -> list[Check]:
        return [check for checks in self.loaded.exercises.values() for check in checks]

    def _check(self, failure: Failure) -> Check:
        return next(check for check in self._checks() if _key(check) == (failure.exercise, failure.check))


def _key(item: Check | Failure) -> tuple[str, str]:
    return (item.exercise, item.name) if isinstance(item, Check) else (item.exercise, item.check)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
