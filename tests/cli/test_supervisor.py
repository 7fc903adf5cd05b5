"""The supervisor with real programs: restarted when they end, ended when it ends, however it ends."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from cli.processes import wait_until
from cli.supervisor import Program, Supervisor

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


@pytest.fixture
def supervisor():
    made = Supervisor()
    yield made
    made.stopping.set()
    made.stop()


def watch(supervisor: Supervisor) -> None:
    threading.Thread(target=supervisor.watch, args=(list,), daemon=True).start()


def test_a_killed_program_is_started_again_with_a_note(supervisor, capfd, monkeypatch) -> None:
    program = Program("worker", SLEEPER, {})
    supervisor.add(program)
    first = program.process.pid
    program.started_at -= 60  # it has lived long, so it is started again at once
    watch(supervisor)
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: program.process is not None and program.process.pid != first, 10)
    assert "The worker was ended by SIGKILL after 60 s and is started again now." in capfd.readouterr().out


def test_a_program_that_ends_at_once_is_not_started_in_a_rush(supervisor, tmp_path) -> None:
    marks = tmp_path / "starts"
    program = Program("worker", [sys.executable, "-c", f"open({str(marks)!r}, 'a').write('x')"], {})
    supervisor.add(program)
    watch(supervisor)
    time.sleep(1.7)
    assert marks.read_text() in {"x", "xx"}


def test_what_programs_print_carries_their_name(supervisor, capfd) -> None:
    supervisor.add(Program("api", [sys.executable, "-c", "print('listening')"], {}))
    lines = []
    assert wait_until(lambda: lines.append(capfd.readouterr().out) or "api     │ listening" in "".join(lines), 10)


def test_stop_ends_all_and_does_not_wait_for_the_stubborn_one_by_one(supervisor) -> None:
    for name in ("api", "worker", "sweeper"):
        supervisor.add(Program(name, SLEEPER, {}))
    pids = [program.process.pid for program in supervisor.programs]
    supervisor.stop()
    assert not any(alive(pid) for pid in pids)


def test_a_killed_supervisor_leaves_no_program_behind() -> None:
    program = f"""
        import time
        from cli.supervisor import Program, Supervisor
        supervisor = Supervisor()
        supervisor.add(Program("sleeper", {SLEEPER!r}, {{}}))
        print(supervisor.programs[0].process.pid, flush=True)
        time.sleep(600)
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, stdout=subprocess.PIPE)
    pid = int(process.stdout.readline())
    process.stdout.close()
    # The child asks for the signal after its start: what it executes afterwards must be running to be sure of that.
    # In between the system tells no arguments at all.
    assert wait_until(
        lambda: b"time.sleep" in b"".join(Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[2:3]), 10
    )
    assert alive(pid)
    process.kill()
    process.wait()
    assert wait_until(lambda: not alive(pid), 10)
