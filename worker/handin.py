"""A hand-in as it was uploaded: one script or notebook, or a folder of them with helpers and data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from graders.folders import BadFolder, Files, chosen, is_folder, is_source, unpacked
from graders.results import Finding, StudentFault, Verdict
from worker.sandbox.inside.reading import read
from worker.sandbox.inside.values import Failed


@dataclass(frozen=True)
class HandIn:
    """`files` are all there is, by their paths in the folder; `broken` is why a folder could not be read."""

    files: tuple[tuple[str, bytes], ...]
    broken: str = ""

    @classmethod
    def read(cls, name: str, data: bytes) -> HandIn:
        """Never raises: that a folder cannot be read is told by `chosen`, for each exercise alike."""
        if not is_folder(name):
            return cls(((name, data),))
        try:
            return cls(tuple(unpacked(data)))
        except BadFolder as bad:
            return cls((), str(bad))

    @property
    def sources(self) -> Files:
        """A file that stands alone is code whatever it is called."""
        return [file for file in self.files if len(self.files) == 1 or is_source(file[0])]

    @cached_property
    def sent(self) -> Mapping[str, bytes]:
        """The files as the child gets them, by their paths."""
        code = {name for name, _ in self.sources}
        return {name: _code_alone(name, data) if name in code else data for name, data in self.files}

    @property
    def is_folder(self) -> bool:
        return len(self.files) != 1 or "/" in self.files[0][0]

    def chosen(self, patterns: Sequence[str], all_patterns: Iterable[str] = ()) -> Files:
        """The code that answers an exercise. Raises StudentFault where there is none."""
        if self.broken:
            facts = {"reason": "folder", "line": None, "cell": None, "message": self.broken}
            raise StudentFault(Verdict.UNREADABLE, Finding(code="unreadable", facts=facts))
        names = [name for name, _ in self.sources]
        wanted = chosen(names, patterns, all_patterns)
        if not wanted:
            facts_of_it = {"patterns": list(patterns), "files": names}
            raise StudentFault(Verdict.MISSING, Finding(code="no_such_file", facts=facts_of_it))
        return [file for file in self.sources if file[0] in wanted]


def _code_alone(name: str, data: bytes) -> bytes:
    """A notebook as its code cells. What else it holds is no code: its outputs could be weights brought from home."""
    try:
        cells = read(name, data)
    except Failed:  # a file that cannot be read is told so by whoever loads it
        return data
    if cells[0].number is None:
        return data
    return json.dumps({"cells": [{"cell_type": "code", "source": cell.text} for cell in cells]}).encode()
