"""Talks while its answer is awaited, from threads and from another process."""
import os
import threading


def talk():
    while True:
        os.write(2, b"x" * (1 << 16))


def patient_gradient(x):
    os.fork()
    for _ in range(3):
        threading.Thread(target=talk, daemon=True).start()
    talk()
