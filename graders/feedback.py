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

from typing import Any, Literal

from graders.results import CheckResult, Finding, Show, Verdict
from graders.wording import LIMITS, SENTENCES, limit

Audience = Literal["student", "staff"]

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
    Verdict.NOT_REACHED: "Not judged, because an earlier check did not pass.",
}


def label(verdict: Verdict) -> str:
    """The verdict in two or three words."""
    return LABELS[verdict]


def message(result: CheckResult, audience: Audience) -> str:
    """What happened, where, and what to do next, as far as this person may know; empty for a passed check."""
    if result.finding is None or _only_category(result, audience):
        return CATEGORIES[result.verdict]
    facts, full = result.finding.facts, _sees_all(result, audience)
    if result.finding.code == "limit" and result.verdict in LIMITS:
        return limit(facts, result.verdict)
    sentence = SENTENCES.get(result.finding.code)
    # A result stored by a newer release may hold a code that this one has no sentence for.
    return sentence(facts, full=full) if sentence else CATEGORIES[result.verdict]


def hint(result: CheckResult, audience: Audience) -> str | None:
    """The lab author's hint for the recognised mistake."""
    return None if _only_category(result, audience) else result.hint


def note(finding: Finding, audience: Audience) -> str:
    """What is said about a hand-in as a whole; empty for a note that this release has no sentence for."""
    sentence = SENTENCES.get(finding.code)
    return sentence(finding.facts, full=audience == "staff") if sentence else ""


def output(result: CheckResult, audience: Audience) -> str:
    """What the code printed during the check: it could have printed inputs that are not for its student's eyes."""
    return result.output if _sees_all(result, audience) else ""


def frames(result: CheckResult, audience: Audience) -> list[dict[str, Any]]:
    """Where in the file the code was when it raised, the last call at the end: cell, line and the line's text."""
    if result.finding is None or _only_category(result, audience):
        return []
    told = result.finding.facts.get("frames", [])
    return [{"line": frame["line"], "cell": frame["cell"], "text": frame["text"]} for frame in told]


def _sees_all(result: CheckResult, audience: Audience) -> bool:
    return audience == "staff" or result.show is Show.EXAMPLE


def _only_category(result: CheckResult, audience: Audience) -> bool:
    return audience == "student" and result.show is Show.HIDDEN
