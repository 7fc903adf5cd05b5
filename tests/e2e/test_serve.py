"""`allclose serve` as a process: a taken port, Ctrl-C, a kill, a second start, and the command that submits to it."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from cli.processes import wait_until
from tests.service import ROOT, free_port, launch, running

LAB_2 = ROOT / "reference" / "manipal-cse3281" / "lab-2"


def belonging_to(data_dir: Path) -> list[int]:
    """Every process that was started for this data folder, by its environment or its command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                facts = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(data_dir).encode() in facts:
                found.append(int(entry.name))
    return found


def test_a_taken_port_is_one_sentence_before_anything_starts(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = launch(tmp_path, taken.getsockname()[1])
        assert process.wait(30) == 2
        port = taken.getsockname()[1]
    words = (tmp_path / "serve.log").read_text()
    assert words.startswith(f"Cannot listen on 127.0.0.1 port {port} (Address already in use).")
    assert len(words.splitlines()) == 1
    assert not (tmp_path / "postgres").exists()


def test_ctrl_c_stops_everything_and_a_second_start_finds_all_as_it_was(tmp_path):
    with running(tmp_path) as (_, _, tokens, process):
        assert belonging_to(tmp_path)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert not belonging_to(tmp_path)
    initialised = (tmp_path / "postgres" / "PG_VERSION").stat().st_mtime_ns
    with running(tmp_path) as (url, _, tokens_again, process):
        assert (tmp_path / "postgres" / "PG_VERSION").stat().st_mtime_ns == initialised
        assert tokens_again == tokens
        me = httpx.get(f"{url}/api/v1/labs", headers={"Authorization": f"Bearer {tokens['student']}"})
        assert me.status_code == 200


def test_a_killed_one_leaves_nothing_behind_and_blocks_nothing(tmp_path):
    with running(tmp_path) as (_, _, _, process):
        process.kill()
        process.wait(10)
        assert wait_until(lambda: not belonging_to(tmp_path), 30), belonging_to(tmp_path)
    with running(tmp_path):
        pass


def test_a_second_one_from_the_same_data_folder_is_refused(service):
    process = launch(service.data_dir, free_port())
    assert process.wait(30) == 2
    assert "already runs from" in (service.data_dir / "serve.log").read_text()


def test_secrets_are_for_their_owner_only(service):
    for name in ("demo.json", "secret"):
        assert (service.data_dir / name).stat().st_mode & 0o077 == 0
    facts = json.loads((service.data_dir / "demo.json").read_text())
    assert facts["url"] == service.url
    assert set(facts["tokens"]) == {"student", "student2", "instructor", "ci"}


def submit(service, file: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cli.main", "submit", "manipal-cse3281/lab-2", str(file), *options],
        cwd=ROOT,
        env={"ALLCLOSE_DATA_DIR": str(service.data_dir), "TERM": "dumb", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_submitting_the_solution_passes_and_writes_what_ci_reads(service, tmp_path):
    answer = submit(
        service, LAB_2 / "solution.py", "--json", str(tmp_path / "r.json"), "--junit", str(tmp_path / "j.xml")
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["passed"] is True
    assert answer.stdout.count("PASS") >= sum(len(exercise["checks"]) for exercise in report["exercises"]) > 0
    assert "<failure" not in (tmp_path / "j.xml").read_text()


def test_submitting_the_starter_does_not_pass(service):
    answer = submit(service, LAB_2 / "starter.py")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "Not passed: 0 of" in answer.stdout


def test_a_wrong_token_and_an_unknown_lab_are_usage(service, tmp_path):
    wrong = submit(service, LAB_2 / "starter.py", "--token", "alc_nobody")
    assert wrong.returncode == 2
    assert len(wrong.stderr.splitlines()) == 1
    (tmp_path / "a.txt").write_text("hello")
    refused = submit(service, tmp_path / "a.txt")
    assert refused.returncode == 2
    assert ".ipynb" in refused.stderr
