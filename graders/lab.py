"""A lab folder as the whole product sees it: what lab.toml says, the folder's hashes, its pack. No torch."""

from __future__ import annotations

import hashlib
import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from graders.packing import pack_folder, packed_files, unpack_folder
from graders.results import LabFault

# These decide what people read, never points: a new wording does not make older grades incomparable.
TEXT_FILES = ("statement.md", "starter.py")
TEXT_FOLDERS = ("variants", "figures")
# Checks stand in one file, or in a folder of them.
CHECKS, CHECKS_FOLDER = "checks.py", "checks"
SOLUTION = "solution.py"
# In a lab that takes both roads: the checks, scripts, variants and mistakes of the second one.
AS_HANDED_IN, SCRIPTS = "as-handed-in", "scripts"


class Limits(BaseModel):
    """What a hand-in may use: seconds per call, per exercise and per run of a whole file, memory, processes, ..."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    call_s: float = 10.0
    total_s: float = 20.0
    run_s: float = 60.0
    memory_mb: int = 2048
    processes: int = 64
    output_kb: int = 64
    scratch_mb: int = 64
    elements: int = 1_000_000
    threads: int = 1


class Needs(BaseModel):
    """What the machine must offer beyond a CPU; it routes gradings to a lane."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gpu_memory_mb: int = 0
    capability: float = 0.0


def _in_hundredths(points: float) -> float:
    if Decimal(str(points)) % Decimal("0.01"):
        raise ValueError("points are multiples of 0.01")
    return points


Points = Annotated[float, Field(ge=0), AfterValidator(_in_hundredths)]


class Exercise(BaseModel):
    """One task of the lab. `notes` is for the instructor: errors of the sheet that the statement corrects.

    `rubric` are lines for whoever looks at a hand-in: what a person judges, beside the points of the machine.
    `files` are patterns such as "*q5*": which files of a folder answer this exercise. Without any, all of them do.
    `prices` are points that a deviation costs, by the name of its check; what has no price is told and costs nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    title: str = Field(min_length=1)
    points: Annotated[Points, Field(gt=0)]
    notes: str = ""
    rubric: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    prices: dict[str, Points] = Field(default_factory=dict)
    limits: Limits = Field(default_factory=Limits)

    @field_validator("files", mode="before")
    @classmethod
    def patterns(cls, files: Any) -> Any:
        if not isinstance(files, list | tuple) or not all(isinstance(each, str) and each.strip() for each in files):
            raise ValueError('files is a list of parts of file names between stars, such as files = ["*q5*"]')
        return files


Road = Literal["contract", "as-handed-in", "either"]


class Lab(BaseModel):
    """`Lab.read(folder)`: the slug is the folder's last two path parts, `<course>/<lab>`.

    On the road "contract" only the definitions of a hand-in are loaded and called. "As-handed-in" runs its files whole,
    once, so that globals and printed numbers can be graded too: weaker evidence, and told as such (`weak`). "Either"
    takes the first one where a file has the functions that are asked for, else the second one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path
    slug: str
    title: str = Field(min_length=1)
    language: str = "en"
    environment: str = "default"
    road: Road = "contract"
    pass_score: float | None = Field(default=None, ge=0)
    notes: str = ""
    limits: Limits = Field(default_factory=Limits)
    needs: Needs = Field(default_factory=Needs)
    exercises: tuple[Exercise, ...] = Field(min_length=1)

    @classmethod
    def read(cls, folder: Path) -> Lab:
        """The lab in this folder. Raises LabFault with file and line when lab.toml is not one."""
        folder = folder.resolve()
        document = _Document(folder)
        lab = document.validated(cls)
        document.prove_consistent(lab)
        return lab

    @property
    def max_score(self) -> float:
        return float(sum(Decimal(str(exercise.points)) for exercise in self.exercises))

    @property
    def needed_to_pass(self) -> float:
        """`pass_score`, or full marks where the lab names none."""
        return self.max_score if self.pass_score is None else self.pass_score

    @property
    def weak(self) -> bool:
        """Whether points rest on what a file says of itself: its globals, its printed numbers."""
        return self.road == "as-handed-in"

    def exercise(self, name: str) -> Exercise:
        return next(exercise for exercise in self.exercises if exercise.name == name)

    @property
    def second_road(self) -> Lab:
        """The same lab as its folder `as-handed-in/` grades it; only for one that takes either road."""
        own = {"folder": self.folder / AS_HANDED_IN, "slug": f"{self.slug}/{AS_HANDED_IN}", "road": AS_HANDED_IN}
        return self.model_copy(update=own)

    @property
    def check_files(self) -> list[str]:
        """The files that hold the checks: those of the folder `checks/`, else the one `checks.py`."""
        return sorted(f"{CHECKS_FOLDER}/{path.name}" for path in self.folder.glob(f"{CHECKS_FOLDER}/*.py")) or [CHECKS]

    @property
    def statement(self) -> str:
        return (self.folder / "statement.md").read_text(encoding="utf-8")

    @property
    def starter(self) -> str:
        return (self.folder / "starter.py").read_text(encoding="utf-8")

    def hashes(self) -> tuple[str, str]:
        """(grading hash, text hash): everything that decides points, and everything that people only read."""
        return self._hash(self._numbers(), text=False), self._hash(self._words(), text=True)

    def pack(self) -> bytes:
        """The folder as a zip whose bytes depend on its files alone."""
        return pack_folder(self.folder)

    def _hash(self, facts: dict[str, Any], *, text: bool) -> str:
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
        for name in packed_files(self.folder):
            if name != "lab.toml" and _is_text(name) is text:
                digest.update(f"\0{name}\0".encode() + hashlib.sha256((self.folder / name).read_bytes()).digest())
        return digest.hexdigest()

    def _numbers(self) -> dict[str, Any]:
        exercises = [self._priced(each) for each in self.exercises]
        needs = self.needs.model_dump()
        facts = {"environment": self.environment, "pass": self.pass_score, "needs": needs, "exercises": exercises}
        return {**facts, "road": self.road}

    @staticmethod
    def _priced(each: Exercise) -> list[Any]:
        return [each.name, each.points, each.files, each.limits.model_dump(), each.prices]

    def _words(self) -> dict[str, Any]:
        titles = [[each.title, each.notes, each.rubric] for each in self.exercises]
        return {"title": self.title, "language": self.language, "notes": self.notes, "exercises": titles}


def unpack(data: bytes, folder: Path) -> None:
    """Writes a pack into the folder, which should end in `<course>/<lab>`. A path that leads outside is a LabFault."""
    unpack_folder(data, folder)


def _is_text(name: str) -> bool:
    return name in TEXT_FILES or name.split("/", maxsplit=1)[0] in TEXT_FOLDERS


def _named(location: tuple[int | str, ...]) -> str:
    """A place in lab.toml as its author calls it."""
    if len(location) > 1 and location[0] == "exercises":
        return f"exercise {int(location[1]) + 1}: {'.'.join(str(part) for part in location[2:])}"
    return ".".join(str(part) for part in location)


class _Document:
    """lab.toml as text and as a tree, so that a wrong value can be answered with its line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slug = "/".join(folder.parts[-2:])
        path = folder / "lab.toml"
        if not path.is_file():
            raise LabFault(
                f"{self.slug}: there is no lab.toml; every lab folder needs one with [lab] and [[exercise]]."
            )
        try:
            self.text = path.read_text(encoding="utf-8")
            self.tree = tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise LabFault(f"{self.slug}/lab.toml: {error}. Correct the TOML there.") from error

    def validated(self, model: type[Lab]) -> Lab:
        try:
            return model.model_validate(self._fields())
        except ValidationError as error:
            first = error.errors()[0]
            where = f"{self.slug}/lab.toml:{self._line(first['loc'])}: {_named(first['loc'])}"
            if first["type"] == "missing":
                raise LabFault(f"{where}: {first['msg']}. Add it there.") from error
            if first["type"] == "extra_forbidden":
                raise LabFault(f"{where}: there is no such key. Correct its name or remove it.") from error
            text = f"{where}: {first['msg']} (found {first['input']!r:.80})."
            raise LabFault(f"{text} Correct the value or remove the key.") from error

    def _fields(self) -> dict[str, Any]:
        unknown = sorted(set(self.tree) - {"lab", "limits", "needs", "exercise"})
        if unknown:
            line = self._line((unknown[0],))
            raise LabFault(
                f"{self.slug}/lab.toml:{line}: {unknown[0]} is unknown; use [lab], [limits], [needs], [[exercise]]."
            )
        limits = self.tree.get("limits", {})
        exercises = [{**each, "limits": {**limits, **each.get("limits", {})}} for each in self.tree.get("exercise", [])]
        described = {key: self.tree[key] for key in ("limits", "needs") if key in self.tree}
        own = {"folder": self.folder, "slug": self.slug, "exercises": exercises}
        return {**self.tree.get("lab", {}), **described, **own}

    def prove_consistent(self, lab: Lab) -> None:
        names = [exercise.name for exercise in lab.exercises]
        for index, name in enumerate(names):
            if name in names[:index]:
                line = self._line(("exercises", index, "name"))
                raise LabFault(
                    f"{self.slug}/lab.toml:{line}: two exercises are named {name!r}; give each its own name."
                )
        if lab.pass_score is not None and lab.pass_score > lab.max_score:
            line = self._line(("pass_score",))
            raise LabFault(
                f"{self.slug}/lab.toml:{line}: pass_score {lab.pass_score:g} is more than all exercises give "
                f"({lab.max_score:g}); lower it or remove it."
            )

    def _line(self, location: tuple[Any, ...]) -> int:
        """The line that holds the key, or the header of the section where it should stand."""
        lines = [line.strip() for line in self.text.splitlines()]
        start, end = self._section(location, lines)
        for number, line in enumerate(lines[start:end], start + 1):
            if line.split("=")[0].strip().strip("[]") == str(location[-1]):
                return number
        return start + 1

    def _section(self, location: tuple[Any, ...], lines: list[str]) -> tuple[int, int]:
        """Where the part of lab.toml begins and ends that this place is in."""
        header, which = f"[{location[0] if location[0] in self.tree else 'lab'}]", 0
        if location[0] == "exercises":
            header, which = "[[exercise]]", location[1] if len(location) > 1 else 0
        starts = [number for number, line in enumerate(lines) if line == header]
        start = starts[which] if which < len(starts) else 0
        inside = "[exercise." if header == "[[exercise]]" else None
        ends = (
            number
            for number, line in enumerate(lines[start + 1 :], start + 1)
            if line.startswith("[") and not (inside and line.startswith(inside))
        )
        return start, next(ends, len(lines))
