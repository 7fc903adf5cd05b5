"""docs/writing-a-lab.md, followed by someone who knows nothing else: its files are written, its commands run."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx

from cli.places import ROOT
from cli.processes import wait_until
from tests.service import free_port

PAGE = ROOT / "docs" / "writing-a-lab.md"
BLOCK = re.compile(r"(?:^`(?P<file>[^`\n]+)`:\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Command(NamedTuple):
    words: list[str]
    answer: list[str]


def steps() -> Iterator[tuple[str, str] | Command]:
    """Files as (name, text) and commands with the lines that they answer, in the order of the page."""
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if block["file"]:
            yield block["file"], block["text"]
        else:
            assert block["language"] == "console", block[0]
            for part in block["text"].split("$ ")[1:]:
                command, *answer = part.splitlines()
                yield Command(shlex.split(command), answer)


def test_the_page_alone_makes_a_lab_that_is_published(tmp_path, database):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "NO_COLOR": "1"}
    known = []
    for step in steps():
        if isinstance(step, Command):
            known.append(step.words[:3])
            follow(step, tmp_path, environment)
        else:
            (tmp_path / step[0]).write_text(step[1], encoding="utf-8")
    said = {words[2] for words in known if words[:2] == ["allclose", "lab"]}
    assert said == {"new", "check", "calibrate", "preview", "publish"}


def follow(step: Command, folder: Path, environment: dict[str, str]) -> None:
    words = [sys.executable, "-m", "cli.main", *step.words[1:]] if step.words[0] == "allclose" else step.words
    if "preview" in words:
        look_at(words, folder, environment, step)
        return
    ran = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
    graded = step.words[:2] == ["allclose", "grade"]  # a mistake, which does not pass
    assert ran.returncode == (1 if graded else 0), ran.stdout + ran.stderr
    assert_said(step, ran.stdout)


def look_at(words: list[str], folder: Path, environment: dict[str, str], step: Command) -> None:
    """The page's port may be taken on this machine."""
    port = str(free_port())
    words[words.index("--port") + 1] = port
    with subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert wait_until(lambda: answers(port), 60, pause_s=0.2)
            assert "The probability of class 1" in httpx.get(f"http://127.0.0.1:{port}").text
        finally:
            process.send_signal(signal.SIGINT)
        assert_said(step, process.stdout.read().replace(port, "8010"))


def answers(port: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}").is_success
    except httpx.TransportError:
        return False


def assert_said(step: Command, output: str) -> None:
    """Whatever the page shows was said, however wide the terminal is."""
    said = " ".join(output.split())
    for line in step.answer:
        assert " ".join(line.split()) in said, output
