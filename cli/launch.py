"""Starts one program that must not outlive its parent: `python -I -S launch.py PARENT SIGNAL UID PROGRAM...`.

A small program of its own, because code between fork and exec is unsafe in a process with threads. `PARENT` 0 means:
live on. `UID` other than - gives the program that user id inside a new user namespace: PostgreSQL refuses to run as
root, and this lets root's files and closed parent folders stay as they are. Outside it is still root's process.
"""

from __future__ import annotations

import ctypes
import os
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def put(path: str, text: str) -> None:
    # os.write, because closing a buffered file would swallow the kernel's refusal.
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def become(uid: int) -> None:
    real_uid, real_gid = os.getuid(), os.getgid()
    if LIBC.unshare(CLONE_NEWUSER) != 0:
        sys.exit(
            "The embedded database needs a user namespace when it is started by root, and this machine refuses one "
            f"({os.strerror(ctypes.get_errno())}). Start Allclose as an ordinary user, or set ALLCLOSE_DATABASE_URL."
        )
    put("/proc/self/setgroups", "deny")
    put("/proc/self/uid_map", f"{uid} {real_uid} 1")
    put("/proc/self/gid_map", f"{uid} {real_gid} 1")


def die_with(parent: int, signal_number: int) -> None:
    # After `become`, because a change of credentials clears the request.
    LIBC.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        sys.exit("The process that asked for this program has ended.")


def main() -> None:
    parent, signal_number, uid, *program = sys.argv[1:]
    if uid != "-":
        become(int(uid))
    if parent != "0":
        die_with(int(parent), int(signal_number))
    os.execv(program[0], program)  # noqa: S606  the program is ours, named by its path


if __name__ == "__main__":
    main()
