"""The checker: a trusted process that runs a lab's own code (checks, solution, mistakes) against the student's child.

One zygote imports torch once; every lab version gets a process forked from it, which stays warm for the next hand-in
and is thrown away when it misbehaves. It holds no database credentials and no server secret: seeds come with the job.
"""

from __future__ import annotations

import ctypes
import os
import platform
import select
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from worker.channel import Channel, ChannelClosed
from worker.deaths import BUG, STATUS, leave_word

_PR_SET_PDEATHSIG = 1
# The worker ends a zygote by hanging up or by SIGKILL. Lab code that signals its parent must not end its neighbours.
_DEAF_TO = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)


def zygote(control: Channel) -> None:
    """Fork a checker for every socket that arrives, until the worker closes the control channel."""
    import torch  # only this process and its forks pay for torch

    import graders.run  # noqa: F401  warm: every fork inherits it

    torch.set_num_threads(1)
    torch.optim.SGD([torch.zeros(1, requires_grad=True)])  # imports torch._dynamo, 1.3 s, once
    for number in _DEAF_TO:
        signal.signal(number, signal.SIG_IGN)
    control.send({"say": "ready", "pid": os.getpid()})
    with suppress(ChannelClosed):
        _Nest(control).serve()


class _Nest:
    """Bears checkers, and says of each how it ended: nobody but a parent can."""

    def __init__(self, control: Channel) -> None:
        self._control = control
        self._alive: dict[int, tuple[int, int]] = {}  # by pidfd: its pid, and where its end is to be told
        self._poll = select.poll()
        self._poll.register(control.sock, select.POLLIN)

    def serve(self) -> None:
        """Until the worker hangs up, which raises ChannelClosed."""
        while True:
            for fd, _ in self._poll.poll():
                if fd in self._alive:
                    self._tell_end(fd)
                else:
                    self._bear()

    def _bear(self) -> None:
        message = self._control.receive()
        line, words, told = message.fds
        zygote_pid = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._leave()
            os.close(told)
            _die_with(zygote_pid)
            _checker(line, words, Path(message.body["lab_folder"]))
        pidfd = os.pidfd_open(pid)
        self._alive[pidfd] = (pid, told)
        self._poll.register(pidfd, select.POLLIN)
        os.close(line)
        os.close(words)
        self._control.send({"say": "forked", "pid": pid}, fds=(pidfd,))

    def _tell_end(self, pidfd: int) -> None:
        pid, told = self._alive.pop(pidfd)
        self._poll.unregister(pidfd)
        _, status = os.waitpid(pid, 0)
        with suppress(BrokenPipeError):  # the worker had thrown it away
            os.write(told, STATUS.pack(status))
        os.close(told)
        os.close(pidfd)

    def _leave(self) -> None:
        """In a fork: what belongs to the other checkers is none of its business."""
        self._control.close()
        for pidfd, (_, told) in self._alive.items():
            os.close(pidfd)
            os.close(told)


def _die_with(zygote_pid: int) -> None:
    """The zygote ends when the worker is gone; a checker that is deep in a lab's loop must end with it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != zygote_pid:  # it ended before we asked
        os._exit(0)


def _checker(fd: int, words_fd: int, lab_folder: Path) -> None:
    """The life of one checker; leaves by _exit so that nothing of the zygote is run twice."""
    from graders.forks import bound_memory
    from worker.checking import serve
    from worker.scratch import scratch_for

    bound_memory()
    leave_word(words_fd)
    for number in _DEAF_TO:
        signal.signal(number, signal.SIG_DFL)
    channel, lab_folder = Channel(socket.socket(fileno=fd)), lab_folder.resolve()
    # What a lab's code writes by a bare name, or removes, is nobody else's.
    os.chdir(scratch_for(channel))
    code = 0
    try:
        serve(channel, lab_folder)
    except ChannelClosed:
        pass
    except BaseException as error:  # noqa: BLE001  whatever it is, it is an error of ours, and the worker hears the code
        traceback.print_tb(error.__traceback__)
        sys.stderr.write(f"{type(error).__name__}\n")  # not its message, which may hold words of a hand-in
        code = BUG
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def environment_facts(device: str) -> dict[str, str]:
    """What a replay needs to know about this process."""
    import torch

    return {
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "host": platform.node(),
        "device": device,
        "cpu": torch.backends.cpu.get_cpu_capability(),
    }


def elapsed_ms(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 3)


def main(arguments: list[str]) -> None:
    zygote(Channel(socket.socket(fileno=int(arguments[0]))))


def spawn_command(fd: int) -> list[str]:
    return [sys.executable, "-m", "worker.checker", str(fd)]


def spawn_environment(parent: dict[str, str]) -> dict[str, Any]:
    """What the checker may know of the worker's environment: no database, no broker, no secret."""
    keep = ("PATH", "HOME", "LANG", "PYTHONPATH", "TMPDIR", "ALLCLOSE_DEVICE", "OPENBLAS_CORETYPE")
    return {key: parent[key] for key in keep if key in parent} | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


if __name__ == "__main__":
    main(sys.argv[1:])
