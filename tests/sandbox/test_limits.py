"""Each limit by the trusted side's measure, and each way in which a process may end, with its own verdict."""

import os
import signal
import time

import pytest
import torch

from graders.results import StudentFault, Verdict
from worker.sandbox.output import Output
from worker.sandbox.sandbox import SandboxFault


def verdict_of(student, code, *, timeout_s=10.0, **limits):
    with pytest.raises(StudentFault) as caught:
        student("import os, sys, time, signal, ctypes, torch\n" + code, **limits).call("f", timeout_s=timeout_s)
    return caught.value.verdict, caught.value.finding


def test_memory(student):
    verdict, finding = verdict_of(
        student, "def f():\n    k = []\n    while True: k.append(torch.ones(2**20))", memory_mb=200
    )
    assert (verdict, finding.facts["limit"], finding.facts["value"]) == (Verdict.MEMORY, "memory", 200)


def test_memory_in_scratch_counts(student):
    code = (
        "def f():\n    b = bytes(2**20)\n    with open('/tmp/x', 'wb') as o:\n        for _ in range(300): o.write(b)"
    )
    assert verdict_of(student, code, memory_mb=100, scratch_mb=400)[0] == Verdict.MEMORY


FILLS = {
    "plain": "write(open('/tmp/x', 'wb', 0))",
    "shared": "write(open('/dev/shm/x', 'wb', 0))",
    "many": "[open(f'/tmp/{n}', 'w').close() for n in range(5000)]",
    "sparse": "file = open('/tmp/x', 'wb', 0)\n    file.truncate(1 << 40)\n    write(file)",
    "deleted": "file = open('/tmp/x', 'wb', 0)\n    os.remove('/tmp/x')\n    write(file)",
    "reserved": "os.posix_fallocate(os.open('/tmp/x', os.O_CREAT | os.O_RDWR), 0, 1 << 40)",
    "mapped": "file = open('/tmp/x', 'w+b', 0)\n    file.truncate(1 << 30)\n    m = mmap.mmap(file.fileno(), 1 << 30)\n"
    "    for n in range(0, 1 << 30, 4096): m[n] = 1",
    "swallowed_then_exit": "try: write(open('/tmp/x', 'wb', 0))\n    except OSError: os._exit(3)",
    "torch": "torch.save(torch.ones(30 << 20), '/tmp/x')",
}


@pytest.mark.parametrize("fill", FILLS.values(), ids=FILLS)
def test_who_fills_the_scratch_folders_is_told_so(student, fill):
    code = f"import mmap\ndef write(file):\n    while True: file.write(bytes(2**20))\ndef f():\n    {fill}"
    verdict, finding = verdict_of(student, code, scratch_mb=64)
    assert (verdict, finding.facts) == (Verdict.DISK, {"limit": "disk", "value": 64, "unit": "MiB"})


@pytest.mark.parametrize(
    "fault",
    [
        "open('/nowhere/x')",
        "raise OSError(28, 'No space left on device')",
        "open('/tmp/x', 'wb').write(bytes(2**25)); 1 / 0",
    ],
)
def test_an_error_that_has_nothing_to_do_with_space_stays_one(student, fault):
    verdict, finding = verdict_of(student, f"def f():\n    {fault}")
    assert (verdict, finding.code) == (Verdict.CRASH, "raised")


def test_a_limit_that_was_met_without_a_word_can_be_asked_for(student):
    code = (
        "import os, threading, time\ndef fill():\n    try:\n"
        "        with open('/tmp/x', 'wb', 0) as o:\n            while True: o.write(bytes(2**20))\n"
        "    except OSError: return 1\n"
        "def crowd():\n    try:\n"
        "        while True: threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
        "    except RuntimeError: return 1\ndef f(): return 1\n"
    )
    for name, verdict in (("fill", Verdict.DISK), ("crowd", Verdict.PROCESSES), ("f", None)):
        child = student(code)
        assert child.call(name) == 1
        reached = child.client.limit_reached()
        assert (reached and reached.verdict) == verdict


def test_processes(student):
    code = (
        "def f():\n    while True:\n        try:\n            if os.fork() == 0: time.sleep(100)\n"
        "        except OSError: os._exit(1)"
    )
    verdict, finding = verdict_of(student, code, processes=16)
    assert (verdict, finding.facts["value"]) == (Verdict.PROCESSES, 16)


def test_a_fork_bomb_leaves_the_others_room(student):
    bomb = student(
        "import os\ndef f():\n    while True:\n        try: os.fork()\n        except OSError: pass", processes=32
    )
    beside = student(
        "import os\ndef f():\n    p = os.fork()\n    if p == 0: os._exit(7)\n"
        "    return os.waitstatus_to_exitcode(os.waitpid(p, 0)[1])"
    )
    with pytest.raises(StudentFault) as caught:
        bomb.call("f", timeout_s=0.5)
    assert caught.value.verdict == Verdict.PROCESSES
    assert beside.call("f") == 7


@pytest.mark.parametrize("bomb", ["os.fork()", "threading.Thread(target=time.sleep, args=(9,)).start()"])
def test_who_starts_too_many_is_told_so_by_its_first_failure(student, bomb):
    code = f"import threading\ndef f():\n    for _ in range(20):\n        if {bomb} == 0: time.sleep(9)"
    verdict, finding = verdict_of(student, code, processes=8)
    assert (verdict, finding.facts["value"]) == (Verdict.PROCESSES, 8)


def test_who_prints_as_fast_as_we_read_does_not_stop_our_clock(student):
    code = (
        "def f():\n    for _ in range(3): os.fork()\n"
        "    while True:\n        try: os.write(1, b'x')\n        except BlockingIOError: pass"
    )
    started = time.monotonic()
    assert verdict_of(student, code, timeout_s=0.5)[0] is Verdict.TIMEOUT
    assert time.monotonic() - started < 5  # the contract is the limit and some patience, not its multiple


def test_output_is_kept_in_part(student):
    talker = student("def f():\n    for n in range(200_000): print(n)\n    return 1", output_kb=4)
    assert talker.call("f") == 1
    text = talker.client.take_output()
    assert text.startswith("0\n1\n2\n")
    assert text.endswith("199999\n")
    assert "bytes were cut here" in text
    assert len(text) < 4200


def test_a_flood_of_output_ends_the_child(student, monkeypatch):
    monkeypatch.setattr(Output, "FLOOD", 8 << 20)
    code = "def f():\n    while True: os.write(1, b'x' * 65536)"
    assert verdict_of(student, code)[0] == Verdict.OUTPUT


def test_a_flood_between_two_requests_is_told_at_the_next(student, monkeypatch):
    monkeypatch.setattr(Output, "FLOOD", 1 << 20)
    code = (
        "import os, threading, time\ndef flood():\n    time.sleep(0.2)\n    while True: os.write(1, b'x' * 65536)\n"
        "def f(): threading.Thread(target=flood, daemon=True).start()\n"
    )
    child = student(code)
    child.call("f")
    while not child.client.ended:
        child.client.take_output()
        time.sleep(0.05)
    with pytest.raises(StudentFault) as caught:
        child.call("f")
    assert caught.value.verdict == Verdict.OUTPUT


@pytest.mark.parametrize("code", ["10**5000", "int.from_bytes(repr(2.5).encode(), 'big')", "259"])
def test_an_exit_code_is_the_byte_that_the_system_keeps(student, code):
    verdict, finding = verdict_of(student, f"def f(): sys.exit({code})")
    assert (verdict, finding.facts) == (Verdict.NO_RESULT, {"exit_code": eval(code) & 0xFF})


def test_an_exit_tells_its_code(student):
    for code in (0, 3, 255):
        verdict, finding = verdict_of(student, f"def f(): os._exit({code})")
        assert (verdict, finding.code, finding.facts) == (Verdict.NO_RESULT, "ended", {"exit_code": code})


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGTERM", "SIGBUS", "SIGFPE"])
def test_a_death_by_signal_is_a_crash_that_names_it(student, name):
    how = "ctypes.string_at(0)" if name == "SIGSEGV" else f"os.kill(os.getpid(), signal.{name})"
    verdict, finding = verdict_of(student, f"def f(): {how}")
    assert (verdict, finding.code, finding.facts) == (Verdict.CRASH, "signal", {"signal": name})


def test_student_code_cannot_end_itself_as_if_killed_from_outside(student):
    code = (
        "import resource, ctypes\n"
        "def f():\n"
        "    failed = 0\n"
        "    for attempt in (lambda: os.kill(os.getpid(), 9), lambda: os.kill(0, 9), lambda: os.killpg(0, 9),\n"
        "            lambda: signal.pthread_kill(__import__('threading').get_ident(), 9),\n"
        "            lambda: resource.setrlimit(resource.RLIMIT_CPU, (1, 1)),\n"
        "            lambda: resource.prlimit(0, resource.RLIMIT_CPU, (1, 1))):\n"
        "        try: attempt()\n"
        "        except (OSError, ValueError): failed += 1\n"
        "    return failed\n"
    )
    assert student("import os, signal\n" + code).call("f") == 6


def test_a_kill_from_outside_is_our_fault_and_not_a_verdict(student, sandbox):
    victim = student("import time\ndef f(): time.sleep(10)")
    os.kill(victim.lease.pid, signal.SIGKILL)
    with pytest.raises(SandboxFault):
        victim.call("f")


def test_closing_the_channel_is_no_result(student):
    verdict, finding = verdict_of(student, "def f():\n    os.close(3)\n    time.sleep(5)")
    assert (verdict, finding.code) == (Verdict.NO_RESULT, "garbled")


def test_half_a_frame_is_a_timeout(student):
    assert (
        verdict_of(student, "def f():\n    os.write(3, b'ALC1')\n    time.sleep(30)", timeout_s=0.4)[0]
        == Verdict.TIMEOUT
    )


def test_a_second_frame_ends_the_child(student):
    """At once when both came together, at the next request otherwise."""
    code = "import os, threading, time\ndef f():\n    os.write(3, FRAME)\n    return 1\ndef g(): return 2"
    head = b'{"v":["d","number",2,"value",41],"t":[]}'
    forger = student(code.replace("FRAME", repr(b"ALC1\x00" + len(head).to_bytes(4, "little") + bytes(8) + head)))
    with pytest.raises(StudentFault) as caught:
        [forger.call(name) for name in "fg"]
    assert caught.value.finding.code == "garbled"


def test_an_exception_of_the_student_leaves_the_child_alive(student):
    child = student("def f(): raise ValueError('no\\x00\\ud800')\ndef g(): return 2")
    with pytest.raises(StudentFault) as caught:
        child.call("f")
    assert (caught.value.verdict, caught.value.finding.facts["type"]) == (Verdict.CRASH, "ValueError")
    assert "\x00" not in caught.value.finding.facts["message"]
    assert child.call("g") == 2


def test_inputs_are_the_childs_own_copy(student):
    child = student("def f(x):\n    x.zero_()\n    return x.sum()")
    for size in (10, 100_000):
        image = torch.ones(size)
        assert child.call("f", image) == 0
        assert image.sum() == size


def test_threads_of_the_lab_are_granted(student):
    code = (
        "import torch\n"
        "def f(): return torch.get_num_threads(), float((torch.ones(600, 600) @ torch.ones(600, 600))[0, 0])"
    )
    assert student(code, threads=2).call("f") == (2, 600.0)
    assert student(code).call("f") == (1, 600.0)


def test_signals_that_wait_are_few(student):
    """They count for whoever started the worker as well: without a bound one child takes those of the machine."""
    code = """
import ctypes, os, signal
def f():
    signal.pthread_sigmask(signal.SIG_BLOCK, [40])
    send = ctypes.CDLL(None).sigqueue
    return next(sent for sent in range(10_000) if send(os.getpid(), 40, None) != 0)
"""
    assert 0 < student(code).call("f") <= 256
