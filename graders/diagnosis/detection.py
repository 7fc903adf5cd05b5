"""Detectors at work in one exercise: what the failed checks compare is heard once more, then each is looked at."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graders.diagnosis.detectors import DETECTED_BY, Recompute, detect
from graders.diagnosis.walking import overheard
from graders.language import Check
from graders.line import Compared, Line, Mismatch, Session
from graders.results import CheckResult, Finding, ServiceFault, Show, Verdict

log = logging.getLogger(__name__)
# Hearing a check again takes its time again, from the student's budget: not of one that is slow.
QUICK_MS = 2000.0


@dataclass(frozen=True)
class Detection:
    """The exercise as it went: its checks, the seeds that they drew from, and their results."""

    session: Session
    reference: Any
    checks: Mapping[str, tuple[Check, bytes]]
    results: Mapping[str, CheckResult]
    call_s: float

    def of(
        self, mismatches: Mapping[str, Mismatch], heard: Mapping[str, list[Compared]], recompute: Recompute
    ) -> dict[str, Finding]:
        """What is behind each of these failed checks, where it can be told."""
        looked_at = {name: each for name, each in mismatches.items() if each.finding.code in DETECTED_BY}
        found = {name: _detected(each, heard.get(name, []), recompute) for name, each in looked_at.items()}
        told = {name: finding or self._only_at_example(name, looked_at[name]) for name, finding in found.items()}
        return {name: finding for name, finding in told.items() if finding}

    def audible(self, name: str) -> bool:
        """A file that is run whole would have to be run again, and what is slow once more."""
        return self.results[name].duration_ms <= QUICK_MS and not self.checks[name][0].whole

    def heard(self, names: Collection[str]) -> dict[str, list[Compared]]:
        """What these checks compare, in a process of its own: what the student's code remembers stays untouched.

        What it prints has been shown already, and may hold inputs that nobody may see.
        """
        audible = [name for name in self.checks if name in names and self.audible(name)]
        if not audible:
            return {}
        aside = self.session.fresh()
        heard = {name: self._overheard(name, aside) for name in audible}
        self.session.revive()
        self.session.take_output()
        return heard

    def _overheard(self, name: str, session: Session) -> list[Compared]:
        check, seed = self.checks[name]
        return overheard(check, Line(session, self.call_s, "cpu"), self.reference, seed)

    def _only_at_example(self, name: str, mismatch: Mismatch) -> Finding | None:
        """A fact, where no cause is known: right at the printed point, wrong elsewhere."""
        function = mismatch.finding.facts.get("function")
        if self.checks[name][0].show is Show.EXAMPLE or mismatch.finding.code != "values":
            return None
        passed = (r for r in self.results.values() if r.show is Show.EXAMPLE and r.verdict is Verdict.PASS)
        right = next((r for r in passed if function in self.checks[r.check][0].uses and r.max_points), None)
        facts = {"function": function, "title": right.title} if right else {}
        return Finding(code="only_at_example", facts=facts) if right else None


def _detected(mismatch: Mismatch, heard: list[Compared], recompute: Recompute) -> Finding | None:
    try:
        with np.errstate(all="ignore"):
            return detect(mismatch, heard, recompute)
    except ServiceFault:
        raise
    # A hint is worth no grading: an error of ours over a student's strange value must not take the verdict along.
    except Exception:
        log.exception("detectors failed")
        return None
