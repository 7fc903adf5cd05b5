"""What an attack must not leave: processes, mounts, members of control groups, shared memory, descriptors, files."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.attacks.household import Household

MARK = "mallory"  # in every name and every text that an attack chooses
FIRST_UID, LAST_UID = 100_000, 101_000  # of student code, as the machine sees it
GROUPS = Path("/sys/fs/cgroup")
SHARED = (Path("/dev/shm"), Path("/tmp"), Path("/var/tmp"))
ENGINES = ("postgres", "valkey", "logs", "sockets")
SCRATCH_FOLDERS = 2  # of each child, which the worker holds to see how full they are
MOST_WRITTEN_MB = 512  # by the engines for all that the suite hands in; an attack that got at the disk would write more


@dataclass(frozen=True)
class Level:
    """How much of everything there is while nothing is graded."""

    pipes: int
    sockets: dict[str, int]
    others: int
    mounts: int
    files: frozenset[str]
    written_mb: float


def level(household: Household, data_dir: Path) -> Level:
    kinds = _descriptors(household.worker)
    return Level(
        pipes=kinds["pipe"] - _own_pipes(household),
        sockets={role: _sockets(household, role) for role in ("api", "worker")},
        others=kinds["other"] - _own_files(household),
        mounts=_mounts(household),
        files=frozenset(_files(data_dir)),
        written_mb=_written_mb(data_dir),
    )


def leftovers(household: Household, data_dir: Path, before: Level) -> list[str]:
    """Why this is not a service at rest; empty once everything of the last gradings is gone."""
    return [
        *_of_processes(household),
        *_of_groups(household),
        *_of_descriptors(household, before),
        *_of_files(data_dir, before),
        *(["mounts were left"] if _mounts(household) > before.mounts else []),
        *_of_shared_memory(),
    ]


def _of_processes(household: Household) -> list[str]:
    """A child at rest is two processes of one thread in namespaces of their own; whatever else is there was left."""
    namespaces = Counter(_namespace(process) for process in household.firsts)
    inside = [each for each in psutil.process_iter(["pid"]) if _namespace(each) in namespaces]
    known = {process.pid for process in (*household.firsts, *household.students)}
    found = [f"process {each.pid} was left in a sandbox" for each in inside if each.pid not in known]
    if len(household.firsts) != len(household.students):
        found.append(f"{len(household.firsts)} sandboxes hold {len(household.students)} processes")
    for process in household.students:
        with suppress(psutil.NoSuchProcess):
            if process.num_threads() > 1 or process.status() != psutil.STATUS_SLEEPING:
                found.append(f"process {process.pid} of student code goes on")
    return found


def _of_groups(household: Household) -> list[str]:
    """Slots are used again and stay; what is in them are the children that are there."""
    known = {process.pid for process in (*household.firsts, *household.students)}
    folders = GROUPS.glob(f"**/allclose-{household.worker.pid}-*/slot-*/cgroup.procs")
    members = {int(pid) for folder in folders for pid in folder.read_text().split()}
    return [f"process {pid} is still in a control group" for pid in members - known]


def _of_descriptors(household: Household, before: Level) -> list[str]:
    kinds = _descriptors(household.worker)
    found = []
    # One names each child, each checker, and the host.
    pidfds = len(household.students) + len(household.checkers) + 1
    if kinds["pidfd"] > pidfds:
        found.append(f"the worker holds {kinds['pidfd']} descriptors of {pidfds} processes")
    if kinds["pipe"] - _own_pipes(household) > before.pipes:
        found.append("the worker holds pipes of children that are gone")
    if kinds["other"] - _own_files(household) > before.others:
        found.append("the worker holds files or memory that it did not hold before")
    for role, count in before.sockets.items():
        # A pool of database connections may have filled meanwhile.
        if _sockets(household, role) > count + 15:
            found.append(f"the {role} holds more and more sockets")
    return found


def _own_pipes(household: Household) -> int:
    """Each child has one for its output, each checker one for how it ended."""
    return len(household.students) + len(household.checkers)


def _own_files(household: Household) -> int:
    """Each checker has one in memory, for its last words."""
    return SCRATCH_FOLDERS * len(household.students) + len(household.checkers)


def _of_files(data_dir: Path, before: Level) -> list[str]:
    found = [f"{name} was left in the data folder" for name in _files(data_dir) - before.files]
    for folder in SHARED:
        for entry in os.scandir(folder):
            with suppress(FileNotFoundError):
                if FIRST_UID <= entry.stat(follow_symlinks=False).st_uid < LAST_UID or MARK in entry.name.lower():
                    found.append(f"{entry.path} was left by student code")
    more_mb = _written_mb(data_dir) - before.written_mb
    if more_mb > MOST_WRITTEN_MB:
        found.append(f"the service holds {more_mb:.0f} MiB more on disk than before")
    return found


def _of_shared_memory() -> list[str]:
    rows = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
    owners = [int(row.split()[7]) for row in rows]
    return [f"shared memory of user {uid} was left" for uid in owners if FIRST_UID <= uid < LAST_UID]


def _namespace(process: psutil.Process) -> str:
    try:
        return str(Path(f"/proc/{process.pid}/ns/pid").readlink())
    except OSError:
        return ""


def _descriptors(process: psutil.Process) -> Counter[str]:
    """How many of each kind; temporary files of the lasting processes have no name."""
    kinds: Counter[str] = Counter()
    for descriptor in Path(f"/proc/{process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            target = str(descriptor.readlink())
            kind = target.partition(":")[0]
            kinds["pidfd" if "pidfd" in target else kind if kind in {"pipe", "socket"} else "other"] += 1
    return kinds


def _sockets(household: Household, role: str) -> int:
    # The worker holds one end of the line to each child and each checker.
    lines = len(household.students) + len(household.checkers) if role == "worker" else 0
    return _descriptors(household.lasting[role])["socket"] - lines


def _mounts(household: Household) -> int:
    roles = ("api", "worker", "host", "nursery")
    return sum(len(Path(f"/proc/{household.lasting[role].pid}/mountinfo").read_text().splitlines()) for role in roles)


def _files(data_dir: Path) -> set[str]:
    """Outside the engines' own folders, and but for the folders that trusted lab code may write to."""
    found = set()
    for folder, folders, names in os.walk(data_dir):
        folders[:] = [name for name in folders if name not in ENGINES and not name.startswith("allclose-lab-code-")]
        found |= {str(Path(folder, name)) for name in (*folders, *names)}
    return found


def _written_mb(data_dir: Path) -> float:
    """Of the service alone, whose temporary files lie there too: the disk itself has other users."""
    written = 0
    for folder, _, names in os.walk(data_dir):
        for name in names:
            with suppress(FileNotFoundError):
                written += Path(folder, name).lstat().st_blocks * 512
    return written / 2**20
