"""The numbers and states of the pages, without a browser."""

from datetime import UTC, datetime

import pytest

from api.pages.render import counted, points, share, when
from api.pages.wording import mark, prose, tone
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


def test_the_ring_is_full_only_at_full_marks():
    assert share(40, 40) == "100"
    assert share(39.99, 40) == "98.0"
    assert share(20, 40) == "50.0"


def test_names_in_a_sentence_are_set_as_code_and_everything_is_escaped():
    assert prose("What `f<b>` returns & more") == "What <code>f&lt;b&gt;</code> returns &amp; more"
    assert prose("one ` alone, </p> <script>`") == "one <code> alone, &lt;/p&gt; &lt;script&gt;</code>"
    assert prose("an odd ` mark") == "an odd ` mark"
