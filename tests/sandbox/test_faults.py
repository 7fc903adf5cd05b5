"""What may go wrong around a child by our own fault: it is one fault, and the next child is well."""

import os
import resource
import signal
import time
from contextlib import contextmanager, suppress

import psutil
import pytest

from graders.lab import Limits
from tests.sandbox.conftest import Student
from worker.sandbox.cgroups import Slot
from worker.sandbox.sandbox import Sandbox, SandboxFault


@pytest.fixture
def own(environment):
    made = Sandbox(environment, ready=0, slots=2)
    made.acquire_and_release = lambda: made.release(made.acquire(Limits()))
    made.acquire_and_release()
    yield made
    made.close()


def both_slots_work(own):
    students = [Student(own, Limits()).load("def f(): return 1") for _ in range(2)]
    assert [student.call("f") for student in students] == [1, 1]
    for student in students:
        student.close()


def nursery_of(own):
    return psutil.Process(own.host_pid).children()[0]


def until(happened):
    deadline = time.monotonic() + 10
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert happened()


@contextmanager
def descriptors_left(room):
    """All but so many of this process are taken."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    spare = [os.open("/dev/null", os.O_RDONLY)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare[0] + 200, hard))
    try:
        with suppress(OSError):
            while True:
                spare.append(os.open("/dev/null", os.O_RDONLY))
        for fd in spare[-room or len(spare) :]:
            os.close(fd)
        del spare[-room or len(spare) :]
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for fd in spare:
            os.close(fd)


@pytest.mark.parametrize("room", range(5))
def test_a_worker_without_descriptors_loses_no_slot(own, room):
    first = own.host_pid
    with descriptors_left(room), pytest.raises(SandboxFault):
        own.acquire(Limits())
    both_slots_work(own)
    assert own.host_pid == first


@pytest.mark.parametrize("step", ["admit", "limit"])
def test_a_group_that_refuses_is_a_fault_and_loses_no_slot(own, monkeypatch, step):
    def gone(*_):
        raise ProcessLookupError(3, "No such process")

    with monkeypatch.context() as patch:
        patch.setattr(Slot, step, gone)
        for _ in range(3):
            with pytest.raises(SandboxFault):
                own.acquire(Limits())
    both_slots_work(own)


def test_the_keeper_outlives_a_group_that_refuses(environment, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Slot, "admit", lambda *_: os.kill(2**22 + 1, 0))
        own = Sandbox(environment, ready=1, slots=2)
        with pytest.raises(SandboxFault):
            own.acquire(Limits())
        time.sleep(0.5)
    try:
        both_slots_work(own)
    finally:
        own.close()


def test_a_nursery_that_lacks_descriptors_for_a_moment_goes_on(own):
    first, nursery = own.host_pid, nursery_of(own)
    limits = nursery.rlimit(psutil.RLIMIT_NOFILE)
    nursery.rlimit(psutil.RLIMIT_NOFILE, (4, limits[1]))
    with pytest.raises(SandboxFault):
        own.acquire(Limits())
    nursery.rlimit(psutil.RLIMIT_NOFILE, limits)
    both_slots_work(own)
    assert own.host_pid == first


def test_a_host_without_its_nursery_is_replaced(own):
    first = own.host_pid
    os.kill(nursery_of(own).pid, signal.SIGKILL)
    with pytest.raises(SandboxFault):
        own.acquire(Limits())
    until(lambda: not psutil.pid_exists(first))
    both_slots_work(own)


def test_the_next_child_is_made_after_the_grading_that_took_one(environment):
    """It waits for a release, or a tenth of a second; not while nobody is ready."""
    own = Sandbox(environment, ready=2, slots=8)
    try:
        until(lambda: len(own._ready) == 2)
        lease = own.acquire(Limits())
        time.sleep(0.03)
        assert len(own._children) == 2
        own.release(lease)
        until(lambda: len(own._ready) == 2)
        leases = [own.acquire(Limits())]
        until(lambda: len(own._ready) == 2)
        leases += [own.acquire(Limits()) for _ in range(2)]
        until(lambda: len(own._ready) == 2)
        for lease in leases:
            own.release(lease)
    finally:
        own.close()
