"""The worker's calls: exactly one owner, nothing written without the fence, nothing lost."""

import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Literal
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import gradings
from api.database import session
from api.gradings import Claimed
from api.settings import get_settings
from api.storable import restored
from cli.processes import wait_until
from graders.results import Finding
from tests.api.conftest import Clients, claimed, finish, finish_in, grade, hand_in, result, store, submission_id


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "queue_limit_per_student", 1000)


def state(db: Session, grading: Claimed) -> str:
    db.rollback()
    return str(db.scalar(text("SELECT state FROM gradings WHERE id = :id"), {"id": grading.grading_id}))


def expire(grading: Claimed) -> None:
    with session() as db:
        db.execute(
            text("UPDATE gradings SET lease_until = now() - interval '1 s' WHERE id = :id"), {"id": grading.grading_id}
        )


def attempts(db: Session, grading: Claimed) -> list[tuple[str, str | None]]:
    db.rollback()
    rows = db.execute(
        text("SELECT worker, how FROM grading_attempts WHERE grading_id = :id ORDER BY fence"),
        {"id": grading.grading_id},
    )
    return [(row.worker, row.how) for row in rows]


def test_claim_hands_over_all_that_a_worker_needs(client: Clients) -> None:
    submitted = hand_in(client(), data=b"answer = 42\n", name="mine.py")
    grading = claimed()
    assert grading.submission_id == submission_id(submitted)
    assert (grading.file_name, grading.data) == ("mine.py", b"answer = 42\n")
    assert (grading.lab, grading.exercises) == ("testing-101/lab-a", ("one", "two", "three"))
    assert (grading.fence, grading.tries, len(grading.seed)) == (1, 1, 32)
    with session() as db:
        assert gradings.lab_pack(db, grading.lab_pack_sha256).startswith(b"PK")
        assert gradings.current_labs(db) == [(grading.lab, grading.lab_pack_sha256, grading.lab_hash)]


def test_nothing_queued_is_none_and_another_lane_is_not_ours(client: Clients) -> None:
    hand_in(client())
    with session() as db:
        assert gradings.claim(db, lane="gpu", worker="w", lease_s=5) is None
    claimed()
    with session() as db:
        assert gradings.claim(db, lane="cpu", worker="w", lease_s=5) is None


def test_eight_workers_claim_each_grading_exactly_once(client: Clients, many: None) -> None:
    student = client()
    sent = {submission_id(hand_in(student, data=b"%d" % number)) for number in range(40)}

    def drain(worker: int) -> list[UUID]:
        found = []
        while True:
            with session() as db:
                grading = gradings.claim(db, lane="cpu", worker=f"w{worker}", lease_s=30)
            if grading is None:
                return found
            found.append(grading.submission_id)

    with ThreadPoolExecutor(8) as pool:
        taken = [submission for found in pool.map(drain, range(8)) for submission in found]
    assert Counter(taken) == dict.fromkeys(sent, 1)


def test_priority_first_then_fairness_then_age(client: Clients, many: None, db: Session) -> None:
    busy = [submission_id(hand_in(client("student"), data=b"%d" % number)) for number in range(3)]
    other = submission_id(hand_in(client("student2")))
    assert claimed().submission_id == busy[0]  # the oldest
    assert claimed().submission_id == other  # whose owner had none lately
    db.execute(text("UPDATE gradings SET priority = 5 WHERE submission_id = :id"), {"id": busy[2]})
    db.commit()
    assert [claimed().submission_id, claimed().submission_id] == [busy[2], busy[1]]


def test_result_is_summed_and_stored_with_all_that_follows(client: Clients, db: Session) -> None:
    hand_in(client())
    grading = grade(score=4.5)
    row = db.execute(text("SELECT * FROM gradings WHERE id = :id"), {"id": grading.grading_id}).mappings().one()
    assert (row["state"], float(row["score"]), float(row["max_score"])) == ("graded", 4.5, 6)
    assert (row["timings"], row["environment"], row["device"]) == ({"total": 12.5}, {"torch": "2"}, "cpu")
    assert row["report"] == {"notes": [], "verdicts": {"PASS": 2, "CRASH": 1}}
    assert row["published_at"] is not None
    assert attempts(db, grading) == [("w1", "finished")]


def test_an_old_worker_writes_nothing_once_another_has_the_grading(client: Clients, db: Session) -> None:
    hand_in(client())
    old = claimed()
    assert store(old, result("one", 0, 1))
    expire(old)
    with session() as db_:
        assert gradings.sweep(db_).lost == (old.grading_id,)
    new = claimed(worker="w2")
    assert (new.grading_id, new.fence, new.tries, new.seed) == (old.grading_id, 2, 2, old.seed)
    with session() as db_:
        assert not gradings.renew(db_, old.grading_id, old.fence, 30)
        assert not gradings.fail(db_, old.grading_id, old.fence, reason="late", owner="lab")
    assert not store(old, result("two", 2, 2))
    assert not finish(old)
    assert store(new, result("three", 3, 3))
    assert finish(new)
    score = db.scalar(text("SELECT score FROM gradings WHERE id = :id"), {"id": new.grading_id})
    assert float(score or 0) == 3  # what the lost attempt found is gone
    assert attempts(db, new) == [("w1", "lost"), ("w2", "finished")]


def test_an_expired_lease_closes_the_door_before_any_sweep(client: Clients) -> None:
    hand_in(client())
    grading = claimed()
    with session() as db:
        assert gradings.renew(db, grading.grading_id, grading.fence, 30)
    expire(grading)
    with session() as db:
        assert not gradings.renew(db, grading.grading_id, grading.fence, 30)
    assert not store(grading, result("one", 1, 1))
    assert not finish(grading)


def test_a_second_finish_does_nothing(client: Clients) -> None:
    hand_in(client())
    grading = grade()
    assert not finish(grading)


def test_service_fault_is_tried_three_times_then_failed(client: Clients, db: Session) -> None:
    sent = hand_in(client())
    for number in (1, 2, 3):
        db.execute(text("UPDATE gradings SET not_before = now()"))
        db.commit()
        grading = claimed(worker=f"w{number}")
        with session() as other:
            assert gradings.fail(other, grading.grading_id, grading.fence, reason="no sandbox", owner="service")
        assert state(db, grading) == ("queued" if number < 3 else "failed")
    seen = client().get(f"/api/v1/submissions/{submission_id(sent)}").json()
    assert (seen["status"], seen["score"], seen["fault"]) == ("failed", None, None)
    assert "you lose nothing" in seen["notes"][0]
    staff = client("instructor").get(f"/api/v1/submissions/{submission_id(sent)}").json()
    assert staff["fault"] == "no sandbox"
    assert [(each["worker"], each["how"]) for each in staff["attempts"]] == [(f"w{n}", "failed") for n in (1, 2, 3)]


def test_a_failed_try_waits_before_the_next(client: Clients) -> None:
    hand_in(client())
    grading = claimed()
    with session() as db:
        gradings.fail(db, grading.grading_id, grading.fence, reason="x", owner="service")
    with session() as db:
        assert gradings.claim(db, lane="cpu", worker="w", lease_s=5) is None


def test_lab_fault_fails_at_once(client: Clients, db: Session) -> None:
    hand_in(client())
    grading = claimed()
    with session() as other:
        assert gradings.fail(other, grading.grading_id, grading.fence, reason="checks.py:3 is wrong", owner="lab")
    assert state(db, grading) == "failed"


def test_sweep_gives_up_a_grading_that_kills_its_worker_each_time(client: Clients, db: Session) -> None:
    hand_in(client())
    for _ in range(3):
        grading = claimed()
        expire(grading)
        with session() as other:
            gradings.sweep(other)
    assert state(db, grading) == "failed"
    assert attempts(db, grading) == [("w1", "lost")] * 3


def test_sweep_announces_what_waits_too_long_and_not_again_at_once(client: Clients, db: Session) -> None:
    sent = [hand_in(client(who)) for who in ("student", "student2")]
    with session() as other:
        assert gradings.sweep(other).waiting == ()
    db.execute(text("UPDATE gradings SET woken_at = now() - interval '20 s'"))
    db.commit()
    with session() as other:
        swept = gradings.sweep(other)
    assert (len(swept.waiting), swept.lanes) == (len(sent), ("cpu", "cpu"))
    with session() as other:
        assert gradings.sweep(other).waiting == ()


def test_hostile_text_and_numbers_are_stored_and_read_back(client: Clients) -> None:
    sent = hand_in(client())
    grading = claimed()
    facts = {"exit_code": 1, "message": "a\0b", "ratio": math.nan, "more": [math.inf, "x" * 1000]}
    assert store(grading, result("one", 0, 1, finding=Finding(code="ended", facts=facts), output="\0\x1b[31m"))
    assert finish(grading)
    seen = client().get(f"/api/v1/submissions/{submission_id(sent)}").json()
    assert seen["exercises"][0]["checks"][0]["output"] == "\\x00\x1b[31m"


def test_the_sign_of_a_zero_is_kept(client: Clients, db: Session) -> None:
    """Else a replay, which compares to the last bit, would call the same grading another."""
    hand_in(client())
    finding = Finding(code="values", facts={"want_value": -0.0, "allowed": 0.0})
    assert store(claimed(), result("one", 0, 1, finding=finding))
    facts = restored(db.scalar(text("SELECT result -> 'finding' -> 'facts' FROM check_results")))
    assert (repr(facts["want_value"]), repr(facts["allowed"])) == ("-0.0", "0.0")


@pytest.mark.parametrize("owner", ["lab", "service"])
def test_after_a_fault_the_checks_say_nothing(client: Clients, db: Session, owner: Literal["lab", "service"]) -> None:
    sent = hand_in(client())
    grading = claimed()
    assert store(grading, result("one", 1, 1), result("two", 0, 2))
    with session() as other:
        assert gradings.fail(other, grading.grading_id, grading.fence, reason="checks.py:3 is wrong", owner=owner)
    for who in ("student", "instructor"):
        seen = client(who).get(f"/api/v1/submissions/{submission_id(sent)}").json()
        assert [each["checks"] for each in seen["exercises"]] == [[], [], []]
    assert db.scalar(text("SELECT count(*) FROM check_results")) == 0


def test_the_better_of_two_results_that_arrive_together_stands(client: Clients, db: Session) -> None:
    """The better one is stored while the other one's transaction is still open, and must compare with its result."""
    for data in (b"1", b"2"):
        hand_in(client(), data=data)
    worse, better = claimed(worker="w1"), claimed(worker="w2")
    assert store(worse, result("three", 1, 3))
    assert store(better, result("three", 3, 3))
    with ThreadPoolExecutor(1) as pool:
        with session() as first:
            assert finish_in(first, worse)
            second = pool.submit(finish, better)
            assert wait_until(lambda: waits_for_a_lock(db), 20), "the second result did not wait for the first"
        assert second.result(20)
    counted = db.scalar(text("SELECT grading_id FROM gradebook_entries"))
    assert counted == better.grading_id


def waits_for_a_lock(db: Session) -> bool:
    db.rollback()
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(db.scalar(text(waiting)))


def test_asked_exercises_are_the_only_ones(client: Clients) -> None:
    sent = hand_in(client(), fields={"lab": "testing-101/lab-a", "exercise": ["three", "one"]})
    grading = claimed()
    assert grading.exercises == ("one", "three")
    store(grading, result("one", 1, 1), result("three", 3, 3))
    finish(grading)
    seen = client().get(f"/api/v1/submissions/{submission_id(sent)}").json()
    assert (seen["score"], seen["max_score"], seen["passed"]) == (4, 4, True)
    assert [each["name"] for each in seen["exercises"]] == ["one", "three"]


def test_verdicts_that_a_crash_of_the_database_took_are_part_of_the_result(client: Clients, db: Session) -> None:
    """They were committed without waiting for the disk, and the worker still knows them."""
    sent = hand_in(client())
    grading = claimed()
    store(grading, result("one", 1, 1), result("two", 2, 2))
    db.execute(text("DELETE FROM check_results"))
    db.commit()
    assert finish(grading)
    assert client().get(f"/api/v1/submissions/{sent.json()['id']}").json()["score"] == 3
