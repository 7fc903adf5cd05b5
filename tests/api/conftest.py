"""The application behind a real server on the real database. The worker's part is played by its own calls."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from sqlalchemy.orm import Session

from api import gradings
from api.database import session
from api.demo import Demo, ensure_demo
from api.gradings import Claimed
from api.labs import publish
from cli.processes import wait_until
from graders.results import CheckResult, Finding, Show, Verdict

LAB = "testing-101/lab-a"
LAB_TOML = """
[lab]
title = "Three small things"
pass_score = 4

[[exercise]]
name = "one"
title = "The first"
points = 1

[[exercise]]
name = "two"
title = "The second"
points = 2

[[exercise]]
name = "three"
title = "The third"
points = 3
"""


@pytest.fixture(scope="session")
def server(settings: Any) -> Iterator[str]:
    with serving() as url:
        yield url


@contextmanager
def serving() -> Iterator[str]:
    """The application as the settings of now make it, in a thread."""
    from api.main import create_app
    from api.server import config

    ours = uvicorn.Server(config(create_app(), port=0, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=ours.run)
    thread.start()
    assert wait_until(lambda: ours.started, 20), "the server did not start within 20 s"
    yield f"http://127.0.0.1:{ours.servers[0].sockets[0].getsockname()[1]}"
    ours.should_exit = True
    thread.join(20)


@pytest.fixture
def lab_folder(tmp_path: Path) -> Path:
    folder = tmp_path / LAB
    folder.mkdir(parents=True)
    (folder / "lab.toml").write_text(LAB_TOML)
    (folder / "statement.md").write_text("Write $x^2$.\n")
    (folder / "starter.py").write_text("def square(x): ...\n")
    (folder / "solution.py").write_text("def square(x):\n    return x * x\n")
    return folder


@pytest.fixture
def demo(database: str, lab_folder: Path) -> Demo:
    with session() as db:
        publish(db, lab_folder)
        return ensure_demo(db, Demo())


Clients = Callable[..., httpx.Client]


@pytest.fixture
def client(server: str, demo: Demo) -> Iterator[Clients]:
    """A client for one of the demo people, by the bearer token of demo.json."""
    opened: list[httpx.Client] = []

    def of(who: str | None = "student", **headers: str) -> httpx.Client:
        if who is not None:
            headers["Authorization"] = f"Bearer {demo.tokens[who]}"
        opened.append(httpx.Client(base_url=server, headers=headers, timeout=30))
        return opened[-1]

    yield of
    for each in opened:
        each.close()


def hand_in(client: httpx.Client, *, data: bytes = b"x = 1\n", name: str = "lab.py", **more: Any) -> httpx.Response:
    fields = more.pop("fields", {"lab": LAB})
    return client.post("/api/v1/submissions", files={"file": (name, data)}, data=fields, **more)


def submission_id(answer: httpx.Response) -> UUID:
    assert answer.status_code in (200, 202), answer.text
    return UUID(answer.json()["id"])


def claimed(lane: str = "cpu", worker: str = "w1", lease_s: float = 30) -> Claimed:
    with session() as db:
        found = gradings.claim(db, lane=lane, worker=worker, lease_s=lease_s)
    assert found is not None
    return found


def result(exercise: str, points: float, most: float, check: str = "value", **facts: Any) -> CheckResult:
    right = points == most
    given: dict[str, Any] = {
        "title": f"Check of {exercise}",
        "show": Show.EXAMPLE,
        "verdict": Verdict.PASS if right else Verdict.CRASH,
        "finding": None if right else Finding(code="ended", facts={"exit_code": 3}),
    }
    return CheckResult(exercise=exercise, check=check, points=points, max_points=most, **(given | facts))


# What each attempt has found, as a worker knows it by itself: by grading and fence, then by exercise and check.
FOUND: dict[tuple[UUID, int], dict[tuple[str, str], CheckResult]] = defaultdict(dict)


def store(grading: Claimed, *results: CheckResult) -> bool:
    FOUND[grading.grading_id, grading.fence].update({(r.exercise, r.check): r for r in results})
    with session() as db:
        return gradings.store_checks(db, grading.grading_id, grading.fence, list(results))


def finish(grading: Claimed) -> bool:
    with session() as db:
        return finish_in(db, grading)


def finish_in(db: Session, grading: Claimed) -> bool:
    facts: dict[str, Any] = {"timings": {"total": 12.5}, "environment": {"torch": "2"}, "device": "cpu"}
    checks = list(FOUND[grading.grading_id, grading.fence].values())
    return gradings.finish(db, grading.grading_id, grading.fence, checks=checks, **facts)


def grade(score: float = 6) -> Claimed:
    """One whole grading: exercise three gets what the others leave over."""
    grading = claimed()
    assert store(grading, result("one", 1, 1), result("two", 2, 2), result("three", score - 3, 3))
    assert finish(grading)
    return grading
