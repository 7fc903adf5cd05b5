"""Whether what students wrote stays text: in pages, in headers, in the service's own log."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.attacks.leftovers import MARK

LONGEST_MESSAGE = 6000
LONGEST_OUTPUT = 80_000  # output_kb of the lab, a mark where it was cut, and what a replaced byte takes
LOG_LINE = re.compile(r"(api|worker|sweeper|serve|labs) +│ ")
HANDLER = re.compile(r"on[a-z]+")
LINKS = {"href", "src", "action", "formaction", "data", "srcdoc"}


class Live(HTMLParser):
    """Collects whatever a browser would carry out and the service's own pages never hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if (tag == "script" and not (named.get("src") or "").startswith("/static/")) or tag in {"iframe", "object"}:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            harmful = re.match(r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE)
            if HANDLER.fullmatch(name) or (name in LINKS and harmful):
                self.found.append(f"{name}={value!r}")


def live_parts(page: str) -> list[str]:
    parser = Live()
    parser.feed(page)
    parser.close()
    return parser.found


def of_answers(answers: dict[str, httpx.Response]) -> list[str]:
    """Whatever an attack chose is not carried out, not a header and not a line of a stream."""
    found = []
    for where, answer in answers.items():
        kind = answer.headers.get("content-type", "")
        if kind.startswith("text/html"):
            found += [f"{part} is alive in {where}" for part in live_parts(answer.text)]
        elif kind.startswith("application/json"):
            json.loads(answer.text)
        elif kind.startswith("text/event-stream"):
            found += [f"a line {line[:60]!r} in {where}" for line in _stray_lines(answer.text)]
        found += [
            f"{name} of {where} holds its text" for name, value in answer.headers.items() if MARK in value.lower()
        ]
    return found


def of_view(view: dict[str, Any]) -> list[str]:
    """Cut to their limits, and text that a database and a page can hold."""
    found = []
    for check in (check for exercise in view["exercises"] for check in exercise["checks"]):
        if len(check["message"]) > LONGEST_MESSAGE or len(check["output"]) > LONGEST_OUTPUT:
            found.append(f"the words about {check['name']} are not cut")
        if "\0" in check["message"] + check["output"]:
            found.append(f"the words about {check['name']} hold NUL")
    return found


def of_log(lines: list[str]) -> list[str]:
    found = [f"the log holds a line of its own: {line[:80]!r}" for line in lines if not LOG_LINE.match(line)]
    found += [f"something of ours failed: {line[:200]!r}" for line in lines if "Traceback" in line]
    return found + [f"the log holds its text: {line[:80]!r}" for line in lines if MARK in line.lower()]


def _stray_lines(stream: str) -> list[str]:
    known = re.compile(r"(event|data|id|retry): ?.*|:.*|")
    return [line for line in re.split(r"\r\n|\n|\r", stream) if not known.fullmatch(line)]
