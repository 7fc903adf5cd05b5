"""What no student may read, and where to look for it: everything that is asked about one submission."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent.parent
LAB = "attacks/polynomial"
HIDDEN = (-2.6457513, 1.7320508, 2.2360680)  # as in checks.py
PRECISE = re.compile(r"\d+\.\d{4,}")
# Frames of ours, where student code raised: the executor and the lab's own code.
OUR_CODE = r"inside/\w+\.py|_students_turn|graders/\w+|worker/\w+|checks\.py|Traceback \(most recent"
PATHS = (
    "/api/v1/submissions/{id}",
    "/api/v1/submissions/{id}/events",
    "/api/v1/submissions",
    f"/api/v1/labs/{LAB}",
    "/submissions/{id}",
    "/submissions/{id}/live",
    f"/labs/{LAB}",
    "/",
    "/healthz",
    "/courses/attacks",
    "/api/v1/courses/attacks/submissions.csv",
    "/api/v1/courses/attacks/scores.csv",
)
NOT_THEIRS = ("/api/v1/submissions/{id}", "/api/v1/submissions/{id}/source", "/submissions/{id}")


def slope(x: float) -> float:
    return 32 * x**3 + 9 * x**2 + 14 * x + 6


def written(number: float) -> str:
    """Cut or rounded after four decimals; timings have three."""
    cut, rounded = f"{number:.5f}"[:-1], f"{number:.4f}"
    return rf"(?<!\d)({re.escape(cut)}|{re.escape(rounded)})"


def secrets_of(data_dir: Path) -> dict[str, str]:
    """Pattern by what it is: of the lab and of the service, the same for every submission."""
    demo = json.loads((data_dir / "demo.json").read_text())
    numbers = [number for x in HIDDEN for number in (abs(x), abs(slope(x)))]
    return {
        "the solution or the checks": r"(SOLUTION|CHECKS)-SOURCE|constant_kept|powers_kept",
        "a hidden number": "|".join(map(written, numbers)),
        "a path of the service": "|".join(re.escape(str(path)) for path in (ROOT, data_dir)),
        "a token": "|".join(map(re.escape, demo["tokens"].values())),
        "a password": "|".join(map(re.escape, demo["passwords"].values())),
        "the server's secret": re.escape((data_dir / "secret").read_text()),
        "the other student": "Second demo student",
    }


def numbers_of(stored: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The inputs of drawn checks, and all numbers of hidden ones, as they are stored for staff."""
    found: set[str] = set()
    for result in stored:
        facts = (result.get("finding") or {}).get("facts", {})
        if result["show"] == "hidden":
            found |= set(PRECISE.findall(json.dumps(facts) + result["output"]))
        elif result["show"] == "drawn":
            found |= set(PRECISE.findall(str(facts.get("call", ""))))
    return {f"the drawn number {number}": re.escape(number) for number in found}


def answers(client: httpx.Client, submission: str) -> dict[str, httpx.Response]:
    return {path: client.get(path.format(id=submission)) for path in PATHS}


def told(texts: dict[str, str], secrets: dict[str, str]) -> list[str]:
    """Where which secret is."""
    return [
        f"{what} is told by {where}: {found.group()!r}"
        for where, text in texts.items()
        for what, pattern in secrets.items()
        if (found := re.search(pattern, text))
    ]


def messages(view: dict[str, Any]) -> str:
    """All that we say about a submission, without what its own code printed and what its own lines are."""
    checks = [check for exercise in view["exercises"] for check in exercise["checks"]]
    return json.dumps([[check["message"], check["hint"]] for check in checks] + [view["notes"]])
