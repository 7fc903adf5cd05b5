"""A hand-in as it was uploaded: one script or notebook, or a folder of them with helpers and data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graders.folders import BadFolder, Files, chosen, is_folder, is_source, unpacked
from graders.results import Finding, StudentFault, Verdict


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
