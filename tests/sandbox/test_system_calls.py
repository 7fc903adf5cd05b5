"""Every call that the filter refuses is made and refused, and has its reason in the record of the decision."""

import platform
import re
from pathlib import Path

import pytest

from worker.sandbox import seccomp

RECORD = Path(__file__).resolve().parents[2] / "docs/decisions/0006-system-calls.md"
COLUMN = ("x86_64", "aarch64").index(platform.machine())
EPERM, ENOSYS, EOPNOTSUPP = 1, 38, 95
NEW_USER_NAMESPACE, SIBLING = 0x10000000, 0x8000
ERRORS = dict.fromkeys(seccomp._DENIED, EPERM) | dict.fromkeys(seccomp._MISSING, ENOSYS)
ERRORS |= dict.fromkeys(seccomp._UNSUPPORTED, EOPNOTSUPP)
NUMBERS = seccomp._DENIED | seccomp._MISSING | seccomp._UNSUPPORTED
CALLS = {name: ((pair[COLUMN], 0, 0, 0, 0, 0, 0), ERRORS[name]) for name, pair in NUMBERS.items() if pair[COLUMN]}


def with_argument(number, place, value):
    arguments = [0] * 6
    arguments[place] = value
    return (number, *arguments)


CALLS |= {
    name: (with_argument(numbers[COLUMN], place, int(value)), EPERM)
    for name, (numbers, place, value) in seccomp._BY_ARGUMENT.items()
}
CALLS |= {
    "clone": ((seccomp._CLONE[COLUMN], NEW_USER_NAMESPACE | 17, 0, 0, 0, 0), EPERM),
    "clone of a sibling": ((seccomp._CLONE[COLUMN], SIBLING | 17, 0, 0, 0, 0), EPERM),
    "clone that ends its parent": ((seccomp._CLONE[COLUMN], 9, 0, 0, 0, 0), EPERM),
    "prlimit64": ((seccomp._PRLIMIT64[COLUMN], 0, 0, 8, 0), EPERM),
    "prlimit64 by a high address": ((seccomp._PRLIMIT64[COLUMN], 0, 0, 5 << 32, 0), EPERM),
    "an x32 call": ((0x40000000 + 39,), EPERM),
}
FAMILIES = {"netlink": 16, "packet": 17, "alg": 38, "vsock": 40, "xdp": 44, "bluetooth": 31, "rds": 21, "tipc": 30}
CALLS |= {
    f"socket of {name}": ((seccomp._BY_FAMILY["socket"][COLUMN], family, 1, 0), EPERM)
    for name, family in FAMILIES.items()
}
CODE = (
    "import ctypes\nl = ctypes.CDLL(None, use_errno=True)\n"
    "def f(call):\n    return l.syscall(*(ctypes.c_long(each) for each in call)), ctypes.get_errno()"
)


@pytest.fixture(scope="module")
def answers(sandbox):
    """Of one child, to each call."""
    from graders.lab import Limits
    from tests.sandbox.conftest import Student

    student = Student(sandbox, Limits()).load(CODE)
    yield {name: student.call("f", list(call)) for name, (call, _) in CALLS.items()}
    student.close()


@pytest.mark.parametrize("name", CALLS)
def test_the_call_is_refused(name, answers):
    assert answers[name] == (-1, CALLS[name][1])


def test_ordinary_sockets_are_to_be_had(student):
    code = "import socket\ndef f(): return [socket.socket(family).fileno() > 0 for family in (1, 2, 10)]"
    assert student(code).call("f") == [True, True, True]
    assert student("import socket\ndef f(): return len(socket.socketpair())").call("f") == 2


def test_the_record_gives_a_reason_for_each_call_and_for_no_other():
    rows = [line.split("|")[1] for line in RECORD.read_text().splitlines() if line.startswith("| `")]
    justified = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    by_argument = {*seccomp._BY_ARGUMENT, *seccomp._BY_FAMILY, "clone", "prlimit64"}
    assert justified == set(seccomp._DENIED) | by_argument
    for name in (*seccomp._MISSING, *seccomp._UNSUPPORTED):
        assert f"`{name}`" in RECORD.read_text()
