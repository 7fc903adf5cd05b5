"""A person at a browser."""

from typing import Self

from playwright.sync_api import BrowserContext, ConsoleMessage

from tests.web.people import LAB

LAB_PAGE = f"/labs/{LAB.parent.name}/{LAB.name}"
SOLUTION = "def slope(x):\n    return 2 * x\n"


class Visitor:
    """Whatever the console or the content security policy complains about is kept in `complaints`."""

    def __init__(self, site: str, context: BrowserContext) -> None:
        self.site, self.context, self.page = site, context, context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium reports the status of a page that is an error page; that it is one is what the test asked for.
        own_status = message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not own_status:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def sign_in(self, person: str = "student") -> Self:
        self.go("/signin")
        self.page.locator(f"button[name=person][value={person}]").click()
        self.page.wait_for_url(f"{self.site}/")
        return self

    def hand_in(self, name: str = "mine.py", text: str = SOLUTION) -> str:
        """Uploads through the form; the path of the page that opens."""
        self.go(LAB_PAGE)
        self.choose(name, text.encode())
        self.page.get_by_role("button", name="Grade it").click()
        self.page.wait_for_url("**/submissions/*")
        return self.page.url.removeprefix(self.site)

    def choose(self, name: str, data: bytes) -> None:
        self.page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/x-python", "buffer": data})

    def text(self) -> str:
        """All words of the page, those in closed parts too."""
        return " ".join((self.page.text_content("main") or "").split())

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width
