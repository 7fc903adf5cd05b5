"""What a person reads about a check, and the one place that decides what they may read. Needs no torch.

| check   | its student sees                                                                                      |
|---------|-------------------------------------------------------------------------------------------------------|
| example | everything: the call, the value found, the right one, the exception's message, what was printed          |
| drawn   | verdict, type of the exception and own lines, worst index, difference, allowance, hint; no input, no value |
| hidden  | the category                                                                                          |

Staff see everything of every check. Of a drawn check nothing is told in words that the student's code can choose once
it has seen an input: the text of a line, for one, is the uploaded file's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from graders.familiar import without_keys
from graders.results import CheckResult, Finding, Show, Verdict
from graders.wording import LIMITS, SENTENCES, limit
from graders.wording.common import listed

Audience = Literal["student", "staff"]

# Of a drawn check: code that calls itself could spell out an input, digit by digit, by the lines it calls from.
NEAREST = 1

LABELS = {
    Verdict.PASS: "Passed",
    Verdict.WRONG: "Not right yet",
    Verdict.INVALID: "Unusable result",
    Verdict.MISSING: "Missing",
    Verdict.UNREADABLE: "Unreadable file",
    Verdict.CRASH: "Crashed",
    Verdict.NO_RESULT: "No result",
    Verdict.TIMEOUT: "Out of time",
    Verdict.MEMORY: "Out of memory",
    Verdict.PROCESSES: "Too many processes",
    Verdict.OUTPUT: "Too much output",
    Verdict.DISK: "Too much written",
    Verdict.POLICY: "Rule broken",
    Verdict.DEVIATES: "Not as in the sheet",
    Verdict.NOT_REACHED: "Not reached",
}

CATEGORIES = {
    Verdict.PASS: "",
    Verdict.WRONG: "The result is not right.",
    Verdict.INVALID: "The result is not plain data that can be compared.",
    Verdict.MISSING: "A name that this check asks for is missing from your file.",
    Verdict.UNREADABLE: "The file cannot be read as Python or as a notebook.",
    Verdict.CRASH: "Your code raised an exception or its process died.",
    Verdict.NO_RESULT: "The program ended without giving back a result.",
    Verdict.TIMEOUT: "Your code reached its time limit.",
    Verdict.MEMORY: "Your code reached its memory limit.",
    Verdict.PROCESSES: "Your code reached its limit of processes and threads.",
    Verdict.OUTPUT: "Your code reached its limit of printed output.",
    Verdict.DISK: "Your code reached its limit of written files.",
    Verdict.POLICY: "A rule of the exercise is broken.",
    Verdict.DEVIATES: "The sheet has it another way.",
    Verdict.NOT_REACHED: "Not judged, because an earlier check did not pass.",
}


def label(verdict: Verdict) -> str:
    """The verdict in two or three words."""
    return LABELS[verdict]


def message(result: CheckResult, audience: Audience, exercise: Sequence[CheckResult] = ()) -> str:
    """What happened, where, and what to do next, as far as this person may know; empty for a passed check.

    `exercise` are all results of its exercise, by which a passed check tells why its points do not count.
    """
    if result.group and result.verdict is Verdict.PASS and result.points < result.max_points:
        return _lost_with_its_group(result, exercise)
    if result.finding is None or _only_category(result, audience):
        return CATEGORIES[result.verdict]
    facts, full = result.finding.facts, _sees_all(result, audience)
    if not full:
        facts = without_keys(facts)
    if result.finding.code == "limit" and result.verdict in LIMITS:
        return limit(facts, result.verdict)
    text = _worded(Finding(code=result.finding.code, facts=facts), full=full) or CATEGORIES[result.verdict]
    return f"{text} {_price(result)}" if result.verdict is Verdict.DEVIATES else text


def _price(result: CheckResult) -> str:
    if not result.points:
        return "That is as right, and costs nothing."
    return f"In this course it costs {-result.points:g} point{'' if result.points == -1 else 's'}."


def _lost_with_its_group(result: CheckResult, exercise: Sequence[CheckResult]) -> str:
    lost = [other for other in exercise if other.group == result.group and other.verdict is not Verdict.PASS]
    if not lost:
        return "Passed, but it counts only together with the rest of its group."
    which = listed([f"“{other.title}”" for other in lost])
    correct = "that one" if len(lost) == 1 else "those"
    return f"Passed, but it counts only together with {which}, which did not pass. Correct {correct} first."


def hint(result: CheckResult, audience: Audience) -> str | None:
    """The lab author's hint for the recognised mistake, or what is generally behind such numbers."""
    if _only_category(result, audience):
        return None
    if result.hint is None and result.detected is not None:
        return _worded(result.detected, full=_sees_all(result, audience))
    return result.hint


def note(finding: Finding, audience: Audience) -> str | None:
    """What is said about a hand-in as a whole."""
    return _worded(finding, full=audience == "staff")


def output(result: CheckResult, audience: Audience) -> str:
    """What the code printed during the check: it could have printed inputs that are not for its student's eyes."""
    return result.output if _sees_all(result, audience) else ""


def shows_artifacts(result: CheckResult, audience: Audience) -> bool:
    """A picture, or a name in a saved model, can tell inputs as well as printed text can."""
    return _sees_all(result, audience)


def frames(result: CheckResult, audience: Audience) -> list[dict[str, Any]]:
    """Where in the file the code was when it raised, the last call at the end: cell, line and the line's text."""
    if result.finding is None or _only_category(result, audience):
        return []
    told = result.finding.facts.get("frames", [])
    if not _sees_all(result, audience):
        told = told[-NEAREST:]
    return [{"line": frame["line"], "cell": frame["cell"], "text": frame["text"]} for frame in told]


def _worded(finding: Finding, *, full: bool) -> str | None:
    """None for a code of a newer release, which may have stored a result that this one has no sentence for."""
    sentence = SENTENCES.get(finding.code)
    return sentence(finding.facts, full=full) if sentence else None


def _sees_all(result: CheckResult, audience: Audience) -> bool:
    return audience == "staff" or result.show is Show.EXAMPLE


def _only_category(result: CheckResult, audience: Audience) -> bool:
    return audience == "student" and result.show is Show.HIDDEN
