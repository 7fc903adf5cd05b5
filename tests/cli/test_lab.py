"""`allclose lab` as a command: from any folder, without a service, with the exit codes that scripts rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.places import ROOT


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
