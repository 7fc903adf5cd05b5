import os
from collections.abc import Callable, Iterable, Iterator

import pytest

from graders.lab import Limits
from worker.sandbox.client import ChildClient
from worker.sandbox.environment import Environment
from worker.sandbox.sandbox import Lease, Sandbox

PRELOAD = ("torch", "numpy", "torch.optim", "torch._dynamo")


@pytest.fixture(scope="session")
def environment() -> Environment:
    """The students' own, with a shorter preload: these tests are about the walls."""
    found = Environment.find()
    return Environment(found.name, found.python, found.site_packages, PRELOAD)


@pytest.fixture(scope="session")
def sandbox(environment: Environment) -> Iterator[Sandbox]:
    made = Sandbox(environment, ready=2, slots=8)
    yield made
    made.close()


class Student:
    """A child with a hand-in, as the checker holds it."""

    def __init__(self, sandbox: Sandbox, limits: Limits, lacking: Iterable[str] = ()) -> None:
        self.sandbox = sandbox
        self.lease: Lease = sandbox.acquire(limits, frozenset(lacking))
        fds = (os.dup(fd) for fd in (self.lease.socket_fd, self.lease.output_fd, self.lease.pidfd))
        self.client = ChildClient(
            *fds,
            why_ended=lambda: sandbox.release(self.lease),
            why_failed=lambda: sandbox.limit_reached(self.lease),
            limits=limits,
        )

    def load(self, code: str) -> "Student":
        self.client.request("load", name="handin.py", data=code.encode())
        return self

    def call(self, name: str, *args, timeout_s=None, **fields):
        return self.client.request("call", timeout_s=timeout_s, name=name, args=list(args), **fields)

    def close(self):
        self.client.close()
        return self.sandbox.release(self.lease)


@pytest.fixture
def student(sandbox: Sandbox, student_of: Callable[..., Student]) -> Callable[..., Student]:
    """`student(code, **limits)`: a fresh child that has loaded the code."""
    return lambda code="", **limits: student_of(sandbox, code, **limits)


@pytest.fixture
def student_of() -> Iterator[Callable[..., Student]]:
    """The same, of a sandbox that the test chooses, and of a child without the layers that it is `lacking`."""
    made = []

    def make(sandbox: Sandbox, code: str = "", lacking: Iterable[str] = (), **limits) -> Student:
        made.append(Student(sandbox, Limits(**limits), lacking))
        return made[-1].load(code) if code else made[-1]

    yield make
    for each in made:
        each.close()
