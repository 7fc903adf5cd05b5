"""Which code of a hand-in answers an exercise, and how it gets into a child."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from graders.folders import Files
from graders.lab import Exercise, Road
from graders.line import Piece
from graders.results import Finding, LabFault, StudentFault, Verdict
from worker.handin import HandIn
from worker.retelling import OwnCopy
from worker.sandbox.inside.intake import Definition

# What people look at and no function of a lab reads. Where only definitions count, it stays outside: a report or a
# figure in the folder is then no data that a hand-in brings along.
LOOKED_AT = (".pdf", ".docx", ".odt", ".pptx", ".html", ".md", ".png", ".jpg", ".jpeg", ".gif", ".svg")
OF_A_STARTER = 2  # contracts that a file keeps whole: then it was meant to be called
MOST_ALTERNATIVES = 2  # for one check: each costs a process, and with the last definition they are three guesses


@dataclass(frozen=True)
class Work:
    """The files for one exercise. `without` are definitions that are left out, so that earlier ones are in force.

    Names are `given` numbers of ours where files that run whole first set them.
    """

    hand_in: HandIn
    sources: Files
    own_copy: OwnCopy
    whole: bool = False
    without: tuple[Definition, ...] = ()
    lines: frozenset[int] | None = None  # of `source`, where the statements begin that alone are carried out
    given: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def steps(self, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """The operations that load it, with their fields."""
        if self.hand_in.is_folder:
            files = {name: np.frombuffer(self.hand_in.sent[name], np.uint8) for name, _ in self.sent}
            home = self.sources[0][0].rpartition("/")[0]
            yield "files", {"files": files, "home": home, "whole": self.whole}
        for number, (name, _) in enumerate(self.sources):
            # A second file goes on where the first one left the random numbers.
            fields = {"name": name, "data": self.hand_in.sent[name], "seed": None if number else seed}
            spots = [[each.cell, each.line] for each in self.without if each.path == name]
            if self.lines is not None:
                spots += [[cell, line] for cell, line in self.own_copy.statements(name, but=self.lines)]
            given = {"given": dict(self.given)} if self.given else {}
            yield ("execute", fields | given) if self.whole else ("load", {**fields, "without": spots})

    @property
    def sent(self) -> Files:
        """What a child gets of the hand-in."""
        apart = not self.whole and len(self.hand_in.files) > 1
        return [file for file in self.hand_in.files if not (apart and file[0].lower().endswith(LOOKED_AT))]

    @cached_property
    def pieces(self) -> list[Piece]:
        """All of the hand-in that a child is given: the text of its code, and how large its other files are."""
        found, several = [], len(self.hand_in.files) > 1
        for name, data in self.sent:
            shown = name if several else None
            texts = self.own_copy.lines_of(name)
            found += [Piece(shown, cell, text, len(text)) for cell, text in texts] or [
                Piece(shown, None, None, len(data))
            ]
        return found

    @cached_property
    def repeated(self) -> Mapping[tuple[str, str], list[Definition]]:
        """What is defined more than once, by owner and name. A method attached to a class belongs to that class."""
        found: dict[tuple[str, str], list[Definition]] = {}
        for each in self.own_copy.definitions:
            found.setdefault((each.owner, each.name), []).append(each)
        return {key: places for key, places in found.items() if len(places) > 1}

    @property
    def source(self) -> str:
        """The definitions as one text: what a rule may read is what can be called."""
        return self.own_copy.source_without(self.without) if self.without else self.own_copy.source

    def only(self, lines: frozenset[int]) -> Work:
        if self.whole:
            raise LabFault('by_hand carries out a part of the file; write road = "contract" under [lab] in lab.toml')
        return replace(self, lines=lines)

    def taking(self, values: Mapping[str, Any]) -> Work:
        """Raises StudentFault where no file sets one of the names."""
        if not self.whole:
            raise LabFault('numbers can be given to files that run whole; write road = "as-handed-in" under [lab]')
        absent = [name for name in values if name not in self.own_copy.assigned]
        if absent:
            raise StudentFault(Verdict.MISSING, Finding(code="not_given", facts={"names": absent}))
        return replace(self, given=values)

    def alternatives(self, names: frozenset[str]) -> Iterator[Work]:
        """The same work with an earlier definition of one of the names in force, the latest first."""
        if self.whole:
            return
        about = [places for (owner, name), places in self.repeated.items() if (owner or name) in names]
        earlier = (self._with(places, number) for places in about for number in reversed(range(len(places) - 1)))
        yield from itertools.islice(earlier, MOST_ALTERNATIVES)

    def graded(self, places: list[Definition]) -> Definition:
        """The definition in force: the last one that is not left out."""
        return [each for each in places if each not in self.without][-1]

    def _with(self, places: list[Definition], number: int) -> Work:
        others = tuple(each for each in self.without if each not in places)
        return replace(self, without=(*others, *places[number + 1 :]))


@dataclass
class Given:
    """A hand-in, and what of its lab decides how it is loaded. `uses` are the names that each exercise asks for.

    `asked` are the functions and classes that the contract of each exercise needs; those in `second` can be graded on
    either road.
    """

    hand_in: HandIn
    road: Road = "contract"
    uses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    patterns: tuple[str, ...] = ()
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    second: frozenset[str] = frozenset()
    _known: dict[tuple[tuple[str, ...], bool], Work] = field(default_factory=dict)

    def work(self, exercise: Exercise) -> Work:
        """The same object for the same files and road. Raises StudentFault where no file answers."""
        sources = self.hand_in.chosen(exercise.files, self.patterns)
        if self.road != "either":
            return self._work(sources, whole=self.road == "as-handed-in")
        as_it_is = self._work(sources, whole=True)
        if self._keeps_the_contract(exercise.name, as_it_is):
            return self._work(sources, whole=False)
        if exercise.name in self.second:
            return as_it_is
        facts = {"names": sorted(self.asked[exercise.name])}
        raise StudentFault(Verdict.MISSING, Finding(code="not_handed_in", facts=facts))

    def _work(self, sources: Files, *, whole: bool) -> Work:
        names = tuple(name for name, _ in sources)
        if (names, whole) not in self._known:
            others = [file for file in self.hand_in.sources if file[0] not in names]
            wanted = frozenset[str]().union(*self.uses.values())
            own_copy = OwnCopy(sources, others, whole=whole, wanted=wanted)
            self._known[names, whole] = Work(self.hand_in, sources, own_copy, whole)
        return self._known[names, whole]

    def _keeps_the_contract(self, exercise: str, work: Work) -> bool:
        """Whether the files are to be called: they do nothing by themselves, or define what this exercise asks for.

        All of it, for a question, or all of two other exercises: whoever fills in a starter and leaves one function out
        has missed that function, no more. Where there is no second half, any of it.
        """
        own_copy, asked = work.own_copy, self.asked.get(exercise, frozenset())
        if len(own_copy.unreadable) == len(work.sources) or not own_copy.does_something:
            return True
        defined = {each.name for each in own_copy.definitions}
        if exercise not in self.second:
            return not asked or bool(asked & defined)
        kept = [name for name, names in self.asked.items() if names and names <= defined]
        return exercise in kept or len(kept) >= OF_A_STARTER
