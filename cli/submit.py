"""`allclose submit`: hands a file to a running service and shows the verdicts as they come."""

from __future__ import annotations

import json
import os
import time
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from cli.places import data_dir
from cli.report import SERVICE_FAULT, USAGE, Check, Report, show_check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.console import Console

TRIES = 3
ASK_AGAIN_S = 1.0
ASK_LATER_S = 5.0


class Refused(Exception):
    """Why there is no result, as one sentence for people, and the exit code that says whose doing it is."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True)
class Target:
    url: str
    token: str


def find_target(url: str | None, token: str | None) -> Target:
    """Options win over the environment, and that over the demo service of this checkout."""
    demo_file = data_dir() / "demo.json"
    demo = json.loads(demo_file.read_text(encoding="utf-8")) if demo_file.exists() else {}
    url = url or os.environ.get("ALLCLOSE_URL") or demo.get("url")
    # The demo tokens belong to the demo service: they are sent nowhere else.
    own = demo["tokens"]["student"] if demo and url == demo["url"] else None
    token = token or os.environ.get("ALLCLOSE_TOKEN") or own
    if not url or not token:
        missing = "address" if not url else "token"
        raise Refused(
            f"No {missing} to submit with. Give --url and --token, set ALLCLOSE_URL and ALLCLOSE_TOKEN, "
            "or start script/server in this checkout.",
            USAGE,
        )
    return Target(url.rstrip("/"), token)


@dataclass(frozen=True)
class HandIn:
    lab: str
    file: Path
    exercises: tuple[str, ...] = ()
    job: str | None = None


def submit(console: Console, target: Target, hand_in: HandIn, wait_s: float) -> Report:
    """Upload, then follow until the result is final or the patience is over. Raises Refused."""
    with httpx.Client(base_url=f"{target.url}/api/v1", headers={"Authorization": f"Bearer {target.token}"}) as client:
        deadline = time.monotonic() + wait_s
        report = upload(console, client, hand_in, deadline)
        console.print(f"Submitted: {target.url}/submissions/{report.id}", highlight=False, soft_wrap=True)
        if report.status in ("queued", "running") and wait_s > 0:
            report = follow(console, client, report, deadline)
        else:
            show_all(console, report)
        return report


def show_all(console: Console, report: Report) -> None:
    for exercise in report.exercises:
        for check in exercise.checks:
            show_check(console, check)


def upload(console: Console, client: httpx.Client, hand_in: HandIn, deadline: float) -> Report:
    # The key makes trying again safe: the same upload twice is one submission.
    key = str(uuid.uuid4())
    job = {"job": hand_in.job} if hand_in.job else {}
    answer = try_again(
        console,
        deadline,
        lambda: client.post(
            "/submissions",
            data={"lab": hand_in.lab, "exercise": list(hand_in.exercises), **job},
            files={"file": (hand_in.file.name, hand_in.file.read_bytes())},
            headers={"Idempotency-Key": key},
            timeout=60,
        ),
    )
    return Report.model_validate(answer)


def follow(console: Console, client: httpx.Client, report: Report, deadline: float) -> Report:
    """The stream says each verdict once and ends with the result; one that ends without it is asked for again."""
    shown: set[tuple[str, str]] = set()
    while time.monotonic() < deadline:
        try:
            for name, data in events(client, report.id, deadline - time.monotonic()):
                if name == "check":
                    _show_once(console, data, shown)
                elif name == "final":
                    return Report.model_validate(data)
        except httpx.HTTPError:
            pass  # a restart of the service or of what stands before it; the last answer below says what stays wrong
        time.sleep(ASK_AGAIN_S)
    return Report.model_validate(try_again(console, deadline, lambda: client.get(f"/submissions/{report.id}")))


def _show_once(console: Console, data: dict[str, Any], shown: set[tuple[str, str]]) -> None:
    check = Check.model_validate(data["check"])
    key = (data["exercise"], check.name)
    if key not in shown:
        shown.add(key)
        show_check(console, check)


def events(client: httpx.Client, submission_id: str, patience_s: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """Server-sent events as (name, data)."""
    timeout = httpx.Timeout(10, read=min(patience_s, 60))
    with client.stream("GET", f"/submissions/{submission_id}/events", timeout=timeout) as answer:
        if answer.is_client_error and _asked_to_wait_s(answer) is None:
            answer.read()
            _judged(answer)
        answer.raise_for_status()
        name = "message"
        for line in answer.iter_lines():
            field, _, value = line.partition(":")
            if field == "event":
                name = value.strip()
            elif field == "data":
                yield name, json.loads(value)


def try_again(console: Console, deadline: float, ask: Callable[[], httpx.Response]) -> Any:
    """The JSON of a good answer. "Later" is obeyed until the deadline; any other refusal becomes its own sentence."""
    while True:
        answer = _answered(ask)
        wait_s = _asked_to_wait_s(answer)
        if wait_s is None or time.monotonic() + wait_s > deadline:
            return _judged(answer)
        console.print(f"The service asks to wait: trying again in {wait_s:.0f} s.", highlight=False)
        time.sleep(wait_s)


def _answered(ask: Callable[[], httpx.Response]) -> httpx.Response:
    for attempt in range(1, TRIES + 1):
        try:
            return ask()
        except httpx.TransportError as error:
            if attempt == TRIES:
                raise Refused(f"The service does not answer ({error}). Is it running?", SERVICE_FAULT) from error
            time.sleep(attempt)
    raise AssertionError


def _asked_to_wait_s(answer: httpx.Response) -> float | None:
    """What stands before the service may say so with a date, or without saying when."""
    if answer.status_code not in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        return None
    said = answer.headers.get("retry-after", "")
    return max(float(said), 1.0) if said.isdecimal() else ASK_LATER_S


def _judged(answer: httpx.Response) -> Any:
    try:
        facts = answer.json()
    except ValueError:
        facts = None
    if answer.is_success and isinstance(facts, dict):
        return facts
    problem = facts if isinstance(facts, dict) else {}
    words = (
        problem.get("detail")
        or problem.get("title")
        or (f"{answer.url} answered {answer.status_code} and nothing that Allclose says. Is the address right?")
    )
    raise Refused(str(words), USAGE if answer.is_client_error else SERVICE_FAULT)
