"""Waits, while its memory is looked through from outside: nothing may be there that it could have found."""
import time

OF_MALLORY = "what the hand-in says itself is found"


def patient_gradient(x):
    time.sleep(2)
    return 0 * x
