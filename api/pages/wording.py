"""The words of a result page about states and scores. What a check found is worded by `graders.feedback`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from api.views import ArtifactView, CheckView, ExerciseView, LabView, SubmissionView
from graders.feedback import label
from graders.lab import Road
from graders.results import Verdict

MINUTE_S = 60
ROADS: dict[Road, str] = {
    "contract": "Only your definitions are run: functions, classes, constants.",
    "as-handed-in": "Your file is run as it is.",
    "either": "If your file has the functions of the starter, they are called on other inputs; scripts, one for each "
    "question, are run as they are.",
}
STATES = {"queued": "in the queue", "running": "being graded", "graded": "graded", "failed": "grader failed"}


def tone(verdict: str) -> str:
    return {"PASS": "good", "DEVIATES": "aside", "NOT-REACHED": "quiet"}.get(verdict, "bad")


def mark(verdict: str) -> str:
    return {"PASS": "✓", "DEVIATES": "≈", "NOT-REACHED": "·"}.get(verdict, "✕")


def prose(text: str) -> Markup:
    """A sentence with its `names` set as code. Everything else in it is text, whoever wrote it."""
    parts = re.split("`([^`\n]+)`", text)
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))


def check_id(exercise: ExerciseView, check: CheckView) -> str:
    return f"check-{exercise.name}-{check.name}"


def exercise_known(submission: SubmissionView, exercise: ExerciseView) -> bool:
    """Whether points may be shown: a number that no check has earned or lost yet would read as a judgement."""
    return bool(exercise.checks) or submission.status == "graded"


def exercise_tone(submission: SubmissionView, exercise: ExerciseView) -> str:
    return "good" if exercise_known(submission, exercise) and whole(exercise) else "open"


def whole(exercise: ExerciseView) -> bool:
    """Whether everything but a bonus was earned: points that a bonus made up for are still to be had."""
    own = [check for check in exercise.checks if not check.bonus]
    return exercise.score >= exercise.max_score and all(check.points == check.max_points for check in own)


def folded(submission: SubmissionView, exercise: ExerciseView) -> bool:
    """An exercise with nothing left to do in it is one line: not where a deviation costs, nor where a person judges.

    `live.js` does the same at the end of a grading.
    """
    done = all(check.verdict in (Verdict.PASS, Verdict.DEVIATES) for check in exercise.checks)
    return submission.final and whole(exercise) and done and not exercise.rubric


def group_mates(exercise: ExerciseView, check: CheckView) -> str:
    """The titles of the checks with which this one counts together, or not at all."""
    mates = [other for other in exercise.checks if other.group == check.group and other.name != check.name]
    return ", ".join(f"“{other.title}”" for other in mates) if check.group else ""


def weak_mark() -> Markup:
    """Beside a lab or an exercise whose points rest on weaker evidence."""
    return Markup('<span class="state" title="{}">as handed in</span>').format(
        "The file is run as it is, and what it names and prints is graded: weaker evidence than calling its functions "
        "with inputs of ours."
    )


def weak_here(submission: SubmissionView, exercise: ExerciseView) -> bool:
    """Whether to mark the exercise: where the whole lab is weak, one mark above all of them says it."""
    return exercise.weak and submission.road == "either"


def for_instructors(lab: LabView) -> bool:
    """Whether there is anything that only staff read of this lab. Others are given none of it."""
    return bool(lab.notes or any(each.notes or each.rubric for each in lab.exercises))


def outcome(submission: SubmissionView) -> str:
    if all(whole(exercise) for exercise in submission.exercises):
        part = "Everything holds in what was graded here; the lab's other exercises are still open."
        return part if submission.partial else "Everything holds. Well done."
    if submission.passed and not submission.partial:
        return "You passed. The marked checks below still have points to give."
    if submission.score:
        return "Not there yet: each marked check below says what it found."
    return "No points yet: the first check below says what it found."


def solved(submission: SubmissionView) -> str:
    solved = sum(whole(exercise) for exercise in submission.exercises)
    noun = "exercise" if len(submission.exercises) == 1 else "exercises"
    asked = " handed in" if submission.partial else ""
    return f"Full marks in {solved} of {len(submission.exercises)} {noun}{asked}"


def progress(submission: SubmissionView) -> str:
    if submission.status == "queued":
        return "A worker will take it in a moment."
    begun = sum(bool(exercise.checks) for exercise in submission.exercises)
    return f"Verdicts from {begun} of {len(submission.exercises)} exercises so far."


def grading_time(submission: SubmissionView) -> str:
    """From upload to score, the time that the student waited."""
    seconds = submission.timings.get("upload_to_score", 0.0) / 1000
    if seconds < 1:
        return f"{1000 * seconds:.0f} ms"
    return f"{seconds:.1f} s" if seconds < MINUTE_S else f"{seconds / MINUTE_S:.0f} min"


def standing(lab: LabView) -> dict[str, str]:
    """Where the reader stands in a lab: a word, and the tone of its badge."""
    if lab.best_score is None:
        return {"label": "not handed in" if lab.open else "not open", "tone": "quiet"}
    if lab.best_score >= lab.pass_score:
        return {"label": "passed", "tone": "good"}
    return {"label": "begun", "tone": "part"}


def staff_facts(submission: SubmissionView) -> list[tuple[str, str]]:
    """Everything that is needed to find, explain and replay a grade."""
    environment = ", ".join(f"{name} {value}" for name, value in (submission.environment or {}).items())
    facts = {
        "Submission": str(submission.id),
        "Lab version": submission.lab_version,
        "Seed": submission.seed,
        "Device": submission.device,
        "Environment": environment,
        "Timings": ", ".join(f"{name} {value:.0f} ms" for name, value in submission.timings.items()),
        "Fault": submission.fault,
    }
    attempts = [
        (f"Attempt {number}", f"{attempt.worker}: {attempt.how or 'running'}. {attempt.reason or ''}".strip())
        for number, attempt in enumerate(submission.attempts or [], 1)
    ]
    return [(name, value) for name, value in facts.items() if value] + attempts


def page_url(artifact: ArtifactView) -> str:
    """Where the page of the same submission has it: browsers come with a cookie, the API wants a token."""
    return artifact.url.removeprefix("/api/v1")


FILTERS: dict[str, Callable[..., Any]] = {
    "tone": tone,
    "mark": mark,
    "page_url": page_url,
    "prose": prose,
    "road_help": ROADS.__getitem__,
    "staff_facts": staff_facts,
    "standing": standing,
    "verdict_label": label,
    "status_label": STATES.__getitem__,
}
GLOBALS: dict[str, Callable[..., Any]] = {
    "check_id": check_id,
    "exercise_known": exercise_known,
    "exercise_tone": exercise_tone,
    "folded": folded,
    "for_instructors": for_instructors,
    "grading_time": grading_time,
    "group_mates": group_mates,
    "outcome": outcome,
    "progress": progress,
    "solved": solved,
    "weak_here": weak_here,
    "weak_mark": weak_mark,
}
