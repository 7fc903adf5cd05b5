"""However a child ends, its lines are closed, its slot is free and its processes are gone."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from graders.lab import Limits
from graders.results import StudentFault
from tests.sandbox.conftest import Student
from worker.sandbox.errors import SandboxFault
from worker.sandbox.sandbox import Sandbox

SLOTS = 2
ENDS = {
    "answers": "return 1",
    "raises": "raise ValueError",
    "exits": "os._exit(3)",
    "dies": "os.abort()",
    "hangs": "time.sleep(60)",
    "floods": "\n    while True: os.write(1, b'x' * 65536)",
    "garbles": "os.write(3, b'noise' * 100); time.sleep(60)",
    "closes": "[os.close(fd) for fd in (0, 1, 2, 3)]; time.sleep(60)",
    "forks": "\n    while True: os.fork()",
    "fills": "\n    with open('/tmp/x', 'wb', 0) as o:\n        while True: o.write(bytes(1 << 20))",
    "hoards": "\n    k = []\n    while True: k.append(bytearray(b'x') * (1 << 20))",
    "gives_descriptors": "\n    s = socket.socket(fileno=3)\n    for _ in range(50): socket.send_fds(s, [b'x'], [0])",
    "orphan": "\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(3600)\n    os._exit(0)",
}


@pytest.fixture(scope="module")
def lonely(environment):
    made = Sandbox(replace(environment, preload=("torch",)), ready=0, slots=SLOTS)
    Student(made, Limits()).close()
    yield made
    made.close()


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("body", ENDS.values(), ids=ENDS)
def test_nothing_stays_open_however_a_child_ends(lonely, body):
    before, host = descriptors(), psutil.Process(lonely.host_pid)
    family, lines = len(host.children(recursive=True)), host.num_fds()
    for _ in range(SLOTS + 1):  # a slot that was lost would be missed
        child = Student(lonely, Limits(memory_mb=200, processes=8, scratch_mb=8))
        with suppress(StudentFault, SandboxFault):
            child.load(f"import os, socket, time\ndef f(): {body}").call("f", timeout_s=0.5)
        child.close()
    assert descriptors() == before
    assert sorted(lonely._free) == list(range(SLOTS))
    assert (len(host.children(recursive=True)), host.num_fds()) == (family, lines)
