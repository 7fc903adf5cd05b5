"""Ten thousand threads, then a hundred thousand files, pipes and sockets."""
import os
import socket
import threading
import time

KEPT = []


def as_many_as_can_be(make, number):
    try:
        for _ in range(number):
            KEPT.append(make())
    except (OSError, RuntimeError):
        return


def patient_gradient(x):
    as_many_as_can_be(lambda: threading.Thread(target=time.sleep, args=(3600,), daemon=True).start(), 10_000)
    as_many_as_can_be(lambda: open("/tmp/mallory", "w"), 100_000)
    as_many_as_can_be(os.pipe, 100_000)
    as_many_as_can_be(socket.socketpair, 100_000)
    return 0 * x
