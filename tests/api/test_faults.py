"""A broken lab: its staff read why at once, its students lose nothing, and a corrected version grades what waits."""

from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import gradings
from api.database import session
from api.gradings import Claimed
from api.labs import publish, refuse
from tests.api.conftest import LAB, Clients, claimed, grade, hand_in, submission_id

REASON = "testing-101/lab-a/checks.py:3: NameError: name 'tensor' is not defined. Correct the check."
FAULTS = "/api/v1/courses/testing-101/faults"


def broken(client: httpx.Client, owner: str = "lab", **more: object) -> Claimed:
    """A hand-in whose grading failed."""
    hand_in(client, **more)
    grading = claimed()
    with session() as db:
        db.execute(text("UPDATE gradings SET tries = 3 WHERE id = :id"), {"id": grading.grading_id})
        key = (grading.grading_id, grading.fence)
        assert gradings.fail(db, *key, reason=REASON, owner="lab" if owner == "lab" else "service")
    return grading


def corrected(folder: Path, more: str = "# Corrected.\n") -> UUID:
    solution = folder / "solution.py"
    solution.write_text(solution.read_text() + more)
    with session() as db:
        return publish(db, folder).id


def swept() -> tuple[str, ...]:
    with session() as db:
        return gradings.sweep(db).lanes


def test_staff_read_the_reason_at_once_and_students_that_they_lose_nothing(client: Clients) -> None:
    for who in ("student", "student2"):
        broken(client(who))
    staff = client("instructor")
    (failure,) = staff.get(FAULTS).json()["failures"]
    assert (failure["lab"], failure["owner"], failure["reason"], failure["count"]) == (LAB, "lab", REASON, 2)
    assert failure["corrected"] is False
    listed = staff.get("/api/v1/courses/testing-101/submissions").json()["submissions"]
    assert [row["fault"] for row in listed] == [REASON, REASON]
    assert REASON.partition(" name ")[0] in staff.get("/api/v1/courses/testing-101/submissions.csv").text
    (own,) = client().get("/api/v1/submissions").json()["submissions"]
    assert own["fault"] is None
    seen = client().get(f"/api/v1/submissions/{own['id']}").json()
    assert (seen["status"], seen["failed_by"], seen["fault"]) == ("failed", "lab", None)
    assert own["reference"] in {row["reference"] for row in listed}
    (note,) = seen["notes"]
    assert note.endswith(f" {own['reference']}.")
    assert note.startswith(
        "The lab is broken, and its staff are told why. You lose nothing and need do nothing: this uses no attempt, "
        "and this very file is graded by itself once the lab is corrected. Your instructor finds it under "
    )


def test_a_corrected_version_grades_what_failed_by_itself_and_keeps_the_old_grading(
    client: Clients, lab_folder: Path, db: Session
) -> None:
    old = broken(client())
    assert swept() == ()  # the lab is as broken as before
    version = corrected(lab_folder)
    assert client("instructor").get(FAULTS).json()["failures"][0]["corrected"] is True
    assert swept() == ("cpu",)
    assert swept() == ()
    seen = client().get(f"/api/v1/submissions/{old.submission_id}").json()
    assert (seen["status"], seen["failed_by"], seen["notes"]) == ("queued", None, [])
    new = grade(score=5)
    assert (new.submission_id, new.lab_version_id) == (old.submission_id, version)
    assert new.grading_id != old.grading_id
    assert new.seed != old.seed
    assert client().get(f"/api/v1/submissions/{old.submission_id}").json()["score"] == 5
    states = "SELECT state FROM gradings WHERE submission_id = :id ORDER BY id"
    assert list(db.scalars(text(states), {"id": old.submission_id})) == ["failed", "graded"]
    assert client("instructor").get(FAULTS).json()["failures"] == []


def test_a_new_wording_corrects_no_grading(client: Clients, lab_folder: Path) -> None:
    broken(client())
    (lab_folder / "statement.md").write_text("Write x squared.\n")
    with session() as db:
        publish(db, lab_folder)
    assert swept() == ()


def test_only_what_still_stands_failed_is_graded_again(client: Clients, lab_folder: Path) -> None:
    graded = hand_in(client(), data=b"# Graded.\n")
    grade()
    broken(client(), "service")  # nothing in the lab could correct that
    part = broken(client(), fields={"lab": LAB, "exercise": ["two"]})
    corrected(lab_folder)
    assert swept() == ("cpu",)
    again = claimed()
    assert (again.submission_id, again.exercises) == (part.submission_id, ("two",))
    seen = client().get(f"/api/v1/submissions/{part.submission_id}").json()
    assert (seen["max_score"], seen["partial"]) == (2, True)
    assert client().get(f"/api/v1/submissions/{submission_id(graded)}").json()["score"] == 6


def test_a_lab_that_fails_again_is_told_again_and_not_graded_in_a_circle(client: Clients, lab_folder: Path) -> None:
    broken(client())
    corrected(lab_folder)
    assert swept() == ("cpu",)
    second = claimed()
    with session() as db:
        assert gradings.fail(db, second.grading_id, second.fence, reason="checks.py:9", owner="lab")
    assert swept() == ()
    (failure,) = client("instructor").get(FAULTS).json()["failures"]
    assert (failure["reason"], failure["count"]) == ("checks.py:9", 1)


@pytest.mark.parametrize("owner", ["lab", "service"])
def test_staff_have_everything_that_failed_graded_again_at_once(client: Clients, owner: str) -> None:
    failed = broken(client(), owner)
    assert client("instructor").post(f"{FAULTS}/retry").json() == {"queued": 1}
    assert claimed().submission_id == failed.submission_id
    assert client("instructor").post(f"{FAULTS}/retry").json() == {"queued": 0}


def test_students_neither_read_nor_repeat_faults(client: Clients) -> None:
    broken(client())
    assert client().get(FAULTS).status_code == 403
    assert client().post(f"{FAULTS}/retry").status_code == 403
    assert client("instructor").get("/api/v1/courses/another/faults").status_code == 403


def test_a_refused_version_is_told_to_staff_until_one_is_published(client: Clients, lab_folder: Path) -> None:
    with session() as db:
        before = publish(db, lab_folder).id
        for reason in ("an older reason", REASON + "\0"):
            refuse(db, LAB, reason)
        refuse(db, "testing-101/a-new-lab", "there is no lab.toml")
        refuse(db, "elsewhere/lab", "not of this course")
    told = client("instructor").get(FAULTS).json()["refusals"]
    assert [(each["lab"], each["reason"]) for each in told] == [
        ("testing-101/a-new-lab", "there is no lab.toml"),
        (LAB, REASON + "\\x00"),
    ]
    hand_in(client())
    assert claimed().lab_version_id == before
    with session() as db:
        publish(db, lab_folder)
    assert [each["lab"] for each in client("instructor").get(FAULTS).json()["refusals"]] == ["testing-101/a-new-lab"]
