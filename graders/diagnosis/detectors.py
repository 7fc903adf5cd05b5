"""What is generally behind wrong numbers, where the lab author's known mistakes say nothing.

A detector knows what came, what is right and the call, and names one cause that fits all of it: a factor, a sign, an
axis. Some ask the reference for the answer that it gives when one thing is changed. It takes three different numbers
or several calls, an answer clearly apart from the right one, and that no second cause fits: else nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graders.diagnosis.detectors_numbers import DETECTORS
from graders.diagnosis.evidence import Sample, close, informative, numbers, part, sample, samples
from graders.diagnosis.recognition import recognisable
from graders.diagnosis.rivals import Rival, Variant, variants
from graders.line import Compared, Mismatch
from graders.results import Finding

# Answers of the reference to calls of a function: None where it raised.
Recompute = Callable[[str, list[tuple[Any, ...]]], list[Any]]
DETECTED_BY = {"values", "shape"}
MOST_CALLS = 4


def detect(mismatch: Mismatch, overheard: Iterable[Compared], recompute: Recompute) -> Finding | None:
    """The one cause that explains the mismatch, and all else that the check compared of the same function."""
    if mismatch.finding.code not in DETECTED_BY or not recognisable(mismatch):
        return None
    facts = mismatch.finding.facts
    function, where = str(facts.get("function", "")), str(facts.get("where", ""))
    own = Compared(function, str(facts.get("subject", "")), mismatch.got, mismatch.want, mismatch.asked)
    alone = sample(own, where)
    if alone is None:
        return None
    found = samples(overheard, function, own.subject, where)
    if not any(close(each.got, alone.got) and close(each.want, alone.want) for each in found):
        # Chance, or something that is kept between calls: what was heard later is not how this check went.
        found = [alone]
    if not informative(found):
        return None
    causes = [cause for detector in DETECTORS if (cause := detector(found))]
    causes += _of_rivals(mismatch.rivals, mismatch.got, where)
    causes += _of_variants(function, found, recompute)
    different = {cause.model_dump_json(): cause for cause in causes}
    if len(different) != 1:
        return None
    (cause,) = different.values()
    return Finding(code=cause.code, facts={**cause.facts, "function": function, **_part_told(own.subject, where)})


def _part_told(subject: str, where: str) -> dict[str, str]:
    """What was looked at, where that is not the whole result. The message beside the hint names it."""
    if subject.startswith("the gradient"):
        return {"part": "the gradient"}
    return {"part": "this part"} if where or subject.startswith("part ") else {}


def _of_rivals(rivals: Iterable[Rival], got: Any, where: str) -> list[Finding]:
    return [rival.finding for rival in rivals if _same_part(got, rival.answer(), where)]


def _same_part(got: Any, answer: Any, where: str) -> bool:
    one, other = numbers(part(got, where)), numbers(part(answer, where))
    return one is not None and other is not None and close(one, other)


def _of_variants(function: str, found: list[Sample], recompute: Recompute) -> list[Finding]:
    """Of a few calls, the wrong ones first. A reference that does not give what the check wants is no help."""
    calls = sorted((each for each in found if each.arguments), key=lambda each: not each.wrong)[:MOST_CALLS]
    if not calls or not calls[0].wrong:
        return []
    asked = [[Variant("", (), each.arguments), *variants(each.arguments)] for each in calls]
    answers = iter(recompute(function, [variant.args for row in asked for variant in row]))
    fitting: list[set[str]] = []
    by_name: dict[str, Finding] = {}
    for each, (_, *rows) in zip(calls, asked, strict=True):
        if not _gives(next(answers), each.want, each.where):
            return []
        named = [row.finding for row in rows if _gives(next(answers), each.got, each.where)]
        by_name |= {finding.model_dump_json(): finding for finding in named}
        fitting.append({finding.model_dump_json() for finding in named})
    return [by_name[name] for name in set.intersection(*fitting)]


def _gives(answer: Any, value: Any, where: str) -> bool:
    found = numbers(part(answer, where))
    return found is not None and close(found, value)
