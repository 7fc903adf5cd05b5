"""What a child puts on before it meets student code, by system calls. Runs as root of the host's user namespace."""

from __future__ import annotations

import ctypes
import os
import resource
import struct
from dataclasses import dataclass
from typing import Any

CLONE_NEWNS, CLONE_NEWIPC = 0x00020000, 0x08000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
_MS_NOSUID, _MS_NODEV = 2, 4
_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_SET_SECUREBITS = 4, 22, 24, 28
_SECCOMP_MODE_FILTER = 2
_NO_ROOT_LOCKED = 0b111111  # root gains nothing by its number, and cannot take that back
_CAPABILITY_VERSION_3 = 0x20080522
_SCRATCH_FILES = 4096
_OPEN_FILES = 256
_SIGNALS = 256  # that wait: what a child has of them is counted for whoever started the worker as well

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Walls:
    """What the worker said once and every child puts on."""

    program: bytes  # the filter of system calls
    granted: dict[str, list[str]]  # for Landlock
    landlock: int  # its version here


def _call(name: str, *arguments: Any) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}{arguments[:1]}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    _call("unshare", flags)


def setns(fd: int, flags: int) -> None:
    _call("setns", fd, flags)


def enter_namespaces(without: frozenset[str]) -> None:
    """A mount table, System V objects and a network of its own; the network has not even a loopback that is up."""
    unshare(CLONE_NEWNS | CLONE_NEWIPC | (0 if "network" in without else CLONE_NEWNET))


def join_namespaces(first: int, without: frozenset[str]) -> None:
    """Those that `enter_namespaces` made for the process behind this pidfd."""
    setns(first, CLONE_NEWNS | CLONE_NEWIPC | (0 if "network" in without else CLONE_NEWNET))
    os.chdir("/tmp")  # noqa: S108


def mount_scratch(uid: int, megabytes: int, without: frozenset[str]) -> None:
    bounds = "" if "scratch" in without else f"size={megabytes}m,nr_inodes={_SCRATCH_FILES},"
    for place in (b"/tmp", b"/dev/shm"):  # what student code expects to be writable
        options = f"{bounds}mode=0700,uid={uid},gid={uid}"
        _call("mount", b"tmpfs", place, b"tmpfs", _MS_NOSUID | _MS_NODEV, options.encode())


def limit_resources(processes: int) -> None:
    """Files are bounded by the size of the scratch folders, which can be seen from outside, as a limit here cannot."""
    for kind, value in (
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_SIGPENDING, _SIGNALS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bounded = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bounded, bounded))


def become_user(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def forbid_capabilities() -> None:
    """None now, and none to be had from a file or from the number 0. Before `become_user`: it needs what it removes."""
    _call("prctl", _PR_SET_SECUREBITS, _NO_ROOT_LOCKED, 0, 0, 0)
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # the kernel knows no more of them


def drop_capabilities() -> None:
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _call("capset", header, bytes(24))


def hide() -> None:
    """No other process may look into this one, not even one of the same user."""
    _call("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)


def filter_system_calls(program: bytes) -> None:
    instructions = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(instructions))
    _call("prctl", _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_char_p(header), 0, 0)
