"""The audit of a course: what staff did and what was refused, by page, and no longer than a flood allows."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.api.conftest import Clients, claimed, grade, hand_in, submission_id

COURSE = "/api/v1/courses/testing-101"


def lines(client: Clients, **query: Any) -> list[tuple[str | None, str]]:
    answer = client("instructor").get(f"{COURSE}/audit", params=query)
    assert answer.status_code == 200, answer.text
    return [(line["person"], line["action"]) for line in answer.json()["lines"]]


def test_staff_reads_what_was_done_and_refused_newest_first(client: Clients) -> None:
    submission = submission_id(hand_in(client()))
    grade()
    staff = client("instructor")
    staff.post(f"/api/v1/submissions/{submission}/gradings")
    staff.put(f"/api/v1/submissions/{submission}/override", json={"score": 1, "reason": "late"})
    staff.post(f"{COURSE}/faults/retry")
    staff.get(f"{COURSE}/scores.csv")
    staff.get(f"{COURSE}/submissions.csv")
    client().get(f"{COURSE}/scores")
    assert lines(client) == [
        ("Demo student", "refused.staff-only"),
        ("Demo instructor", "exported.submissions"),
        ("Demo instructor", "exported.scores"),
        ("Demo instructor", "gradings.again"),
        ("Demo instructor", "score.set"),
        ("Demo instructor", "submission.regraded"),
    ]


def test_a_new_version_and_one_that_was_refused_are_lines_of_their_course(client: Clients, lab_folder: Any) -> None:
    from api.database import session
    from api.labs import publish, refuse

    (lab_folder / "statement.md").write_text("Other words.\n")
    with session() as db:
        publish(db, lab_folder)
    with session() as db:
        refuse(db, "testing-101/lab-a", "solution.py:1 is wrong")
    assert lines(client) == [(None, "lab.refused"), (None, "lab.published")]


def test_pages_do_not_shift_when_lines_are_added(client: Clients) -> None:
    submission = submission_id(hand_in(client()))
    staff = client("instructor")
    for score in range(5):
        staff.put(f"/api/v1/submissions/{submission}/override", json={"score": score, "reason": "r"})

    def scores(page: dict[str, Any]) -> list[float]:
        return [line["detail"]["score"] for line in page["lines"]]

    first = staff.get(f"{COURSE}/audit", params={"limit": 2}).json()
    staff.put(f"/api/v1/submissions/{submission}/override", json={"score": 9, "reason": "r"})
    second = staff.get(f"{COURSE}/audit", params={"limit": 3, "cursor": first["next"]}).json()
    assert (scores(first), scores(second), second["next"]) == ([4, 3], [2, 1, 0], None)


@pytest.mark.parametrize("who", ["student", "ci"])
def test_students_do_not_read_it(client: Clients, who: str) -> None:
    assert client(who).get(f"{COURSE}/audit").status_code == 403


def test_a_flood_of_refusals_is_a_line_a_minute_for_each_person_and_course(client: Clients, db: Session) -> None:
    students = [client("student"), client("student2")]
    paths = [f"{COURSE}/scores", f"{COURSE}/audit", "/api/v1/courses/no-such/scores", "/api/v1/courses/other/scores"]
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(student.get, path) for _ in range(20) for student in students for path in paths]
    assert {each.result().status_code for each in asked} == {403}
    by = text("""
        SELECT count(*), count(DISTINCT (person_id, course_id, minute)) FROM audit WHERE action = 'refused.staff-only'
    """)
    kept, distinct = db.execute(by).one()
    assert kept == distinct
    assert 4 <= kept <= 12, "two people, a course and what is none, and hardly more than one turn of the minute"


def test_what_is_refused_leaves_no_act_and_the_act_no_refusal(client: Clients, db: Session) -> None:
    submission = submission_id(hand_in(client()))
    claimed()
    assert client("instructor").post(f"/api/v1/submissions/{submission}/gradings").status_code == 409
    assert db.scalar(text("SELECT count(*) FROM audit WHERE action = 'submission.regraded'")) == 0
