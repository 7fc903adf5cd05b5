"""A regrade: by staff, one at a time, beside the old result; and which of the results counts then."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import gradings
from api.database import session
from tests.api.conftest import Clients, claimed, grade, hand_in, submission_id


def regrade(client: httpx.Client, submission: UUID) -> httpx.Response:
    return client.post(f"/api/v1/submissions/{submission}/gradings")


def counted(client: Clients) -> float | None:
    """What the gradebook says of the demo student."""
    rows = client("instructor").get("/api/v1/courses/testing-101/scores").json()["rows"]
    (cell,) = next(row["cells"] for row in rows if row["name"] == "Demo student")
    return cell["score"]


def test_a_regrade_keeps_the_old_result_beside_the_new_one(client: Clients, db: Session) -> None:
    submission = submission_id(hand_in(client()))
    first = grade(score=4)
    staff = client("instructor")
    answer = regrade(staff, submission)
    assert answer.status_code == 202, answer.text
    assert client().get(f"/api/v1/submissions/{submission}").json()["status"] == "queued"
    second = grade(score=5)
    assert str(second.grading_id) == answer.json()["id"]
    assert second.seed != first.seed
    assert (second.data, second.exercises) == (first.data, first.exercises)
    assert client().get(f"/api/v1/submissions/{submission}").json()["score"] == 5
    listed = staff.get(f"/api/v1/submissions/{submission}/gradings").json()
    assert [(each["id"], each["score"], each["current"]) for each in listed] == [
        (str(second.grading_id), 5, True),
        (str(first.grading_id), 4, False),
    ]
    line = db.execute(text("SELECT target, detail FROM audit WHERE action = 'submission.regraded'")).one()
    assert (line.target, line.detail) == (f"submission/{submission}", {"grading": str(second.grading_id)})


def test_of_many_regrades_at_once_one_is_made(client: Clients, db: Session) -> None:
    submission = submission_id(hand_in(client()))
    assert regrade(client("instructor"), submission).status_code == 409, "its first grading waits"
    grade()
    staff = client("instructor")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: regrade(staff, submission).status_code, range(8)))
    assert sorted(answers) == [202] + [409] * 7
    assert db.scalar(text("SELECT count(*) FROM gradings")) == 2


def test_only_staff_regrades(client: Clients, db: Session) -> None:
    submission = submission_id(hand_in(client()))
    grade()
    for who, status in (("student", 403), ("student2", 404), ("ci", 404)):
        assert regrade(client(who), submission).status_code == status
        assert client(who).get(f"/api/v1/submissions/{submission}/gradings").status_code == status
    assert db.scalar(text("SELECT count(*) FROM gradings")) == 1
    assert db.scalar(text("SELECT count(*) FROM audit WHERE action = 'refused.staff-only'")) == 1


@pytest.mark.parametrize(
    ("again", "counts"),
    [(5, 5), (3.5, 4), (4.5, 4.5)],
    ids=["higher", "lower than another hand-in", "lower than itself"],
)
def test_a_regraded_result_replaces_its_own_and_the_best_hand_in_counts(
    client: Clients, again: float, counts: float
) -> None:
    hand_in(client())
    grade(score=4)
    best = submission_id(hand_in(client()))
    grade(score=5)
    assert counted(client) == 5
    regrade(client("instructor"), best)
    assert counted(client) == 5, "the old result counts until there is a new one"
    grade(score=again)
    assert counted(client) == counts


def test_a_regrade_that_fails_takes_nothing_away(client: Clients) -> None:
    submission = submission_id(hand_in(client()))
    grade(score=5)
    regrade(client("instructor"), submission)
    broken = claimed()
    with session() as db:
        gradings.fail(db, broken.grading_id, broken.fence, reason="checks.py:3 has no name", owner="lab")
    hand_in(client())
    grade(score=4)
    assert counted(client) == 5
    regrade(client("instructor"), submission)
    grade(score=3.5)
    assert counted(client) == 4
