"""Waits, while its memory is looked through from outside: nothing may be there that it could have found."""
import time


def patient_gradient(x):
    time.sleep(2)
    return 0 * x
