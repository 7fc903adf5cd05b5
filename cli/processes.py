"""Starting, finding and ending the processes of one machine."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Iterator, Mapping, Sequence

LAUNCH = Path(__file__).with_name("launch.py")
LARGEST_LOG = 10 * 1024 * 1024


def start(  # noqa: PLR0913  each says one thing about the process
    program: Sequence[str | Path],
    *,
    output: IO[bytes] | int,
    on_parent_death: signal.Signals | None,
    as_uid: int | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C reaches only us and we end the others in order."""
    parent = os.getpid() if on_parent_death else 0
    launch = [sys.executable, "-I", "-S", LAUNCH, str(parent), str(int(on_parent_death or 0)), str(as_uid or "-")]
    command = [str(part) for part in (*launch, *program)]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        cwd=cwd,
        env=env,
    )


def end(process: subprocess.Popen[bytes], steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """Send each signal in turn, waiting the given seconds after it, until the process has ended."""
    for number, patience_s in steps:
        if process.poll() is not None:
            return
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)
            return


def living_in(folder: Path, program: str) -> Iterator[int]:
    """Ids of the processes of this program whose working directory is this folder, however they came there."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        # A process may end or belong to somebody else while we look.
        with contextlib.suppress(OSError):
            exe = (entry / "exe").readlink().name.removesuffix(" (deleted)")
            if exe == program and (entry / "cwd").readlink() == folder:
                yield int(entry.name)


def end_leftovers(folder: Path, program: str, steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """End what a killed run left behind in this folder. Whoever calls holds the lock of the data folder."""
    for number, patience_s in steps:
        for pid in living_in(folder, program):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if wait_until(lambda: not any(living_in(folder, program)), patience_s):
            return


def wait_until(condition: Callable[[], bool], patience_s: float, pause_s: float = 0.02) -> bool:
    deadline = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause_s)
    return True


def open_log(path: Path) -> IO[bytes]:
    """Append to a log, moving a large one aside first."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def last_lines(path: Path, count: int = 5) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    return "\n".join(lines[-count:])
