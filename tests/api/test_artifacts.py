"""Figures and descriptions beside a verdict: bytes kept once, seen by who may see all of the check."""

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy import text

from api import gradings
from api.database import session
from graders.results import CHECKPOINT, PICTURE, Artifact, Show
from tests.api.conftest import Clients, claimed, finish, hand_in, result, store, submission_id

PNG = b"\x89PNG\r\n\x1a\n picture \0\xff"
SAVED = {
    "bytes": 1234,
    "elements": 6,
    "entries": [
        {"name": "<b>weight", "dtype": "float32", "shape": [2, 3]},
        {"name": "epoch", "value": "3"},
    ],
    "more": 0,
}
ARTIFACTS = (
    Artifact(name="figure-1.png", media_type=PICTURE, data=PNG),
    Artifact(name="checkpoint-2.json", media_type=CHECKPOINT, data=json.dumps(SAVED).encode()),
)


def graded(client: Clients, show: Show = Show.EXAMPLE, artifacts: tuple[Artifact, ...] = ARTIFACTS) -> str:
    submission = submission_id(hand_in(client()))
    grading = claimed()
    assert store(grading, result("one", 1, 1), result("two", 0, 2, check="plot", show=show, artifacts=artifacts))
    assert store(grading, result("three", 3, 3))
    assert finish(grading)
    return f"/api/v1/submissions/{submission}"


def told(client: Clients, path: str, who: str) -> list[dict[str, Any]]:
    artifacts: list[dict[str, Any]] = client(who).get(path).json()["exercises"][1]["checks"][0]["artifacts"]
    return artifacts


def test_a_picture_comes_back_byte_for_byte_and_can_be_nothing_but_a_picture(client: Clients) -> None:
    path = graded(client)
    (figure, _) = told(client, path, "student")
    assert figure["url"] == f"{path}/artifacts/two/plot/figure-1.png"

    answer = client("student").get(figure["url"])
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_saved_model_is_described_in_the_answer(client: Clients) -> None:
    path = graded(client)
    (_, saved) = told(client, path, "student")
    assert (saved["name"], saved["media_type"]) == ("checkpoint-2.json", "application/json")
    assert saved["checkpoint"]["entries"][0] == {
        "name": "<b>weight",
        "dtype": "float32",
        "shape": [2, 3],
        "value": None,
    }
    assert client("student").get(saved["url"]).json() == SAVED


def test_the_bytes_lie_in_the_blobs_once_and_not_in_the_results(client: Clients) -> None:
    path = graded(client)
    assert graded(client) != path
    with session() as db:
        stored = db.execute(text("SELECT result::text FROM check_results WHERE \"check\" = 'plot'")).scalars().all()
        sha256 = hashlib.sha256(PNG).hexdigest()
        held = db.execute(text("SELECT data FROM blobs WHERE sha256 = :sha256"), {"sha256": sha256}).scalars().all()
    assert [bytes(data) for data in held] == [PNG]
    assert len(stored) == 2
    assert all(sha256 in result and '"data"' not in result for result in stored)


@pytest.mark.parametrize("show", [Show.DRAWN, Show.HIDDEN])
def test_what_may_tell_hidden_inputs_is_for_staff_alone(client: Clients, show: Show) -> None:
    path = graded(client, show)
    urls = [artifact["url"] for artifact in told(client, path, "instructor")]
    assert len(urls) == 2
    assert told(client, path, "student") == []
    assert [client("instructor").get(url).status_code for url in urls] == [200, 200]
    assert [client("student").get(url).status_code for url in urls] == [404, 404]


@pytest.mark.parametrize("who", ["student2", None])
def test_a_stranger_finds_what_is_not_there(client: Clients, who: str | None) -> None:
    path = graded(client)
    there = client(who).get(f"{path}/artifacts/two/plot/figure-1.png")
    missing = client(who).get(f"{path}/artifacts/two/plot/figure-9.png")
    assert there.status_code == missing.status_code == (401 if who is None else 404)
    assert there.json() == missing.json()


@pytest.mark.parametrize(
    "place", ["two/plot/figure-2.png", "two/value/figure-1.png", "one/plot/figure-1.png", "two/plot/..%2Ffigure-1.png"]
)
def test_other_names_are_not_there(client: Clients, place: str) -> None:
    path = graded(client)
    assert client("student").get(f"{path}/artifacts/{place}").status_code == 404


def test_a_kind_of_file_that_we_do_not_know_is_saved_and_not_opened(client: Clients) -> None:
    page = Artifact(name="page.html", media_type="text/html", data=b"<script>alert(1)</script>")
    path = graded(client, artifacts=(page,))
    answer = client("student").get(f"{path}/artifacts/two/plot/page.html")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_an_attempt_that_lost_its_fence_leaves_no_verdict_behind(client: Clients) -> None:
    hand_in(client())
    grading = claimed()
    with session() as db:
        late = result("two", 0, 2, check="plot", artifacts=ARTIFACTS)
        assert not gradings.store_checks(db, grading.grading_id, grading.fence + 1, [late])
    with session() as db:
        assert db.scalar(text("SELECT count(*) FROM check_results")) == 0
