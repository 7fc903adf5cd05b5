"""Detectors at work in one exercise: what the failed checks compare is heard once more, then each is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graders.detectors import DETECTED_BY, Recompute, detect
from graders.draw import Draw
from graders.language import Check
from graders.line import Compared, Line, Mismatch, Session
from graders.results import CheckResult, Finding, ServiceFault, Show, Verdict
from graders.student import Student

# Hearing a check again takes its time again, from the student's budget: not of one that is slow.
QUICK_MS = 300.0


@dataclass(frozen=True)
class Detection:
    """The exercise as it went: its checks, the seeds that they drew from, and their results."""

    session: Session
    reference: Any
    checks: Mapping[str, tuple[Check, bytes]]
    results: Mapping[str, CheckResult]
    call_s: float

    def of(self, mismatches: Mapping[str, Mismatch], recompute: Recompute) -> dict[str, Finding]:
        """What is behind each of these failed checks, where it can be told."""
        looked_at = {name: each for name, each in mismatches.items() if each.finding.code in DETECTED_BY}
        if not looked_at:
            return {}
        # In a process of its own, so that nothing that the student's code remembers is touched. What it prints has
        # been shown already, and may hold inputs that nobody may see.
        aside = self.session.fresh()
        heard = {name: self._overheard(name, aside) for name in looked_at}
        self.session.revive()
        self.session.take_output()
        found = {name: detect(each, heard[name], recompute) for name, each in looked_at.items()}
        told = {name: finding or self._only_at_example(name, looked_at[name]) for name, finding in found.items()}
        return {name: finding for name, finding in told.items() if finding}

    def _overheard(self, name: str, session: Session) -> list[Compared]:
        if self.results[name].duration_ms > QUICK_MS:
            return []
        check, seed = self.checks[name]
        line = Line(session, self.call_s, "cpu")
        line.overheard = []
        try:
            check.function(Student(session, line=line), self.reference, Draw(seed))
        except ServiceFault:
            raise
        # Nothing was judged, so the check went on with wrong values: it may raise anything over them.
        except Exception:  # noqa: BLE001, S110
            pass
        return line.overheard

    def _only_at_example(self, name: str, mismatch: Mismatch) -> Finding | None:
        """A fact, where no cause is known: right at the printed point, wrong elsewhere."""
        function = mismatch.finding.facts.get("function")
        if self.checks[name][0].show is Show.EXAMPLE or mismatch.finding.code != "values":
            return None
        passed = (r for r in self.results.values() if r.show is Show.EXAMPLE and r.verdict is Verdict.PASS)
        right = next((r for r in passed if function in self.checks[r.check][0].uses and r.max_points), None)
        facts = {"function": function, "title": right.title} if right else {}
        return Finding(code="only_at_example", facts=facts) if right else None
