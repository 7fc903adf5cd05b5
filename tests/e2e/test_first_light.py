"""The whole product, started as a person starts it: upload, verdicts, score, explanation; and a worker that dies."""

import json
import os
import signal
from pathlib import Path

import httpx
import psycopg
import pytest

from api.embedded import embedded_urls
from cli.processes import wait_until
from graders.lab import Lab
from tests.conftest import ROOT, Service
from tests.service import mistaken, running

LAB_2 = ROOT / "reference" / "manipal-cse3281" / "lab-2"
LAB_4 = ROOT / "reference" / "manipal-cse3281" / "lab-4"


SLOW_TRAINING = """

import time

_train = train


def train(model, images, labels):
    time.sleep(6)
    return _train(model, images, labels)
"""


def submit(
    service: Service, data: bytes, *, lab: str = "manipal-cse3281/lab-2", wait: float = 60, who: str = "student"
):
    answer = httpx.post(
        f"{service.url}/api/v1/submissions",
        params={"wait": wait},
        headers={"Authorization": f"Bearer {service.tokens[who]}"},
        data={"lab": lab},
        files={"file": ("hand in.py", data)},
        timeout=wait + 30,
    )
    assert answer.status_code in {200, 202}, answer.text
    return answer.json()


def look(service: Service, submission: dict, who: str = "student"):
    headers = {"Authorization": f"Bearer {service.tokens[who]}"}
    return httpx.get(f"{service.url}/api/v1/submissions/{submission['id']}", headers=headers).json()


def exercises_by_name(submission: dict):
    return {exercise["name"]: exercise for exercise in submission["exercises"]}


def test_the_reference_solution_gets_full_marks(service):
    submission = submit(service, (LAB_2 / "solution.py").read_bytes())
    lost = [c for e in submission["exercises"] for c in e["checks"] if c["verdict"] != "PASS"]
    assert submission["status"] == "graded"
    assert lost == []
    assert submission["score"] == submission["max_score"] > 0
    assert submission["passed"] is True


def test_a_mistake_loses_points_in_its_exercise_only_and_is_named(service):
    name = "manipal-l2-q5-polynomial-gradient"
    mistake = next(p for p in (LAB_2 / "mistakes").glob("*.py") if "polynomial_gradient" in p.read_text())
    submission = submit(service, mistaken(LAB_2, mistake))
    exercises = exercises_by_name(submission)
    lossy = {n for n, e in exercises.items() if e["score"] < e["max_score"]}
    hints = {c["hint"] for c in exercises[name]["checks"] if c["hint"]}
    assert lossy == {name}
    assert len(hints) == 1
    assert next(iter(hints)) in mistake.read_text()
    # The lab asks for what its questions give, and all others are right.
    assert submission["passed"] is (submission["score"] >= Lab.read(LAB_2).needed_to_pass)


def test_the_starter_does_not_pass(service):
    submission = submit(service, (LAB_2 / "starter.py").read_bytes())
    assert (submission["status"], submission["score"], submission["passed"]) == ("graded", 0, False)


def test_the_digit_classifier_trains_in_the_sandbox_and_passes(service):
    submission = submit(service, (LAB_4 / "solution.py").read_bytes(), lab="manipal-cse3281/lab-4")
    assert submission["status"] == "graded", submission
    assert submission["score"] == submission["max_score"]


def test_verdicts_of_the_first_exercises_arrive_while_a_later_one_still_sleeps(service):
    """No clock is asserted: the third exercise sleeps until the test, having seen the first two, has looked again."""
    starter = (LAB_2 / "solution.py").read_text()
    order = [e["name"] for e in look(service, submit(service, starter.encode()))["exercises"]]
    sleepy = starter + "\n\nimport time\n\ndef quadratic(x):\n    time.sleep(8)\n    return x\n"
    submission = submit(service, sleepy.encode(), wait=0)
    seen: list[str] = []
    headers = {"Authorization": f"Bearer {service.tokens['student']}"}
    url = f"{service.url}/api/v1/submissions/{submission['id']}/events"
    with httpx.stream("GET", url, headers=headers, timeout=60) as events:
        for line in events.iter_lines():
            if line.startswith("data:") and '"verdict"' in line:
                seen.append(json.loads(line[5:])["exercise"])
            if set(order[:2]) <= set(seen):
                break
        assert order[2] not in seen
        assert look(service, submission)["status"] == "running"
    assert wait_until(lambda: look(service, submission)["status"] == "graded", 120)


def test_a_killed_worker_costs_nothing_and_grades_nothing_twice(tmp_path):
    slow = (LAB_4 / "solution.py").read_text() + SLOW_TRAINING
    with running(tmp_path) as (url, data_dir, tokens, process):
        service = Service(url, data_dir, tokens, process)
        submission = submit(service, slow.encode(), lab="manipal-cse3281/lab-4", wait=0)
        assert wait_until(lambda: look(service, submission)["status"] == "running", 30)
        os.kill(worker_pid(process.pid), signal.SIGKILL)
        assert wait_until(lambda: look(service, submission)["status"] == "graded", 120)
        final = look(service, submission)
        assert final["score"] == final["max_score"]
        assert attempts(data_dir, submission["id"]) == [("graded", "lost"), ("graded", "finished")]


def attempts(data_dir: Path, submission_id: str) -> list[tuple[str, str]]:
    query = """SELECT g.state, a.how FROM gradings g JOIN grading_attempts a ON a.grading_id = g.id
               WHERE g.submission_id = %s ORDER BY a.started_at"""
    url = embedded_urls(data_dir)[0].replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(url) as connection:
        return connection.execute(query, (submission_id,)).fetchall()


def worker_pid(supervisor: int) -> int:
    """The Celery worker among the supervisor's children."""
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    found = [int(pid) for pid in children if b"worker.celery_app" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert found, "the supervisor has no worker"
    return found[0]


@pytest.fixture(autouse=True)
def _one_at_a_time(service):
    """The session's service is shared; it must be whole before and after each test."""
    yield
    assert service.process.poll() is None
