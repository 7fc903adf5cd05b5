"""The lines that a crash went through, as the page shows them."""

from api.pages.render import fragment
from api.views import ExerciseView, check_view
from tests.web.people import crashed


def test_the_lines_of_a_crash_are_listed_when_there_are_several():
    check = crashed("q", "no", "", "return 1 / x")
    frames = [{"line": 12, "cell": 3, "text": "slope(0)"}, {"line": 3, "cell": None, "text": "return 1 / x"}]
    facts = {**check.finding.facts, "frames": frames}
    check = check.model_copy(update={"finding": check.finding.model_copy(update={"facts": facts})})

    view = check_view(check, "student")
    exercise = ExerciseView(name="q", title="Slopes", score=0, max_score=2, checks=[view])

    html = fragment("check", check=view, exercise=exercise)
    assert "cell 3, line 12</span><code>slope(0)</code>" in html
    assert "line 3</span><code>return 1 / x</code>" in html
