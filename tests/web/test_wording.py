"""The numbers and states of the pages, without a browser."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from api.pages.render import counted, points, share, when
from api.pages.wording import exercise_tone, folded, group_mates, mark, outcome, prose, solved, tone, weak_here
from api.views import CheckView, ExerciseView, SubmissionView
from graders.results import Verdict

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("value", "text"), [(4.0, "4"), (3.5, "3.5"), (0.25, "0.25"), (0, "0"), (100, "100")])
def test_points_have_no_trailing_zeros(value, text):
    assert points(value) == text


def test_one_point_two_points():
    assert [counted(amount, "point") for amount in (1.0, 2.0, 0.5, 0)] == [
        "1 point",
        "2 points",
        "0.5 points",
        "0 points",
    ]


def test_a_moment_is_told_by_the_clock_of_the_course():
    text = when(datetime(2024, 12, 31, 20, 0, tzinfo=UTC), "Asia/Kolkata")
    assert ">1 Jan 2025, 01:30<" in text
    assert 'datetime="2025-01-01T01:30:00+05:30"' in text


def test_only_a_pass_looks_like_one():
    assert {verdict for verdict in Verdict if tone(verdict) == "good"} == {Verdict.PASS}
    assert mark(Verdict.PASS) != mark(Verdict.WRONG) != mark(Verdict.NOT_REACHED)


def test_a_deviation_looks_like_no_other_verdict():
    alike = {verdict for verdict in Verdict if tone(verdict) == tone(Verdict.DEVIATES)}
    assert alike == {verdict for verdict in Verdict if mark(verdict) == mark(Verdict.DEVIATES)} == {Verdict.DEVIATES}


def test_the_ring_is_full_only_at_full_marks():
    assert share(40, 40) == "100"
    assert share(39.99, 40) == "98.0"
    assert share(20, 40) == "50.0"


def test_names_in_a_sentence_are_set_as_code_and_everything_is_escaped():
    assert prose("What `f<b>` returns & more") == "What <code>f&lt;b&gt;</code> returns &amp; more"
    assert prose("one ` alone, </p> <script>`") == "one <code> alone, &lt;/p&gt; &lt;script&gt;</code>"
    assert prose("an odd ` mark") == "an odd ` mark"


def check(name: str, points: float, most: float, **more) -> CheckView:
    verdict = Verdict.PASS if points == most else Verdict.WRONG
    facts = {"title": name.title(), "message": "", "hint": None, "output": "", "frames": []}
    return CheckView(**{"name": name, "verdict": verdict, "points": points, "max_points": most, **facts, **more})


def graded(*exercises: list[CheckView], max_score: float = 4, partial: bool = False) -> SubmissionView:
    """Exercises of four points each, passed with six of eight."""
    views = [
        ExerciseView(name=f"e{i}", title="E", score=sum(c.points for c in checks), max_score=max_score, checks=checks)
        for i, checks in enumerate(exercises)
    ]
    score, most = sum(view.score for view in views), max_score * len(views)
    facts = {"lab": "c/l", "lab_title": "L", "course": "c", "zone": "UTC", "assignment": "c/a", "file_name": "a.py"}
    return SubmissionView(
        **facts,
        id=UUID(int=1),
        status="graded",
        score=score,
        max_score=most,
        passed=score >= 0.75 * most,
        partial=partial,
        road="contract",
        weak=False,
        failed_by=None,
        exercises=views,
        notes=[],
        created_at=datetime(2024, 1, 1, tzinfo=UTC),
        graded_at=None,
        lab_version="v",
        timings={},
    )


BONUS = check("bonus", 2, 2, bonus=True)
NO_BONUS = check("bonus", 0, 2, bonus=True)
FULL, HALF = [check("a", 3, 3), check("b", 1, 1)], [check("a", 3, 3), check("b", 0, 1)]


@pytest.mark.parametrize(
    ("exercises", "outcome_", "solved_", "tones", "folded_"),
    [
        pytest.param(
            ([*FULL, BONUS], FULL),
            "Everything holds. Well done.",
            "Full marks in 2 of 2 exercises",
            ["good", "good"],
            [True, True],
            id="all and a bonus",
        ),
        pytest.param(
            ([*FULL, NO_BONUS], FULL),
            "Everything holds. Well done.",
            "Full marks in 2 of 2 exercises",
            ["good", "good"],
            [False, True],
            id="all without the bonus, which still has something to read",
        ),
        pytest.param(
            ([*HALF, BONUS], FULL),
            "You passed. The marked checks below still have points to give.",
            "Full marks in 1 of 2 exercises",
            ["open", "good"],
            [False, True],
            id="a bonus makes up for points and hides no failed check",
        ),
    ],
)
def test_a_bonus_adds_points_and_no_praise(exercises, outcome_, solved_, tones, folded_):
    view = graded(*exercises)
    assert (outcome(view), solved(view)) == (outcome_, solved_)
    assert [exercise_tone(view, each) for each in view.exercises] == tones
    assert [folded(view, each) for each in view.exercises] == folded_


def deviation(points: float) -> CheckView:
    return check("as_printed", points, 0, verdict=Verdict.DEVIATES)


@pytest.mark.parametrize(
    ("checks", "solved_", "tone_", "folded_"),
    [
        pytest.param([*FULL, deviation(0)], "Full marks in 1 of 1 exercise", "good", True, id="without a price"),
        pytest.param([*FULL, deviation(-0.5)], "Full marks in 0 of 1 exercise", "open", False, id="with a price"),
        pytest.param([*HALF, deviation(0)], "Full marks in 0 of 1 exercise", "open", False, id="beside a failure"),
        pytest.param([*FULL, BONUS, deviation(-2)], "Full marks in 0 of 1 exercise", "open", False, id="and a bonus"),
    ],
)
def test_a_deviation_is_no_failure(checks, solved_, tone_, folded_):
    view = graded(checks)
    assert (solved(view), exercise_tone(view, view.exercises[0])) == (solved_, tone_)
    assert folded(view, view.exercises[0]) is folded_


def test_what_a_person_is_to_judge_stays_open():
    view = graded(FULL)
    for rubric, folded_ in ((None, True), ([], True), (["The plot has a title."], False)):
        assert folded(view, view.exercises[0].model_copy(update={"rubric": rubric})) is folded_


@pytest.mark.parametrize(("road", "marked"), [("either", True), ("as-handed-in", False), ("contract", False)])
def test_a_weak_exercise_is_marked_where_the_others_need_not_be(road, marked):
    view = graded(FULL).model_copy(update={"road": road})
    weak = view.exercises[0].model_copy(update={"weak": True})
    assert weak_here(view, weak) is marked
    assert weak_here(view, view.exercises[0]) is False


def test_a_part_of_a_lab_passes_for_no_lab():
    one = graded(FULL, partial=True)
    assert outcome(one) == "Everything holds in what was graded here; the lab's other exercises are still open."
    assert solved(one) == "Full marks in 1 of 1 exercise handed in"
    by_bonus = graded([*HALF, BONUS], partial=True)
    assert outcome(by_bonus) == "Not there yet: each marked check below says what it found."


def test_more_than_all_points_fill_the_ring_once():
    assert share(42, 40) == "100"


def test_checks_of_a_group_name_each_other():
    checks = [check("a", 1, 1, group="g"), check("b", 1, 1, group="g"), check("c", 1, 1), check("d", 1, 1, group="h")]
    exercise = graded(checks).exercises[0]
    assert [group_mates(exercise, each) for each in checks] == ["“B”", "“A”", "", ""]
