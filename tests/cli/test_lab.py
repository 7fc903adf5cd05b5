"""`allclose lab` as a command: from any folder, without a service, with the exit codes that scripts rely on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from cli.places import ROOT
from cli.processes import wait_until
from tests.service import free_port


def allclose(*words: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "cli.main", *map(str, words)]
    own = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "160", "NO_COLOR": "1"} | environment
    return subprocess.run(program, cwd=cwd, env=own, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("labs")
    answer = allclose("lab", "new", "dl-101/lab-1", cwd=root)
    assert answer.returncode == 0, answer.stderr
    return root


def test_a_new_lab_holds_at_once(begun, tmp_path):
    answer = allclose("lab", "check", "dl-101/lab-1", "--json", tmp_path / "proof.json", cwd=begun)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "dl-101/lab-1" in answer.stdout
    found = json.loads((tmp_path / "proof.json").read_text())
    assert found["holds"]
    (lab,) = found["labs"]
    assert (lab["accepted"], lab["caught"], lab["named"], lab["misnamed"]) == (1, 2, 2, 0)
    assert lab["complaints"] == lab["advice"] == []


def test_a_lab_outside_is_found_by_its_name(begun, tmp_path):
    answer = allclose("lab", "check", "dl-101/lab-1", "--seeds", 1, cwd=tmp_path, ALLCLOSE_LABS=str(begun))
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_broken_lab_is_told_with_its_reason_and_exit_code(begun, tmp_path):
    assert allclose("lab", "new", "dl-101/lab-2", "--into", begun, cwd=tmp_path).returncode == 0
    right = (begun / "dl-101/lab-2/solution.py").read_text()
    (begun / "dl-101/lab-2/mistakes/unbiased.py").write_text(f'"""Nothing wrong."""\n\n{right}')
    answer = allclose("lab", "check", begun / "dl-101/lab-2", cwd=tmp_path)
    assert answer.returncode == 1
    assert "dl-101/lab-2/mistakes/unbiased.py: no check of standardise catches it. Draw inputs" in answer.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("new", "Lab 1"), "Lab 1 is no name of a lab. Write <course>/<lab> with small letters,"),
        (("new", "dl-101/lab-1"), "is there already. Choose another name, or change what is in it."),
        (("check", "dl-101/lab-9"), "There is no lab dl-101/lab-9: it is neither a folder with a lab.toml nor"),
        (("check",), "Name one lab, or say --all."),
        (("check", "dl-101/lab-1", "--all"), "Name one lab, or say --all."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(begun, words, sentence):
    answer = allclose("lab", *words, cwd=begun)
    assert answer.returncode == 2
    assert sentence in answer.stderr


def test_the_preview_shows_the_page_of_the_files_as_they_are(begun):
    folder = begun / "dl-101/lab-1"
    port = free_port()
    program = [sys.executable, "-m", "cli.main", "lab", "preview", str(folder), "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(program, cwd=begun, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        assert wait_until(lambda: healthy_page(url), 60, pause_s=0.2)
        text = httpx.get(url).text
        assert "Columns of mean 0 and deviation 1" in text
        assert 'class="math' in text
        assert (
            "def standardise(x):\n    raise NotImplementedError"
            in httpx.get(f"{url}/labs/dl-101/lab-1/starter.py").text
        )
        answer = httpx.post(f"{url}/labs/dl-101/lab-1", files={"file": ("mine.py", b"x = 1")})
        assert answer.status_code == 409
        assert f"The preview grades nothing. Run: allclose grade {folder} FILE" in answer.text
        assert httpx.get(f"{url}/static/site.css").status_code == 200
        kept = (folder / "lab.toml").read_text()
        (folder / "lab.toml").write_text(kept.replace("Standardising", "Scaling"))
        assert "Scaling features" in httpx.get(url).text
        either = kept.replace("[lab]\n", '[lab]\nroad = "either"\nnotes = "Of the sheet"\n')
        (folder / "lab.toml").write_text(either)
        assert "scripts, one for each question, are run as they are." in httpx.get(url).text
        assert "Of the sheet" not in httpx.get(url).text, "the preview is the page of students"
        (folder / "lab.toml").write_text("[lab]")
        assert "dl-101/lab-1/lab.toml:1: " in httpx.get(url).text
        (folder / "lab.toml").write_text(kept)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def healthy_page(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(url).is_success
    return False
