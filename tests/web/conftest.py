"""A real server on the real database, and a real Chromium in front of it. The worker's part is played by its own calls."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cli.processes import wait_until
from tests.web.people import LAB

CHROMIUM = os.environ.get("ALLCLOSE_TEST_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(settings: Any) -> Iterator[str]:
    """The application in a thread of this process, so that it shares the settings of this test run."""
    from api.main import create_app

    uvicorn_server = uvicorn.Server(uvicorn.Config(create_app(), port=0, log_level="warning"))
    thread = threading.Thread(target=uvicorn_server.run)
    thread.start()
    assert wait_until(lambda: uvicorn_server.started, 20), "the server did not start within 20 s"
    port = uvicorn_server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    uvicorn_server.should_exit = True
    thread.join(20)


@dataclass
class Visitor:
    """A person at a browser. Whatever the console or the content security policy complains about is kept."""

    site: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def sign_in(self, person: str = "student") -> "Visitor":
        self.go("/signin")
        self.page.locator(f"button[name=person][value={person}]").click()
        self.page.wait_for_url(f"{self.site}/")
        return self

    def hand_in(self, name: str = "mine.py", text: str = "def slope(x):\n    return 2 * x\n") -> str:
        """Uploads through the form and returns the id of the submission whose page opens."""
        self.go(f"/labs/{LAB.parent.name}/{LAB.name}")
        file = {"name": name, "mimeType": "text/x-python", "buffer": text.encode()}
        self.page.set_input_files("input[type=file]", file)
        self.page.get_by_role("button", name="Grade it").click()
        self.page.wait_for_url("**/submissions/*")
        return self.page.url.rsplit("/", 1)[1]

    def overflow(self) -> int:
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
