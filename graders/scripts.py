"""The second half of a lab that takes either road: one script for each exercise, as students hand them in. No torch."""

from __future__ import annotations

from typing import NamedTuple

from graders.folders import matches
from graders.lab import Lab
from graders.results import LabFault


class Script(NamedTuple):
    """A file of the second half, and the exercise that it answers by its name."""

    name: str
    source: bytes
    exercise: str


def scripts_in(lab: Lab, folder: str) -> list[Script]:
    """The files of a folder of the second half. Raises LabFault for one that fits no exercise, or several."""
    found = []
    for path in sorted((lab.folder / folder).glob("*.py")):
        fitting = [each.name for each in lab.exercises if any(matches(path.name, name) for name in each.files)]
        if len(fitting) != 1:
            raise LabFault(
                f"{lab.slug}/{folder}/{path.name}: by its name it is for {' and '.join(fitting) or 'no exercise'}; "
                "rename it so that it fits `files` of one of them in lab.toml."
            )
        found.append(Script(path.name, path.read_bytes(), fitting[0]))
    return found
