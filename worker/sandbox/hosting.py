"""Starts the host of a student environment under bubblewrap, maps its user ids, and carries messages to it."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from worker.sandbox import bubblewrap, seccomp
from worker.sandbox.environment import Environment
from worker.sandbox.errors import SandboxFault

FIRST_UID = 100_000  # outside, of the uid 1 inside
UIDS = 1000
_START_S = 30.0
_END_S = 5.0
_WARM_S = 300.0  # a cold disk reads torch for minutes
_MESSAGE = 64 << 10
_HUGE_PAGE = 2 << 20


class Host:
    """One running host. Start it from a thread that lives as long as it should: it dies with that thread."""

    def __init__(self, environment: Environment, without: frozenset[str]) -> None:
        # An ordinary user cannot start bubblewrap without one.
        self.without = without if os.geteuid() == 0 else without - {"user_namespace"}
        self.many_uids = True
        self.pid = 0
        self._pidfd = -1
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed in `close`
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._start(environment, theirs)
            self._warm_up(environment)
        except BaseException:
            self.close()
            raise
        finally:
            theirs.close()

    @property
    def first_uid(self) -> int:
        """Inside the host's user namespace, of slot 0."""
        return FIRST_UID if "user_namespace" in self.without else 1

    def send(self, message: dict[str, Any], fds: list[int]) -> None:
        try:
            socket.send_fds(self._control, [json.dumps(message).encode()], fds)
        except OSError as error:
            raise SandboxFault(
                f"The sandbox host is gone ({error}). It is started again for the next child."
            ) from error

    def receive(self) -> tuple[dict[str, Any], list[int]] | None:
        """The host's next word, or None when it is gone."""
        try:
            data, fds, _, _ = socket.recv_fds(self._control, _MESSAGE, 4)
        except OSError:
            return None
        return (json.loads(data), list(fds)) if data else None

    def last_words(self) -> str:
        self._log.seek(0)
        return self._log.read()[-2000:].decode("utf-8", "replace").strip()

    def stop(self) -> None:
        """Every child is gone with it when this returns."""
        if self._process is None:
            return
        with suppress(OSError, subprocess.TimeoutExpired):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            select.select([self._pidfd], [], [], _START_S)
            self._process.wait(_END_S)  # bubblewrap's outer process takes its leave when it has buried the host
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self.stop()
        self._control.close()
        self._log.close()
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1

    def _start(self, environment: Environment, theirs: socket.socket) -> None:
        mapped_r, mapped_w = os.pipe()
        info_r, info_w = os.pipe()
        try:
            self._process = subprocess.Popen(
                bubblewrap.command(environment, self.without, block_fd=mapped_r, info_fd=info_w),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                pass_fds=(mapped_r, info_w),
            )
            os.close(info_w)
            info_w = -1
            self._map_ids(info_r)
            os.write(mapped_w, b"1")
        finally:
            for fd in (mapped_r, mapped_w, info_r, info_w):
                if fd >= 0:
                    os.close(fd)

    def _map_ids(self, info_fd: int) -> None:
        text = b""
        while not text.rstrip().endswith(b"}"):
            part = os.read(info_fd, 4096)
            if not part:
                raise SandboxFault(f"bubblewrap did not start: {self.last_words()}. Run `allclose doctor`.")
            text += part
        self.pid = json.loads(text)["child-pid"]
        self._pidfd = os.pidfd_open(self.pid)
        if "user_namespace" not in self.without:
            self.many_uids = map_ids(self.pid)

    def _warm_up(self, environment: Environment) -> None:
        # An empty filter is one that nothing reads: each child asks first whether it wants one.
        program = b"" if "seccomp" in self.without else seccomp.program()
        config = {
            "preload": environment.preload,
            "seccomp": program.hex(),
            "ours": bubblewrap.OURS,
            "granted": bubblewrap.granted(environment),
        }
        self._control.settimeout(_WARM_S)
        self.send(config, [])
        self._expect("warm")
        self.send({"collapse": _huge_page_ranges(self.pid)}, [])
        self._expect("ready")
        self._control.settimeout(None)

    def _expect(self, word: str) -> None:
        answer = self.receive()
        if answer is None or word not in answer[0]:
            self.stop()
            raise SandboxFault(
                f"The sandbox host did not start: {self.last_words() or 'no word'}. Run `allclose doctor`."
            )


def _huge_page_ranges(pid: int) -> list[tuple[int, int]]:
    """Private anonymous memory of the host, in whole huge pages. It has no /proc in which to look itself."""
    ranges = []
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, mode, _, _, inode, *name = line.split()
        begin, end = (int(address, 16) for address in span.split("-"))
        begin, end = -(-begin // _HUGE_PAGE) * _HUGE_PAGE, end // _HUGE_PAGE * _HUGE_PAGE
        if mode == "rw-p" and inode == "0" and name in ([], ["[heap]"]) and begin < end:
            ranges.append((begin, end))
    return ranges


def map_ids(pid: int) -> bool:
    """Gives the namespace of that process a uid for each slot, if we may; else only ours. True for many."""
    if os.geteuid() == 0:
        with suppress(OSError):
            _write_maps(pid, f"0 0 1\n1 {FIRST_UID} {UIDS}\n")
            return True
    elif _map_granted_range(pid):
        return True
    Path(f"/proc/{pid}/setgroups").write_text("deny")
    _write_maps(pid, f"0 {os.geteuid()} 1\n", f"0 {os.getegid()} 1\n")
    return False


def _write_maps(pid: int, users: str, groups: str | None = None) -> None:
    for name, text in (("uid_map", users), ("gid_map", groups or users)):
        fd = os.open(f"/proc/{pid}/{name}", os.O_WRONLY)
        try:
            os.write(fd, text.encode())  # a buffered file would swallow the error when it closes
        finally:
            os.close(fd)


def _map_granted_range(pid: int) -> bool:
    """By newuidmap and newgidmap, where /etc/subuid and /etc/subgid grant this user a range."""
    for tool, table, own in (("newuidmap", "subuid", os.geteuid()), ("newgidmap", "subgid", os.getegid())):
        start = _granted(Path("/etc") / table)
        if start is None or shutil.which(tool) is None:
            return False
        done = subprocess.run([tool, *map(str, (pid, 0, own, 1, 1, start, UIDS))], capture_output=True, check=False)
        if done.returncode != 0:
            return False
    return True


def _granted(table: Path) -> int | None:
    import pwd

    names = {str(os.geteuid())}
    with suppress(KeyError):  # a container may run as a number that has no name
        names.add(pwd.getpwuid(os.geteuid()).pw_name)
    text = table.read_text() if table.exists() else ""
    for name, start, size in re.findall(r"^([^:\n]+):(\d+):(\d+)$", text, re.MULTILINE):
        if name in names and int(size) >= UIDS:
            return int(start)
    return None
