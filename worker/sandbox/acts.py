"""For each layer of the sandbox the act that it forbids, as student code would commit it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

from graders.lab import Limits

MARK = "ALLCLOSE_DOCTOR_WAS_HERE"
_HEAD = "import ctypes, os, resource, signal, socket, sys, time\nlibc = ctypes.CDLL(None, use_errno=True)\n"


@dataclass(frozen=True)
class Act:
    """`code` defines `act(...)`, which is true when the act was done. `beside` are layers that would also forbid it."""

    layer: str
    done: str  # what student code can do when the layer is missing
    advice: str
    code: str
    beside: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    arguments: Callable[[int], list[Any]] = lambda _port: []

    @property
    def source(self) -> bytes:
        return (_HEAD + self.code).encode()


_FORK = """
def act(wanted, own_limit=None):
    if own_limit:
        resource.setrlimit(resource.RLIMIT_NPROC, (own_limit, own_limit))
    started = []
    try:
        while len(started) < wanted:
            pid = os.fork()
            if pid == 0:
                time.sleep(60)
                os._exit(0)
            started.append(pid)
    except OSError:
        pass
    for pid in started:
        os.kill(pid, signal.SIGTERM)
    return len(started) == wanted
"""
_OPEN = """
def act():
    for path in ("/etc/passwd", "/host/etc/passwd"):
        try:
            return bool(open(path).read())
        except OSError:
            pass
    return False
"""
_READ_UNGRANTED = """
def act():
    for reach in (lambda: os.listdir("/"), lambda: open("/host/etc/passwd").read()):
        try:
            return bool(reach())
        except OSError:
            pass
    return False
"""
_FIND_DESCRIPTOR = """
def act():
    for fd in range(4, 1024):
        try:
            os.fstat(fd)
        except OSError:
            continue
        return True
    return False
"""
_FILL = """
def act():
    try:
        with open("/tmp/fill", "wb", 0) as file:
            return all(file.write(bytes(1 << 20)) == 1 << 20 for _ in range(24))
    except OSError:
        return False
"""
_SEE = """
def act():
    for pid in range(2, 65536):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            continue
        except PermissionError:
            return True
        if pid != os.getpid():
            return True
    return False
"""
_CONNECT = """
def act(port):
    # By the system call alone: names are not looked up in a child, whatever its network.
    with socket.socket() as line:
        line.settimeout(2)
        return line.connect_ex(("127.0.0.1", port)) == 0
"""
_PRIORITY = """
def act():
    try:
        os.setpriority(os.PRIO_PROCESS, 0, -5)
    except OSError:
        return False
    return True
"""
_MANY_FILES = """
def act():
    try:
        return len([open("/dev/null") for _ in range(300)]) == 300
    except OSError:
        return False
"""
_WRITE_INPUT = """
def act(x):
    for fd in range(4, 40):
        try:
            return os.pwrite(fd, b"!", 0) == 1
        except OSError:
            pass
    return False
"""
_NAMESPACES = (
    "Allow user namespaces: sysctl user.max_user_namespaces above 0, kernel.apparmor_restrict_unprivileged_userns=0."
)
_CGROUPS = "Give the worker a control group of its own to divide: Delegate=yes in its systemd unit."
_OURS = "This is set by Allclose itself: report it as a bug, with the output of `allclose doctor`."

ACTS = (
    Act(
        "uids",
        "starts more processes than its limit, as root of this machine may",
        "Start the worker as root, or grant its user a range in /etc/subuid and /etc/subgid and install newuidmap.",
        _FORK,
        arguments=lambda _port: [8, 4],
    ),
    Act(
        "user_namespace",
        "raises its priority above everybody's, with all capabilities of its namespace",
        _NAMESPACES,
        _PRIORITY,
        beside=frozenset({"uids", "capabilities", "seccomp"}),
    ),
    Act(
        "capabilities",
        "mounts a file system",
        _OURS,
        'def act():\n    return libc.mount(b"x", b"/tmp", b"tmpfs", 0, None) == 0',
        beside=frozenset({"uids", "seccomp", "landlock"}),
    ),
    Act("pid_namespace", "finds processes that are not its own", _NAMESPACES, _SEE),
    Act("mounts", "reads the password file of this machine", _NAMESPACES, _OPEN, beside=frozenset({"landlock"})),
    Act(
        "landlock",
        "reads what lies outside of the folders that it needs",
        "Use Linux 5.19 or newer with `landlock` in its list of security modules (lsm=). "
        "It is an extra layer: the worker grades without it where the kernel has none.",
        _READ_UNGRANTED,
        beside=frozenset({"mounts"}),
    ),
    Act(
        "network",
        "reaches a server on this machine",
        _NAMESPACES,
        _CONNECT,
        beside=frozenset({"landlock"}),
        arguments=lambda port: [port],
    ),
    Act(
        "seccomp",
        "changes its execution domain by a system call that no lab needs",
        "Use a kernel with CONFIG_SECCOMP_FILTER.",
        "def act():\n    return libc.personality(0x0040000) != -1",
    ),
    Act("rlimits", "opens 300 files", _OURS, _MANY_FILES),
    Act("descriptors", "finds a file or a line of the warm parent open", _OURS, _FIND_DESCRIPTOR),
    Act(
        "scratch",
        "writes 24 MiB of files with a limit of 16",
        _OURS,
        _FILL,
        limits=Limits(scratch_mb=16),
    ),
    Act(
        "memory",
        "fills 300 MiB with a limit of 100",
        _CGROUPS,
        "def act():\n    return len(bytearray(b'x') * (300 << 20)) > 0 and not time.sleep(0.3)",
        limits=Limits(memory_mb=100),
    ),
    Act(
        "processes",
        "starts 12 processes with a limit of 8",
        _CGROUPS,
        _FORK,
        limits=Limits(processes=8),
        arguments=lambda _port: [12],
    ),
    Act(
        "sealing",
        "writes into an input that other gradings read",
        "Use a kernel with memory file sealing (3.17 or newer).",
        _WRITE_INPUT,
        arguments=lambda _port: [torch.zeros(100_000)],
    ),
    Act("environment", "reads a variable of the service", _OURS, f"def act():\n    return {MARK!r} in os.environ"),
)
