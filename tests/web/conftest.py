"""A real server on the real database, and a real Chromium in front of it. The worker's part: its own calls."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser

from api.database import session
from api.demo import Demo, ensure_demo
from api.labs import publish
from cli.processes import wait_until
from tests.web.people import LAB
from tests.web.visitor import Visitor


@pytest.fixture(scope="session")
def server(settings: Any) -> Iterator[str]:
    """The application in a thread of this process, so that it shares the settings of this test run."""
    from api.main import create_app

    ours = uvicorn.Server(uvicorn.Config(create_app(), port=0, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=ours.run)
    thread.start()
    assert wait_until(lambda: ours.started, 20), "the server did not start within 20 s"
    port = ours.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    ours.should_exit = True
    thread.join(20)


@pytest.fixture
def demo(database: str) -> Demo:
    """One course with one lab of three exercises; two students and an instructor."""
    with session() as db:
        publish(db, LAB)
        return ensure_demo(db, Demo())


@pytest.fixture
def visit(server: str, demo: Demo, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser window of its own for each visitor. No page that a test sees may make the console complain."""
    visitors: list[Visitor] = []

    def open_window(**options: Any) -> Visitor:
        visitors.append(Visitor(server, browser.new_context(**options)))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
