"""Attacks on the machine: its processes, memory, disk, clock and network, and what of the service may be near."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from api.embedded import embedded_urls
from graders.results import Verdict
from tests.attacks.disclosure import HIDDEN, slope
from tests.attacks.household import household
from tests.attacks.siege import HAND_INS, Attack, Siege, case

CRASH, DISK, MEMORY, NO_RESULT = Verdict.CRASH, Verdict.DISK, Verdict.MEMORY, Verdict.NO_RESULT
OUTPUT, PROCESSES, WRONG = Verdict.OUTPUT, Verdict.PROCESSES, Verdict.WRONG
BEACON = b"mallory was here"


@pytest.mark.parametrize(
    "attack",
    [
        case("A24-fork_bomb", "A24_fork_bomb.py", PROCESSES, exercise="patient"),
        case("A24-fork_bomb-silent", "A24_fork_bomb_silent.py", PROCESSES, exercise="patient"),
        case("A24-fork_bomb-stubborn", "A24_fork_bomb_stubborn.py", PROCESSES, exercise="patient"),
        case("A25-thread_and_fd_bomb", "A25_thread_and_fd_bomb.py", PROCESSES, exercise="patient"),
        case("A25-thread_and_fd_bomb-threads", "A25_thread_and_fd_bomb_threads.py", PROCESSES, exercise="patient"),
        case("A25-thread_and_fd_bomb-files", "A25_thread_and_fd_bomb_files.py", CRASH, exercise="patient"),
        case("A26-memory_bomb", "A26_memory_bomb.py", MEMORY, exercise="patient"),
        case("A26-memory_bomb-grandchild", "A26_memory_bomb_grandchild.py", MEMORY, exercise="patient"),
        case("A26-memory_bomb-shared", "A26_memory_bomb_shared.py", MEMORY, exercise="patient"),
        case("A26-memory_bomb-swallowed", "A26_memory_bomb_swallowed.py", MEMORY, exercise="patient"),
        case("A28-disk_fill", "A28_disk_fill.py", DISK),
        case("A28-disk_fill-shared", "A28_disk_fill_shared.py", DISK),
        case("A28-disk_fill-sparse", "A28_disk_fill_sparse.py", DISK),
        case("A28-disk_fill-deleted", "A28_disk_fill_deleted.py", DISK),
        case("A28-disk_fill-many", "A28_disk_fill_many.py", DISK),
        case("A28-disk_fill-silent", "A28_disk_fill_silent.py", DISK),
    ],
)
def test_a_limit_that_was_met_is_named(siege: Siege, attack: Attack):
    for check in siege.withstand(attack).checks.values():
        sentence = SENTENCES[Verdict(check["verdict"])]
        assert check["message"].startswith(sentence) or check["name"] in {"drawn", "hidden"}


SENTENCES = {
    CRASH: "Your code raised OSError",
    PROCESSES: "Your code started more than 16 processes and threads.",
    MEMORY: "Your code used more than 400 MiB of memory.",
    DISK: "Your code wrote more than 16 MiB to files.",
    OUTPUT: "Your code printed far more than 256 MiB.",
}


@pytest.mark.parametrize(
    "attack", [case("A24-fork_bomb-beside", "A24_fork_bomb_stubborn.py", PROCESSES, exercise="patient", beside=False)]
)
def test_beside_a_fork_bomb_others_still_start_processes(siege: Siege, attack: Attack):
    forks = (HAND_INS / "C01_forks.py").read_bytes()
    bomb = siege._threads.submit(siege.withstand, attack)
    views = [siege.hand_in("student2", "C01_forks.py", forks, attack.lab, [attack.exercise]) for _ in range(3)]
    bomb.result()
    assert [view["score"] for view in views] == [view["max_score"] for view in views]


@pytest.mark.parametrize(
    "attack",
    [
        case("A29-output_flood", "A29_output_flood.py", OUTPUT, exercise="patient"),
        case("A29-output_flood-lines", "A29_output_flood_lines.py", OUTPUT, exercise="patient"),
        case("A29-output_flood-awaited", "A29_output_flood_awaited.py", OUTPUT, exercise="patient"),
    ],
)
def test_a_flood_is_drained_and_ended(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert all(check["message"].startswith(SENTENCES[OUTPUT]) for check in seen.checks.values())


@pytest.mark.parametrize("attack", [case("A29-output_flood-bounded", "A29_output_flood_bounded.py", WRONG)])
def test_of_much_output_the_first_and_the_last_is_kept(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    shown = seen.checks["at_two"]["output"]
    assert shown.startswith("THE FIRST WORD\nxxx")
    assert shown.endswith("xxx\nTHE LAST WORD\n")
    assert re.search(r"\n\[\d{7,} bytes were cut here\]\n", shown)
    assert len(shown) < 66_000


@pytest.mark.parametrize(
    "attack",
    [
        case("A30-daemonise", "A30_daemonise.py", WRONG),
        case("A30-daemonise-and_leave", "A30_daemonise_and_leave.py", NO_RESULT),
        case("A30-daemonise-at_import", "A30_daemonise_at_import.py", WRONG),
        case("A30-daemonise-sibling", "A30_daemonise_sibling.py", WRONG),
        case("A30-daemonise-fatal", "A30_daemonise_fatal.py", WRONG),
    ],
)
def test_nobody_waits_for_an_orphan(siege: Siege, attack: Attack):
    """Who waited for the end of its files would run into a limit, and tell another verdict."""
    siege.withstand(attack)


@contextmanager
def listeners(folder: Path) -> Iterator[list[socket.socket]]:
    """Somebody at every kind of address who would hear of it: over the network, by a name, by a file."""
    kinds = [
        (socket.AF_INET, ("127.0.0.1", 0)),
        (socket.AF_INET6, ("::1", 0)),
        (socket.AF_UNIX, "\0mallory"),
        (socket.AF_UNIX, str(folder / "path")),
    ]
    with ExitStack() as stack:
        found = []
        for family, address in kinds:
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                name = f"{address}{int(kind)}" if family == socket.AF_UNIX else address
                each = stack.enter_context(socket.socket(family, kind))
                each.bind(name)
                if kind == socket.SOCK_STREAM:
                    each.listen()
                each.setblocking(False)
                found.append(each)
        yield found


def heard(listener: socket.socket) -> bool:
    with suppress(BlockingIOError):
        return bool(listener.accept() if listener.type == socket.SOCK_STREAM else listener.recv(64))
    return False


def engine_sockets(siege: Siege) -> list[str]:
    return [str(path) for path in siege.data_dir.rglob("*") if path.is_socket()]


@pytest.mark.parametrize("attack", [case("A32-network", "A32_network.py", WRONG)])
def test_nobody_can_be_reached(siege: Siege, attack: Attack, tmp_path: Path):
    with listeners(tmp_path) as found:
        ports = [each.getsockname()[:2] for each in found if each.family in {socket.AF_INET, socket.AF_INET6}]
        ports += [("127.0.0.1", int(siege.url.rpartition(":")[2])), ("127.0.0.1", 5432), ("127.0.0.1", 6379)]
        paths = [each.getsockname() for each in found if each.family == socket.AF_UNIX]
        names = [name.decode() if isinstance(name, bytes) else name for name in paths] + engine_sockets(siege)
        told = attack.bytes.replace(b"ADDRESSES = []", f"ADDRESSES = {ports!r}".encode())
        told = told.replace(b"PATHS = []", f"PATHS = {names!r}".encode())
        seen = siege.withstand(Attack(attack.file, attack.verdicts, data=told))
        assert [each for each in found if heard(each)] == []
    assert "reached: []" in seen.checks["at_two"]["output"]


def regions(pid: int) -> Iterator[bytes]:
    """All memory of a process that can be written, and what else it has for itself."""
    with suppress(FileNotFoundError, ProcessLookupError), Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        yield Path(f"/proc/{pid}/environ").read_bytes() + Path(f"/proc/{pid}/cmdline").read_bytes()
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, mode, _, _, inode, *_ = line.split()
            begin, end = (int(address, 16) for address in span.split("-"))
            if mode.startswith("r") and ("w" in mode or inode == "0"):
                with suppress(OSError, ValueError, OverflowError):  # pages of the kernel's own, which nobody reads
                    memory.seek(begin)
                    yield memory.read(end - begin)


def asleep(process: psutil.Process) -> bool:
    """As only student code is: a child that waits for a request waits for its line."""
    with suppress(OSError):
        return "nanosleep" in Path(f"/proc/{process.pid}/wchan").read_text()
    return False


def canaries(siege: Siege) -> dict[str, bytes]:
    """What only the trusted side knows, as it would lie in memory."""
    database, queue = embedded_urls(siege.data_dir)
    expected = [slope(x) for x in HIDDEN]
    return {
        "the solution": b"SOLUTION-SOURCE",
        "the checks": b"CHECKS-SOURCE",
        "a mistake": b"powers_kept",
        "expected values": struct.pack("<3f", *expected),
        "the secret": (siege.data_dir / "secret").read_bytes().strip(),
        "the database": database.encode(),
        "the queue": queue.encode(),
        "the data folder": str(siege.data_dir).encode(),
        **{f"the token of {who}": token.encode() for who, token in siege.tokens.items()},
    }


@pytest.mark.parametrize(
    "attack", [case("A04-introspection-memory", "A04_introspection_memory.py", WRONG, exercise="patient", beside=False)]
)
def test_nothing_of_the_service_lies_in_the_memory_of_a_child(siege: Siege, attack: Attack):
    """Of the one that runs, of those that wait and of their parent. What the hand-in says itself must be found."""
    wanted = canaries(siege) | {"the hand-in": b"what the hand-in says itself is found"}
    hostile = siege._threads.submit(siege.withstand, attack)
    found: set[str] = set()
    while not found and not hostile.done():
        for process in filter(asleep, household(siege.process.pid).students):
            memory = list(regions(process.pid))  # searched afterwards, for it does not sleep for long
            found |= {what for region in memory for what, canary in wanted.items() if canary in region}
    hostile.result()
    for parent in ("host", "nursery"):
        memory = list(regions(siege.before.lasting[parent].pid))
        found |= {what for region in memory for what, canary in wanted.items() if canary in region}
    assert found == {"the hand-in"}
