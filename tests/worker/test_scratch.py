"""Folders of trusted code: gone with their owner, and after a kill with the next process that wants one."""

import gc
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from worker import scratch
from worker.local import LocalSession

HOLD = """
import os, sys, tempfile
from worker.scratch import scratch_for
class Owner: pass
owner = Owner()
open(os.path.join(scratch_for(owner), "left"), "w").close()
{more}
print("ready", flush=True)
sys.stdin.read()
"""
FORK = "child = os.fork()\nif child == 0:\n    del owner\n    os._exit(0)\nos.waitpid(child, 0)"


@pytest.fixture
def held(tmp_path):
    """Starts a process that holds a folder below tmp_path."""
    running = []

    def start(more=""):
        environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", HOLD.format(more=more)]
        process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def left(folder):
    return len(list(folder.rglob("left")))


def test_a_process_that_ends_leaves_nothing(held, tmp_path):
    process = held()
    assert left(tmp_path) == 1
    process.communicate("")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next(held, tmp_path):
    alive, killed = held(), held()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert left(tmp_path) == 2
    held()
    assert left(tmp_path) == 2
    assert alive.poll() is None
    assert len(list(tmp_path.iterdir())) == 2


def test_a_fork_that_forgets_takes_nothing_from_its_parent(held, tmp_path):
    held(FORK)
    assert left(tmp_path) == 1


def test_a_folder_that_another_process_removes_before_it_is_locked_is_made_again(tmp_path, monkeypatch):
    made = []

    def mkdtemp(**options):
        made.append(make(**options))
        if len(made) == 1:
            Path(made[0]).rmdir()
        return made[-1]

    make = tempfile.mkdtemp
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tempfile, "mkdtemp", mkdtemp)
    assert scratch._home.__wrapped__(os.getpid()) == made[1]
    assert list(tmp_path.iterdir()) == [Path(made[1])]


def test_code_writes_into_a_folder_of_its_session_and_nowhere_else():
    here = Path.cwd()
    source = b"import os\ndef write(name):\n    open(name, 'w').close()\n    return os.getcwd()\n"
    one, two = LocalSession([("a.py", source)]), LocalSession([("a.py", source)])
    places = [Path(session.request("call", name="write", args=["a"], kwargs={}, keep=False)) for session in (one, two)]
    assert places[0] != places[1]
    assert [[path.name for path in place.iterdir()] for place in places] == [["a"], ["a"]]
    assert Path.cwd() == here
    del one
    gc.collect()
    assert [place.exists() for place in places] == [False, True]
