"""A service that is told to stop answers whoever waits, instead of breaking their connections."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.demo import Demo
from cli.processes import wait_until
from tests.api.conftest import claimed, hand_in
from tests.conftest import ROOT
from tests.service import free_port

PATIENT = "import uvicorn; from api.server import config; uvicorn.Server(config(timeout_graceful_shutdown=60)).run()"


class Service:
    """The application as a process of its own, on the database of this test."""

    def __init__(self, log: Path, token: str) -> None:
        port = free_port()
        self.log = log
        with log.open("wb") as output:
            environment = os.environ | {"ALLCLOSE_PORT": str(port)}
            command = [sys.executable, "-c", PATIENT]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        headers = {"Authorization": f"Bearer {token}"}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=90)

    def answers(self) -> bool:
        try:
            return self.client.get("/api/v1/labs").is_success
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)


@pytest.fixture
def service(settings: Any, demo: Demo, tmp_path: Path) -> Iterator[Service]:
    ours = Service(tmp_path / "log", demo.tokens["student"])
    assert wait_until(ours.answers, 30), ours.log.read_text()
    yield ours
    ours.stop()
    ours.process.wait(30)
    ours.client.close()
    assert "Traceback" not in ours.log.read_text()
    assert "Cancel" not in ours.log.read_text(), "a request was cut off"


@pytest.mark.parametrize("stream", ["/api/v1/submissions/{}/events", "/submissions/{}/live"])
def test_open_streams_end_whole_and_without_a_result(service: Service, stream: str) -> None:
    sent = hand_in(service.client)
    claimed()
    with service.client.stream("GET", stream.format(sent.json()["id"])) as answer:
        lines = answer.iter_lines()
        first = next(lines)
        service.stop()
        rest = list(lines)
    assert first.startswith("event: ")
    assert "event: final" not in rest


def test_a_waiting_upload_is_answered_with_what_is_known(service: Service, db: Session) -> None:
    def stored() -> bool:
        db.rollback()
        return bool(db.scalar(text("SELECT count(*) FROM submissions")))

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(hand_in, service.client, params={"wait": 80})
        assert wait_until(stored, 20)
        service.stop()
        answer = waiting.result(30)
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
