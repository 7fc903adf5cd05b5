"""What `allclose submit` makes of a service that falters while it is followed: a real server that answers badly."""

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from cli.report import Report
from cli.submit import HandIn, Refused, Target, submit

pytestmark = pytest.mark.unit

RESULT = {"id": "7", "lab": "course/lab", "score": 1, "max_score": 1, "exercises": []}
RUNNING = RESULT | {"status": "running", "score": None, "passed": None}
GRADED = RESULT | {"status": "graded", "passed": True}
Answer = tuple[int, str]


def stream(*events: tuple[str, dict]) -> Answer:
    return 200, "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)


FINAL = stream(("state", {"status": "running"}), ("final", GRADED))
CUT_OFF = stream(("state", {"status": "running"}))
LATER = (429, json.dumps({"detail": "You have 3 submissions waiting."}))
AWAY = (503, json.dumps({"detail": "The database does not answer right now."}))


class Falterer(ThreadingHTTPServer):
    """Takes an upload, then answers each request for events with the next of its answers; the last one stays."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.events: list[Answer] = []
        self.state: Answer = (200, json.dumps(RUNNING))
        self.asked = 0
        self.uploads: list[Answer] = [(202, json.dumps(RUNNING))]
        self.uploaded = 0

    def next_events(self) -> Answer:
        self.asked += 1
        return self.events.pop(0) if len(self.events) > 1 else self.events[0]


class Handler(BaseHTTPRequestHandler):
    server: Falterer

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.uploaded += 1
        self.say(self.server.uploads.pop(0))

    def do_GET(self) -> None:
        self.say(self.server.next_events() if self.path.endswith("/events") else self.server.state)

    def say(self, answer: Answer) -> None:
        body = answer[1].encode()
        self.send_response(answer[0])
        self.send_header("Content-Length", str(len(body)))
        if answer is LATER:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def falterer() -> Iterator[Falterer]:
    with Falterer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join(20)


def followed(server: Falterer, folder: Path, wait_s: float, terminal: io.StringIO | None = None) -> Report:
    file = folder / "a.py"
    file.write_text("x = 1\n")
    target = Target(f"http://127.0.0.1:{server.server_port}", "t")
    return submit(Console(file=terminal or io.StringIO()), target, HandIn("course/lab", file), wait_s)


def test_who_is_asked_to_come_back_later_does_and_says_so(falterer: Falterer, tmp_path: Path) -> None:
    falterer.uploads[:0] = [LATER, LATER]
    falterer.events = [LATER, FINAL]
    assert followed(falterer, tmp_path, 20, terminal := io.StringIO()).exit_code == 0
    assert falterer.uploaded == 3
    assert terminal.getvalue().count("The service asks to wait: trying again in 1 s.") == 2


@pytest.mark.parametrize(("answer", "wait_s", "exit_code"), [(LATER, 0, 2), (AWAY, 2, 3)])
def test_who_has_no_time_to_come_back_is_told_why(
    falterer: Falterer, tmp_path: Path, answer: Answer, wait_s: float, exit_code: int
) -> None:
    falterer.uploads = [answer]
    with pytest.raises(Refused) as refused:
        followed(falterer, tmp_path, wait_s)
    assert (str(refused.value), refused.value.exit_code) == (json.loads(answer[1])["detail"], exit_code)


@pytest.mark.parametrize("falter", [AWAY, (502, "<html>Bad gateway</html>"), CUT_OFF])
def test_a_stream_that_falters_is_asked_for_again(falterer: Falterer, tmp_path: Path, falter: Answer) -> None:
    falterer.events = [falter, FINAL]
    assert followed(falterer, tmp_path, 20).exit_code == 0
    assert falterer.asked == 2


def test_a_service_that_stays_away_is_its_own_fault_and_never_a_score(falterer: Falterer, tmp_path: Path) -> None:
    falterer.events = [AWAY]
    falterer.state = AWAY
    with pytest.raises(Refused, match="The database does not answer") as refused:
        followed(falterer, tmp_path, 0.5)
    assert refused.value.exit_code == 3


def test_patience_that_ends_before_the_result_is_exit_3(falterer: Falterer, tmp_path: Path) -> None:
    falterer.events = [CUT_OFF]
    assert followed(falterer, tmp_path, 1.5).exit_code == 3
    assert falterer.asked <= 2, "a stream that ends without the result is not asked for without a pause"


def test_a_token_that_was_revoked_meanwhile_is_said_at_once(falterer: Falterer, tmp_path: Path) -> None:
    falterer.events = [(401, json.dumps({"detail": "This needs a valid token."}))]
    with pytest.raises(Refused, match="This needs a valid token") as refused:
        followed(falterer, tmp_path, 60)
    assert (refused.value.exit_code, falterer.asked) == (2, 1)


@pytest.mark.parametrize("page", ["<html>Welcome</html>", "[]"])
def test_an_address_that_is_no_allclose_is_said(falterer: Falterer, tmp_path: Path, page: str) -> None:
    falterer.events = [CUT_OFF]
    falterer.state = (200, page)
    with pytest.raises(
        Refused, match=r"answered 200 and nothing that Allclose says\. Is the address right\?"
    ) as refused:
        followed(falterer, tmp_path, 0.5)
    assert refused.value.exit_code == 3
