"""Right, by way of a process of its own: what must work beside a fork bomb."""
import os


def patient_gradient(x):
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    return 32 * x**3 + 9 * x**2 + 14 * x + 6
