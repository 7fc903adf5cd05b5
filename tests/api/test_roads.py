"""What is told of the road that a hand-in took, and what instructors alone read of a lab: its notes, its rubric."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.database import session
from api.labs import publish
from graders.results import Finding, Verdict
from tests.api.conftest import LAB, Clients, claimed, finish, hand_in, result, store

Publish = Callable[..., str]
NOTES = 'notes = "The sheet has a sign wrong."'
RUBRIC = 'rubric = ["The plot has a title.", "The `README` says who did what."]'
LINES = ["The plot has a title.", "The `README` says who did what."]
MARK = 'title="The file is run as it is, and what it names and prints is graded'


@pytest.fixture
def published(lab_folder: Path) -> Publish:
    """Publishes the lab with these lines added below [lab] and below its first exercise; the grading hash."""
    original = (lab_folder / "lab.toml").read_text()

    def publish_with(lab: str = "", exercise: str = "") -> str:
        toml = original.replace("[lab]\n", f"[lab]\n{lab}\n").replace("points = 1\n", f"points = 1\n{exercise}\n")
        (lab_folder / "lab.toml").write_text(toml)
        with session() as db:
            return publish(db, lab_folder).grading_hash

    return publish_with


def deviation(points: float) -> Any:
    finding = Finding(code="not_left", facts={"what": "x as 2", "given": []})
    return result("one", points, 0, "at_two", verdict=Verdict.DEVIATES, finding=finding, weak=True)


def of_first(lab: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = lab["exercises"][0]
    return first


@pytest.mark.parametrize("road", ["contract", "as-handed-in", "either"])
def test_a_lab_says_which_road_it_takes(client: Clients, published: Publish, road: str) -> None:
    published(f'road = "{road}"')
    sent = hand_in(client()).json()
    for told in (client().get(f"/api/v1/labs/{LAB}").json(), client().get("/api/v1/labs").json()[0], sent):
        assert (told["road"], told["weak"]) == (road, road == "as-handed-in")


def test_a_hand_in_is_weak_where_one_of_its_exercises_was_run_as_it_is(client: Clients, published: Publish) -> None:
    published('road = "either"')
    path = f"/api/v1/submissions/{hand_in(client()).json()['id']}"
    grading = claimed()
    assert store(grading, result("two", 2, 2))
    assert client().get(path).json()["weak"] is False
    assert store(grading, result("one", 1, 1, weak=True), result("one", 0, 0, "rule"))
    assert finish(grading)
    told = client().get(path).json()
    assert told["weak"] is True
    assert [exercise["weak"] for exercise in told["exercises"]] == [True, False, False]
    assert [check["weak"] for check in of_first(told)["checks"]] == [True, False]
    # The gradebook marks a lab whose every hand-in is weak, and this one is none.
    (column,) = client("instructor").get("/api/v1/courses/testing-101/scores").json()["columns"]
    assert column["weak"] is False


def test_the_mark_stands_at_what_is_weak_and_once(client: Clients, published: Publish) -> None:
    def marks(road: str) -> list[int]:
        """In the head of the page, then in those of the exercises."""
        published(f'road = "{road}"')
        path = f"/submissions/{hand_in(client()).json()['id']}"
        grading = claimed()
        assert store(grading, result("one", 1, 1, weak=True), result("two", 2, 2, weak=road == "as-handed-in"))
        assert finish(grading)
        top, *exercises = client().get(path).text.split('class="exercise-head')
        return [part.count(MARK) for part in (top, *exercises)]

    assert marks("as-handed-in") == [1, 0, 0, 0]
    assert marks("either") == [0, 1, 0, 0]


def test_a_deviation_lowers_the_score_by_its_price(client: Clients, published: Publish) -> None:
    published('road = "either"')
    path = f"/submissions/{hand_in(client()).json()['id']}"
    grading = claimed()
    assert store(grading, result("one", 1, 1, weak=True), deviation(-0.25), result("two", 2, 2), result("three", 3, 3))
    assert finish(grading)
    told = client().get(f"/api/v1{path}").json()
    assert (told["score"], of_first(told)["score"], told["passed"]) == (5.75, 0.75, True)
    check = of_first(told)["checks"][1]
    assert (check["verdict"], check["points"], check["max_points"]) == ("DEVIATES", -0.25, 0)
    assert check["message"].endswith("In this course it costs 0.25 points.")
    page = client().get(path).text
    assert '<span class="check-points">-0.25 points</span>' in page
    assert "0 / 0" not in page


def test_notes_and_rubric_are_for_staff(client: Clients, published: Publish) -> None:
    published('notes = "One sheet of two."', f"{NOTES}\n{RUBRIC}")
    sent = hand_in(client()).json()

    def told(who: str) -> list[Any]:
        mine = client(who)
        labs = [mine.get(f"/api/v1/labs/{LAB}").json(), mine.get("/api/v1/labs").json()[0]]
        of_labs = [(lab["notes"], of_first(lab)["notes"], of_first(lab)["rubric"]) for lab in labs]
        return [*of_labs, of_first(mine.get(f"/api/v1/submissions/{sent['id']}").json())["rubric"]]

    staff = ("One sheet of two.", "The sheet has a sign wrong.", LINES)
    assert told("instructor") == [staff, staff, LINES]
    assert told("student") == [(None, None, None), (None, None, None), None]
    # Staff are told that there is nothing, and not that it is not for them.
    assert client("instructor").get(f"/api/v1/submissions/{sent['id']}").json()["exercises"][1]["rubric"] == []


def test_other_notes_leave_the_grading_as_it_is_and_a_hand_in_keeps_its_rubric(
    client: Clients, published: Publish
) -> None:
    staff = client("instructor")
    before = published("", 'rubric = ["The axes are named."]')
    path = f"/api/v1/submissions/{hand_in(client()).json()['id']}"
    assert published("", f"{NOTES}\n{RUBRIC}") == before
    lab = of_first(staff.get(f"/api/v1/labs/{LAB}").json())
    assert (lab["notes"], lab["rubric"]) == ("The sheet has a sign wrong.", LINES)
    assert of_first(staff.get(path).json())["rubric"] == ["The axes are named."]


OLDER = """
    UPDATE lab_versions SET manifest =
        (manifest - 'road' - 'weak' - 'notes' #- '{exercises,0,notes}' #- '{exercises,0,rubric}')
        || CAST(:known AS jsonb)
"""


@pytest.mark.parametrize(
    ("known", "road"), [({"weak": True}, "as-handed-in"), ({"weak": False}, "contract"), ({}, "contract")]
)
def test_a_version_of_an_older_release_says_what_it_knows(
    client: Clients, published: Publish, db: Session, known: dict[str, bool], road: str
) -> None:
    published("", f"{NOTES}\n{RUBRIC}")
    db.execute(text(OLDER), {"known": json.dumps(known)})
    db.commit()
    sent, staff = hand_in(client()).json(), client("instructor")
    lab = staff.get(f"/api/v1/labs/{LAB}").json()
    assert (lab["road"], lab["notes"], of_first(lab)["notes"], of_first(lab)["rubric"]) == (road, "", "", [])
    told = staff.get(f"/api/v1/submissions/{sent['id']}").json()
    assert (told["road"], told["weak"], of_first(told)["rubric"]) == (road, known.get("weak", False), [])
