"""Landlock, by its system calls: a second answer to the question which files and whom student code may reach.

It needs no root, no namespace and no mount, so it still stands where those are broken. An extra layer: a kernel
without it leaves it out.
"""

from __future__ import annotations

import ctypes
import os
import struct

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1
_OLDEST = 2  # the first version refuses every move of a file between two folders
_WITH_NETWORK, _WITH_SCOPES = 4, 6
_RIGHTS = {2: 14, 3: 15, 4: 15}  # over files, by version: the lowest bits of that number; then 16
_ALL_RIGHTS = 16
_BIND_AND_CONNECT = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_MAKE_CHAR, _MAKE_BLOCK, _IOCTL_DEVICE = 1 << 6, 1 << 11, 1 << 15
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE
_SCRATCH = ("/tmp", "/dev/shm")  # noqa: S108

_libc = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """Of this kernel, or 0 where there is none that is of use."""
    found = int(_libc.syscall(_CREATE_RULESET, None, 0, _VERSION))
    return found if found >= _OLDEST else 0


def restrict(version: int, granted: dict[str, list[str]]) -> None:
    """For this process and all that it starts, for good. `granted` names what may be read and the devices."""
    if not version:
        return
    handled = (1 << _RIGHTS.get(version, _ALL_RIGHTS)) - 1
    ruleset = _ruleset(version, handled)
    try:
        for path in granted["read"]:
            _allow(ruleset, path, _READ)
        for path in granted["devices"]:
            _allow(ruleset, path, _READ_FILE | _WRITE_FILE)
        for path in _SCRATCH:
            _allow(ruleset, path, handled & ~(_EXECUTE | _MAKE_CHAR | _MAKE_BLOCK | _IOCTL_DEVICE))
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _ruleset(version: int, handled: int) -> int:
    fields = [handled]
    if version >= _WITH_NETWORK:
        fields.append(_BIND_AND_CONNECT)
    if version >= _WITH_SCOPES:
        fields.append(_ABSTRACT_SOCKETS_AND_SIGNALS)
    attributes = struct.pack(f"{len(fields)}Q", *fields)
    return _call(_CREATE_RULESET, attributes, len(attributes), 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):  # noqa: PTH112  a Path would cost as much as the rule itself
            rights &= _OF_FILES
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _call(number: int, *arguments: object) -> int:
    answer = int(_libc.syscall(number, *arguments))
    if answer < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"Landlock ({number}): {os.strerror(error)}")
    return answer
