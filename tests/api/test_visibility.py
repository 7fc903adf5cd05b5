"""What only staff may know is in no answer that a student gets, over every route: a real grading of a hand-in that
tells all it has met in every way that code has, with example checks that come after drawn and hidden ones.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from api import gradings
from api.database import session
from api.demo import Demo, ensure_demo
from api.labs import publish, refuse
from api.main import create_app
from graders.results import Show
from tests.api.conftest import Clients
from tests.api.telling import (
    ALIKE,
    CHECKS,
    HAND_IN,
    MISTAKE,
    OF_ANOTHER,
    SECRETS,
    SHOWN_TO_STAFF,
    SHOWN_TO_STUDENT,
    SHOWS,
    SOLUTION,
)
from worker.grading import GradingWorker
from worker.pipeline import Pipeline, open_pipeline

COURSE, LAB = "secrets-101", "secrets-101/tellers"


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    opened = open_pipeline(ready=1, concurrent=1)
    yield opened
    opened.close()


@pytest.fixture
def demo(database: str, tmp_path: Path) -> Demo:
    """In place of the small lab of the other tests."""
    folder = tmp_path / LAB
    (folder / "mistakes").mkdir(parents=True)
    exercises = "".join(
        f'[[exercise]]\nname = "{name}"\ntitle = "{name}"\npoints = {points}\n'
        'notes = "NOTES-FOR-STAFF"\nrubric = ["RUBRIC-FOR-STAFF"]\n'
        for name, points in [*((way, 3) for way in (*ALIKE, "number", "numbers")), ("banned", 1), ("chained", 2)]
    )
    described = '[lab]\ntitle = "Tellers"\nnotes = "NOTES-FOR-STAFF"\n'
    files = {"lab.toml": f"{described}{exercises}", "solution.py": SOLUTION, "checks.py": CHECKS}
    files |= {"mistakes/made_small.py": MISTAKE, "statement.md": "Tell nothing.\n", "starter.py": "MET = []\n"}
    for name, content in files.items():
        (folder / name).write_text(content)
    with session() as db:
        publish(db, folder)
        refuse(db, LAB, "REASON-FOR-STAFF")
        return ensure_demo(db, Demo())


@dataclass
class Heard:
    """Streams that somebody listens to while the grading runs."""

    texts: dict[str, str] = field(default_factory=dict)
    threads: list[threading.Thread] = field(default_factory=list)

    def listen(self, client: httpx.Client, path: str) -> None:
        def hear() -> None:
            self.texts[path] = client.get(path).text

        self.threads.append(threading.Thread(target=hear))
        self.threads[-1].start()

    def all(self) -> dict[str, str]:
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()
        return self.texts


@dataclass(frozen=True)
class Graded:
    id: str
    broken: str
    heard: dict[str, str]
    replayed: str
    seed: str
    artifacts: list[str]
    logs: str


@pytest.fixture
def graded(client: Clients, settings: Any, pipeline: Pipeline, capfd: pytest.CaptureFixture[str]) -> Graded:
    """One hand-in that was graded while its student listened, and one whose grading failed by the lab."""
    student, key = client("student"), {"Idempotency-Key": str(uuid4())}

    def send(**more: Any) -> httpx.Response:
        return student.post(
            "/api/v1/submissions", data={"lab": LAB}, files={"file": ("mine.py", HAND_IN.encode())}, **more
        )

    sent = send(headers=key).json()
    heard = Heard()
    for path in (f"/api/v1/submissions/{sent['id']}/events", f"/submissions/{sent['id']}/live"):
        heard.listen(client("student"), path)
    worker = GradingWorker(settings, pipeline, "cpu")
    worker.drain()
    texts, replayed = heard.all(), send(headers=key, params={"wait": 5})
    assert (replayed.status_code, replayed.json()["id"]) == (200, sent["id"])
    broken = send().json()["id"]
    reason = {"score": 1.25, "reason": "REASON-OF-SCORE"}
    assert client("instructor").put(f"/api/v1/submissions/{sent['id']}/override", json=reason).status_code == 200
    with session() as db:
        proofs = [{"layer": "seccomp", "ok": False, "proof": "PROOF-OF-LAYER", "advice": "ADVICE-TO-OPERATOR"}]
        gradings.heartbeat(db, worker="NAME-OF-WORKER", lane="cpu", without=[], layers=proofs)
        claimed = gradings.claim(db, lane="cpu", worker="w", lease_s=30)
        assert claimed is not None
        gradings.fail(db, claimed.grading_id, claimed.fence, reason="REASON-FOR-STAFF", owner="lab")
        seed = db.scalar(text("SELECT seed FROM gradings WHERE submission_id = :id"), {"id": UUID(sent["id"])})
    assert isinstance(seed, bytes)
    exercises = client("instructor").get(f"/api/v1/submissions/{sent['id']}").json()["exercises"]
    urls = [each["url"] for exercise in exercises for check in exercise["checks"] for each in check["artifacts"]]
    places = [url.partition("/artifacts/")[2] for url in urls]
    assert len(places) >= 6, places  # a figure and a saved model of each of three checks
    logs = "".join(capfd.readouterr())
    return Graded(sent["id"], broken, texts, replayed.text, seed.hex(), [*places, "echo/drawn_echo/nothing"], logs)


Paths = Callable[[Graded], list[str]]


def of_both(path: str) -> Paths:
    return lambda graded: [path.format(graded.id), path.format(graded.broken)]


def just(*paths: str) -> Paths:
    return lambda _graded: list(paths)


def artifacts(prefix: str) -> Paths:
    """All that the checks brought forth, as staff are told of them, and one that there is not."""
    return lambda graded: [f"{prefix}/submissions/{graded.id}/artifacts/{place}" for place in graded.artifacts]


# Every route that answers a GET. A route that is missing here fails the test below.
ROUTES: dict[str, Paths] = {
    "/api/v1/submissions": just("/api/v1/submissions", f"/api/v1/submissions?lab={LAB}"),
    "/api/v1/submissions/{submission_id}": of_both("/api/v1/submissions/{}"),
    "/api/v1/submissions/{submission_id}/source": of_both("/api/v1/submissions/{}/source"),
    "/api/v1/submissions/{submission_id}/events": of_both("/api/v1/submissions/{}/events"),
    "/api/v1/submissions/{submission_id}/artifacts/{exercise}/{check}/{name}": artifacts("/api/v1"),
    "/api/v1/labs": just("/api/v1/labs"),
    "/api/v1/labs/{course}/{lab}": just(f"/api/v1/labs/{LAB}", "/api/v1/labs/no/such"),
    "/api/v1/labs/{course}/{lab}/statement": just(f"/api/v1/labs/{LAB}/statement"),
    "/api/v1/labs/{course}/{lab}/starter": just(f"/api/v1/labs/{LAB}/starter"),
    "/api/v1/courses/{course}/submissions": just(f"/api/v1/courses/{COURSE}/submissions"),
    "/api/v1/courses/{course}/submissions.csv": just(f"/api/v1/courses/{COURSE}/submissions.csv"),
    "/api/v1/courses/{course}/scores": just(f"/api/v1/courses/{COURSE}/scores"),
    "/api/v1/courses/{course}/scores.csv": just(f"/api/v1/courses/{COURSE}/scores.csv"),
    "/api/v1/courses/{course}/faults": just(f"/api/v1/courses/{COURSE}/faults"),
    "/api/v1/courses/{course}/audit": just(f"/api/v1/courses/{COURSE}/audit"),
    "/api/v1/submissions/{submission_id}/gradings": of_both("/api/v1/submissions/{}/gradings"),
    "/api/v1/workers": just("/api/v1/workers"),
    "/api/v1/tokens": just("/api/v1/tokens"),
    "/healthz": just("/healthz"),
    "/": just("/"),
    "/signin": just("/signin"),
    "/labs/{course}/{name}": just(f"/labs/{LAB}", "/labs/no/such"),
    "/labs/{course}/{name}/starter.py": just(f"/labs/{LAB}/starter.py"),
    "/submissions/{submission_id}": of_both("/submissions/{}"),
    "/submissions/{submission_id}/source": of_both("/submissions/{}/source"),
    "/submissions/{submission_id}/live": of_both("/submissions/{}/live"),
    "/submissions/{submission_id}/artifacts/{exercise}/{check}/{name}": artifacts(""),
    "/courses/{course}": just(f"/courses/{COURSE}"),
    "/courses/{course}/audit": just(f"/courses/{COURSE}/audit"),
    "/sandbox": just("/sandbox"),
    "/tokens": just("/tokens"),
    "/static/{path:path}": just("/static/site.css"),
}


def answers(client: httpx.Client, graded: Graded) -> dict[str, str]:
    """Headers and body of every route, as this person gets them."""
    found = {}
    for paths in ROUTES.values():
        for path in paths(graded):
            answer = client.get(path, headers={"Accept": "text/html, application/json"})
            assert answer.status_code < 500 or path == "/healthz", answer.text
            found[path] = f"{answer.headers}\n{answer.content.decode('utf-8', 'replace')}"
    return found


def told(answers: dict[str, str], secrets: dict[str, str]) -> dict[str, str]:
    """Where which secret is."""
    return {
        f"{what} in {path}": found.group()
        for path, answer in answers.items()
        for what, pattern in secrets.items()
        if (found := re.search(pattern, answer))
    }


def test_every_route_is_in_the_table() -> None:
    included = [found for found in create_app().routes if hasattr(found, "effective_route_contexts")]
    routes = [route for each in included for route in each.effective_route_contexts()]
    assert {route.path for route in routes if "GET" in route.methods} == ROUTES.keys()


def test_no_answer_to_a_student_tells_what_only_staff_may_know(
    graded: Graded, client: Clients, capfd: pytest.CaptureFixture[str]
) -> None:
    secrets = {**SECRETS, "the seed": graded.seed, "the seed in capitals": graded.seed.upper()}
    for who in ("student", "student2", "ci"):
        got = answers(client(who), graded)
        if who == "student":
            got |= {f"{path} while it ran": text_ for path, text_ in graded.heard.items()}
            got["a request that was repeated"] = graded.replayed
            missing = [shown for shown in SHOWN_TO_STUDENT if not any(shown in each for each in got.values())]
            assert missing == []  # the test would see a secret
        assert told(got, secrets if who == "student" else secrets | OF_ANOTHER) == {}, who
    assert told(answers(client(None), graded), secrets | OF_ANOTHER) == {}
    logs = graded.logs + "".join(capfd.readouterr())
    del secrets["why the lab is broken"]
    assert told({"the log": logs}, secrets) == {}
    assert "grading.finished" in logs


def test_staff_are_told_everything(graded: Graded, client: Clients) -> None:
    got = answers(client("instructor"), graded)
    for path in (f"/api/v1/submissions/{graded.id}", f"/submissions/{graded.id}", f"/submissions/{graded.id}/live"):
        assert [shown for shown in (*SHOWN_TO_STAFF, *SHOWN_TO_STUDENT[:4]) if shown not in got[path]] == [], path
    for path in (f"/api/v1/submissions/{graded.id}", f"/submissions/{graded.id}"):
        assert graded.seed in got[path]
        assert "RUBRIC-FOR-STAFF" in got[path]
    for path in ("/api/v1/labs", f"/api/v1/labs/{LAB}", f"/labs/{LAB}"):
        assert all(words in got[path] for words in ("NOTES-FOR-STAFF", "RUBRIC-FOR-STAFF")), path
    for path in ("submissions", "submissions.csv", "faults"):
        assert "REASON-FOR-STAFF" in got[f"/api/v1/courses/{COURSE}/{path}"]
    assert "REASON-FOR-STAFF" in got[f"/courses/{COURSE}"]
    for path in ("/api/v1/workers", "/sandbox"):
        assert all(words in got[path] for words in ("NAME-OF-WORKER", "PROOF-OF-LAYER", "ADVICE-TO-OPERATOR")), path
    for path in (f"/api/v1/courses/{COURSE}/audit", f"/courses/{COURSE}/audit"):
        assert all(words in got[path] for words in ("REASON-OF-SCORE", "Demo instructor", graded.id)), path
    assert len(json.loads(got[f"/api/v1/submissions/{graded.id}/gradings"].partition("\n")[2])) == 1
    assert "REASON-FOR-STAFF" in got[f"/submissions/{graded.broken}"]


def test_the_hand_in_fails_in_every_way_that_is_to_be_told(graded: Graded, client: Clients) -> None:
    seen = client("instructor").get(f"/api/v1/submissions/{graded.id}").json()
    verdicts = {exercise["name"]: [check["verdict"] for check in exercise["checks"]] for exercise in seen["exercises"]}
    assert verdicts == {
        **{way: ["WRONG"] * 3 for way in ("echo", "prints", "keys", "nans", "saves", "mistaken", "number", "numbers")},
        **{way: ["CRASH"] * 3 for way in ("crash", "named")},
        "odd": ["INVALID"] * 3,
        "exits": ["NO-RESULT"] * 3,
        **{way: ["PASS"] * 3 for way in ("quiet", "draws")},
        "banned": ["POLICY", "NOT-REACHED"],
        "chained": ["WRONG", "NOT-REACHED"],
    }
    assert {show.value for show in Show} == set(SHOWS)
    for exercise in seen["exercises"]:
        if exercise["name"] in ("echo", "crash", "named", "prints", "odd", "keys", "nans", "quiet", "saves"):
            assert "INPUT-drawn+INPUT-hidden" in json.dumps(exercise), exercise["name"]
