"""The house rules that a machine can hold: who imports whom, what student code can see, how long a file may grow."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parent.parent
OURS = ("api", "cli", "graders", "migrations", "worker")
BORROWED = {"torch", "torchvision", "numpy"}  # from the students' environment, where a lab or the checker needs them
LONGEST_FILE = 500

# Who may import which room. `api` in `worker` is narrower, see below.
MAY_IMPORT = {
    "api": {"api", "graders"},
    "graders": {"graders"},
    "worker": {"worker", "api", "graders"},
    "migrations": {"api", "migrations"},
    "cli": set(OURS),
}
API_FOR_WORKERS = {
    "api.log",
    "api.settings",
    "api.database",
    "api.models",
    "api.submissions",
    "api.gradings",
    "api.queue",
}
WITHOUT_TORCH = ("graders.results", "graders.lab", "graders.feedback")
FOR_LABS = {
    "graders",
    "torch",
    "torchvision",
    "numpy",
    "math",
    "__future__",
    "collections",
    "itertools",
    "functools",
    "typing",
}


def tracked(*patterns: str) -> list[Path]:
    """Files of the checkout that git has or would have; a folder without git (a container) is read whole."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in sorted(set(names)) if (ROOT / name).is_file()]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Each imported module with its line; `from a import b` counts as `a.b` where that is a module of ours."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = ".".join([*above(path, node.level), *filter(None, [node.module])])
            for alias in node.names:
                yield module_named(package, alias.name), node.lineno


def above(path: Path, level: int) -> list[str]:
    """The package that a relative import starts from, as names."""
    return list(path.relative_to(ROOT).parts[:-level]) if level else []


def module_named(package: str, name: str) -> str:
    inside = ROOT / package.replace(".", "/")
    is_module = (inside / f"{name}.py").exists() or (inside / name).is_dir()
    return f"{package}.{name}" if is_module else package


def sources(room: str) -> list[Path]:
    return tracked(f"{room}/*.py")


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


@pytest.mark.parametrize("room", OURS)
def test_rooms_import_only_through_their_doors(room: str) -> None:
    wrong = [
        f"{where(path, line)} imports {name}"
        for path in sources(room)
        for name, line in imports(path)
        if name.partition(".")[0] in OURS and name.partition(".")[0] not in MAY_IMPORT[room]
    ]
    assert not wrong


def test_workers_use_the_data_side_of_the_api_only() -> None:
    wrong = [
        f"{where(path, line)} imports {name}"
        for path in sources("worker")
        for name, line in imports(path)
        if name.partition(".")[0] == "api" and name not in API_FOR_WORKERS
    ]
    assert not wrong


def test_the_api_never_loads_torch() -> None:
    """Not by any way round: the process that answers browsers starts fast and stays small."""
    program = (
        "import sys, api.main; loaded = {'torch', 'numpy'} & set(sys.modules); sys.exit(str(loaded) if loaded else 0)"
    )
    environment = {
        "ALLCLOSE_DATABASE_URL": "postgresql+psycopg://nobody@/none",
        "ALLCLOSE_REDIS_URL": "redis://127.0.0.1:1",
    }
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("module", [*WITHOUT_TORCH, "cli.main", "cli.submit", "cli.serve"])
def test_describing_a_lab_and_submitting_load_no_torch(module: str) -> None:
    program = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr or f"{module} imports torch"


def test_beside_the_student_lives_only_what_may() -> None:
    """The sandbox shows this folder and nothing else of ours, so nothing else of ours can be imported there."""
    folder = ROOT / "worker" / "sandbox" / "inside"
    siblings = {path.stem for path in folder.glob("*.py")}
    allowed = set(sys.stdlib_module_names) | {"torch", "numpy", "torchvision"} | siblings
    wrong = []
    for path in sorted(folder.glob("*.py")):
        for name, line in imports(path):
            own = name.removeprefix("worker.sandbox.inside").strip(".").partition(".")[0]
            if name.partition(".")[0] not in allowed and own not in siblings:
                wrong.append(f"{where(path, line)} imports {name}")
    assert not wrong


def test_labs_import_the_lab_language_and_torch() -> None:
    wrong = [
        f"{where(path, line)} imports {name}"
        for path in tracked("reference/*.py")
        for name, line in imports(path)
        if name.partition(".")[0] in {*OURS, "tests"} - FOR_LABS
    ]
    assert not wrong


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}


def test_the_service_imports_nothing_undeclared() -> None:
    """The students' packages can be seen from here; only these three may be used, and only where labs are run."""
    distributions, wrong = packages_distributions(), []
    for room in OURS:
        for path in sources(room):
            inside = path.is_relative_to(ROOT / "worker" / "sandbox" / "inside")
            for name, line in imports(path):
                top = name.partition(".")[0]
                if top in sys.stdlib_module_names or top in OURS or top in BORROWED or inside:
                    continue
                owners = {canonicalize_name(owner) for owner in distributions.get(top, [])}
                if not owners & declared():
                    wrong.append(f"{where(path, line)} imports {top} of {sorted(owners) or 'nothing installed'}")
    assert not wrong


def test_torch_is_used_only_where_labs_are_run() -> None:
    wrong = [
        f"{where(path, line)} imports {name}"
        for room in ("api", "cli", "migrations")
        for path in sources(room)
        for name, line in imports(path)
        if name.partition(".")[0] in BORROWED
    ]
    assert not wrong


def test_the_lock_holds_what_is_declared() -> None:
    locked = {
        canonicalize_name(Requirement(line).name)
        for name in ("service.txt", "service-nodeps.txt")
        for line in (ROOT / "locks" / name).read_text().splitlines()
        if line and not line.startswith("#")
    }
    assert declared() <= locked, "run .venv/bin/python locks/renew.py"
    heavy = {name for name in locked if name.startswith(("torch", "nvidia", "triton", "cuda"))}
    assert not heavy, "the service borrows torch and does not install it"


def test_only_the_session_boundary_commits() -> None:
    wrong = [
        where(path, node.lineno)
        for room in ("api", "worker", "cli")
        for path in sources(room)
        if path != ROOT / "api" / "database.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert not wrong


def test_no_pickle_crosses_anywhere() -> None:
    forbidden = {"pickle", "cloudpickle", "dill", "shelve", "marshal"}
    wrong = [
        f"{where(path, line)} imports {name}"
        for room in OURS
        for path in sources(room)
        for name, line in imports(path)
        if name.partition(".")[0] in forbidden
    ]
    wrong += [
        f"{where(path, node.lineno)} calls torch.load"
        for room in OURS
        for path in sources(room)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "load" and ast.unparse(node.value) == "torch"
    ]
    assert not wrong


def test_no_file_grows_too_long() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in tracked("*.py", "script/*", "*.css")
    }
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path, lines in lengths.items()
        if lines > LONGEST_FILE and not vendored(path)
    ]
    assert not long


def vendored(path: Path) -> bool:
    return "vendor" in path.relative_to(ROOT).parts


def test_nothing_names_the_machine_it_was_written_on() -> None:
    # Written in pieces, so that this file does not find itself.
    machine = re.compile("|".join([re.escape(f"{ROOT}/"), "/wor" + "k/", "/opt/" + "pypi", "/opt/" + "wheels"]))
    wrong = []
    for path in tracked("*"):
        data = path.read_bytes()
        if b"\0" in data or vendored(path):
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if machine.search(line):
                wrong.append(f"{where(path, number)}: {line.strip()[:120]}")
    assert not wrong
