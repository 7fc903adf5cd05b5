"""What student code can reach: nothing of ours, nothing of another child, nobody at all."""

import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from graders.lab import Limits
from tests.sandbox.conftest import Student

ROOT = Path(__file__).resolve().parents[2]


def outcome(student, body):
    """What `body` returned, or the name of what it raised."""
    code = (
        f"import socket\ndef f():\n    try:\n        {body}\n    except Exception as e:\n"
        f"        return type(e).__name__"
    )
    return student(code).call("f")


WALK = """
import os
def f():
    found = []
    for top, folders, files in os.walk('/'):
        if top.startswith(('/opt/site-packages', '/opt/python', '/lib', '/usr/lib')):
            continue
        found += [os.path.join(top, name) for name in files]
    return found
"""


def test_folders_above_those_that_are_granted_cannot_even_be_listed(student):
    assert student(WALK).call("f") == []


def test_no_file_of_ours_is_in_sight(sandbox, student_of):
    """Not even where nothing forbids to look."""
    files = {f for f in student_of(sandbox, WALK, {"landlock"}).call("f") if "/__pycache__/" not in f}
    assert "/opt/allclose/inside/child.py" in files
    inside = {f"/opt/allclose/inside/{p.name}" for p in (ROOT / "worker/sandbox/inside").glob("*.py")}
    rest = {"/proc/cpuinfo", "/proc/meminfo", "/etc/ld.so.cache"} | {
        f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom")
    }
    assert files <= inside | rest


def test_nothing_of_the_service_can_be_imported(student):
    code = """
import importlib
def f():
    found = []
    for name in ('api', 'worker', 'graders', 'cli', 'celery', 'sqlalchemy', 'psycopg', 'redis', 'fastapi', 'host'):
        try: importlib.import_module(name); found.append(name)
        except ModuleNotFoundError: pass
    return found
"""
    assert student(code).call("f") == []


@pytest.mark.parametrize("lacking", ["landlock", "nothing"])
def test_only_scratch_can_be_written(sandbox, student_of, lacking):
    code = """
import os
def f(tops):
    done, seen = [], []
    for top in tops:
        for top, folders, files in os.walk(top):
            if top.count('/') > 4: folders.clear()
            seen.append(top)
            try: open(top + '/probe', 'w').close(); done.append(top)
            except OSError: pass
    return done, len(seen)
"""
    tops = ["/"] if lacking == "landlock" else ["/tmp", "/dev/shm", "/opt/site-packages", "/opt/python/lib"]
    done, seen = student_of(sandbox, code, {lacking} - {"nothing"}).call("f", tops)
    assert sorted(done) == ["/dev/shm", "/tmp"]
    assert seen > 100


def test_the_environment_holds_nothing(student):
    variables = student("import os, sys\ndef f(): return dict(os.environ), list(sys.argv), os.uname().nodename").call(
        "f"
    )
    assert set(variables[0]) <= {
        *("HOME", "LANG", "LOGNAME", "MPLBACKEND", "MPLCONFIGDIR", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
        *("PATH", "PWD", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "TZ", "USER", "KINETO_LOG_LEVEL"),
        *("TORCHINDUCTOR_CACHE_DIR", "KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK"),
    }
    assert str(ROOT) not in str(variables)
    assert variables[1:] == (["-c"], "allclose")


def test_only_its_own_descriptors_are_open(student):
    code = (
        "import os\ndef f():\n    n = []\n    for fd in range(4096):\n"
        "        try: os.fstat(fd); n.append(fd)\n        except OSError: pass\n    return n"
    )
    assert student(code).call("f") == [0, 1, 2, 3]


def test_no_other_process_is_visible(student):
    code = (
        "import os\ndef f():\n    seen = []\n    for p in range(1, 70000):\n"
        "        try: os.kill(p, 0); seen.append(p)\n        except ProcessLookupError: pass\n"
        "        except PermissionError: seen.append(-p)\n"
        "    return os.getpid(), os.getppid(), seen, [p for p in seen if os.path.exists(f'/proc/{abs(p)}')]"
    )
    pid, parent, seen, proc = student(code).call("f")
    assert parent == 0  # its parent is outside and so has no number
    assert seen == [-1, pid]
    assert proc == []


@pytest.mark.parametrize(
    "body",
    [
        # By the system calls alone, since the lookup of names is answered before any of them.
        "socket.socket().connect(('127.0.0.1', 5432))",
        "socket.socket().connect(('169.254.169.254', 80))",
        "socket.socket(socket.AF_INET6).connect(('::1', 5432))",
        "socket.getaddrinfo('localhost', 80) and socket.create_connection(('localhost', 80), 1)",
        "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
        "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
        "socket.socket(socket.AF_UNIX).connect('\\0allclose-test')",
    ],
)
def test_nobody_can_be_reached(student, body):
    with __import__("socket").socket(1) as listener:
        listener.bind("\0allclose-test")
        listener.listen()
        assert outcome(student, body) in ("OSError", "PermissionError", "ConnectionRefusedError", "gaierror")


def test_two_children_share_no_network_and_no_names(student):
    first = student(
        "import socket\ndef f():\n    global s\n    s = socket.socket(socket.AF_UNIX)\n"
        "    s.bind('\\0meet')\n    s.listen()\n    open('/tmp/mine', 'w').close(); "
        "open('/dev/shm/mine', 'w').close()\n    return 1"
    )
    assert first.call("f") == 1
    code = "socket.socket(socket.AF_UNIX).connect('\\0meet')"
    assert outcome(student, code) == "ConnectionRefusedError"
    assert student("import os\ndef f(): return os.listdir('/tmp') + os.listdir('/dev/shm')").call("f") == []


def test_no_power_is_left_or_to_be_had(student):
    code = (
        "import os, ctypes\nl = ctypes.CDLL(None)\ndef f():\n    try: os.setuid(0); free = True\n"
        "    except PermissionError: free = False\n"
        "    return os.getresuid(), os.getgroups(), "
        "l.prctl(39, 0, 0, 0, 0), [c for c in range(41) if l.prctl(23, c, 0, 0, 0)], free"
    )
    uids, groups, no_new_privileges, bounding, became_root = student(code).call("f")
    assert uids[0] == uids[1] == uids[2] > 0
    assert (groups, no_new_privileges, bounding, became_root) == ([], 1, [], False)


def test_each_slot_has_a_user_of_its_own_inside_and_outside(student):
    children = [student("import os\ndef f(): return os.getuid()") for _ in range(3)]
    assert len({child.call("f") for child in children}) == 3
    outside = {psutil.Process(child.lease.pid).uids().real for child in children}
    assert len(outside) == 3
    assert min(outside) >= 100_000


def test_no_memory_is_shared_with_the_host(sandbox):
    maps = Path(f"/proc/{sandbox.host_pid}/maps").read_text()
    assert " rw-s " not in maps


def test_orphans_die_with_their_child(student, sandbox):
    code = (
        "import os, time\ndef f():\n    if os.fork() == 0:\n        os.setsid()\n"
        "        if os.fork() == 0:\n            time.sleep(3600)\n        os._exit(0)\n"
        "    time.sleep(0.2)\n    return 1"
    )
    child = student(code)
    assert child.call("f") == 1
    before = _beside(child.lease.pid)
    assert len(before) > 1
    child.close()
    assert not any(psutil.pid_exists(pid) for pid in before)


def _beside(pid):
    """The processes of its namespace. User ids would not do: all sandboxes of a machine give out the same ones."""
    namespace = Path(f"/proc/{pid}/ns/pid").readlink()
    found = []
    for other in psutil.pids():
        with suppress(OSError):
            if Path(f"/proc/{other}/ns/pid").readlink() == namespace:
                found.append(other)
    return found


def test_the_host_survives_a_batch_of_attacks(student, sandbox):
    before, size = sandbox.host_pid, psutil.Process(sandbox.host_pid).memory_info().rss
    for body in ("os._exit(0)", "os.kill(os.getppid(), 15)", "os.kill(1, 9)", "os.kill(-1, 15)", "ctypes.string_at(0)"):
        child = student(f"import os, ctypes\ndef f(): {body}")
        with pytest.raises(Exception):  # noqa: B017  whichever it is
            child.call("f", timeout_s=1)
    assert sandbox.host_pid == before
    assert psutil.Process(before).memory_info().rss < size + (8 << 20)
    assert student("def f(): return 42").call("f") == 42


def test_many_threads_may_take_and_give_back_at_once(sandbox):
    answers = []

    def grade():
        for _ in range(3):
            child = Student(sandbox, Limits()).load("def f(n): return n + 1")
            answers.append(child.call("f", 1))
            child.close()

    threads = [threading.Thread(target=grade) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [2] * 15


def test_a_dead_host_is_a_fault_and_is_replaced(environment):
    from worker.sandbox.sandbox import Sandbox, SandboxFault

    own = Sandbox(environment, ready=1, slots=2)
    try:
        child = Student(own, Limits())
        first = own.host_pid
        psutil.Process(first).kill()
        psutil.wait_procs([psutil.Process(first)], timeout=5)
        with pytest.raises(SandboxFault):
            child.load("import time\ndef f(): time.sleep(9)").call("f")
        with pytest.raises(SandboxFault):
            child.close()
        another = Student(own, Limits()).load("def f(): return 1")
        assert another.call("f") == 1
        another.close()
        assert own.host_pid != first
    finally:
        own.close()


def test_nothing_is_left_when_a_sandbox_closes(environment):
    from worker.sandbox.sandbox import Sandbox

    own = Sandbox(environment, ready=2, slots=3)
    lease = own.acquire(Limits())
    pids = [own.host_pid, lease.pid]
    groups = [own.groups.slot(n) for n in range(3)]
    own.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not any(group.memory and group.memory.exists() for group in groups)
