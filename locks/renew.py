"""Writes the locks from the virtual environments of this checkout, exactly as they are installed.

To renew: install or upgrade what you want in `.venv` and `.venv-student` with pip, run the tests, then
`.venv/bin/python locks/renew.py`. The service lock holds what `pyproject.toml` asks for and all that this needs, the
dev lock what the extra `dev` adds, the student lock everything in `.venv-student`.
"""  # noqa: INP001  a script, run by its path

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# {what}\n# Written by locks/renew.py; its first lines say how to renew it. Pins are those of x86_64 Linux.\n"
# Installed with --no-deps: their own pins or dependencies would not fit beside ours, and we need none of them.
NO_DEPS = {"service": {"mlxtend", "scikit-image"}, "student": {"d2l"}}

Installed = dict[str, Distribution]


def installed(venv: str) -> Installed:
    site = ROOT / venv / f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
    return {canonicalize_name(found.metadata["Name"]): found for found in distributions(path=[str(site)])}


def closure(asked: list[str], have: Installed) -> set[str]:
    """The asked requirements and everything that they require here, with their extras."""
    waiting, seen = [Requirement(text) for text in asked], set[tuple[str, str]]()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        for extra in {"", *wanted.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            needs = [Requirement(text) for text in have[name].requires or []]
            waiting += [need for need in needs if need.marker is None or need.marker.evaluate({"extra": extra})]
    return {name for name, _ in seen}


def write(file: str, what: str, names: set[str], have: Installed) -> None:
    pins = "".join(f"{name}=={have[name].version}\n" for name in sorted(names))
    (ROOT / "locks" / file).write_text(HEADER.format(what=what) + pins)


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    asked = [text for text in asked if canonicalize_name(Requirement(text).name) not in NO_DEPS["service"]]
    have, student = installed(".venv"), installed(".venv-student")
    service = closure(asked, have)
    # What `.venv` borrows from the students' environment, the tests may use as well.
    borrowed = {**student, **have}
    dev = closure(project["project"]["optional-dependencies"]["dev"], borrowed) - service
    write("service.txt", "What the service runs on.", service, have)
    write(
        "service-nodeps.txt",
        "Installed with --no-deps: data, and one metric; both compute with the students' packages.",
        NO_DEPS["service"],
        have,
    )
    write("dev.txt", "What script/test needs on top.", dev, borrowed)
    write("student.txt", "What student code may import.", set(student) - NO_DEPS["student"] - {"pip"}, student)
    write("student-nodeps.txt", "Installed with --no-deps: its own pins are years old.", NO_DEPS["student"], student)


if __name__ == "__main__":
    main()
