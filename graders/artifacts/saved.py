"""A saved model as a check holds it: what the file must hold, and a description of it for whoever may look."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch

from graders.artifacts.checkpoints import LARGEST, Stored, Unfit, read_checkpoint
from graders.compare import compare, shown
from graders.expectations import Origin, Returned
from graders.line import Line, Mismatch
from graders.results import CHECKPOINT, Finding, StudentFault, Verdict

MOST_NODES = 20_000
DEPTH = 8
MOST_DESCRIBED = 200
LONGEST_NAME = 200
PLAIN = (bool, int, float, str, type(None))
KNOWN = (*PLAIN, dict, list, tuple, Stored)
Group = dict[str, Stored]


def read_file(line: Line, path: str) -> bytes:
    """The bytes of a file that the student's code wrote, as far as a checkpoint may go; one byte more tells that."""
    found = bytearray()
    while len(found) <= LARGEST:
        data = line.ask("read_file", name=path, start=len(found))
        if not isinstance(data, np.ndarray) or data.dtype != np.uint8:
            reason = "it did not give the bytes of a file"
            raise StudentFault(Verdict.NO_RESULT, Finding(code="garbled", facts={"reason": reason}))
        if not data.size:
            break
        found += data.tobytes()
    return bytes(found)


class Saved:
    """What a file holds: `student.checkpoint("best.pt").holds(state)`. Nothing of it was unpickled."""

    def __init__(self, data: bytes, line: Line, written_by: str) -> None:
        self._line = line
        self._by = written_by
        try:
            self._nodes = list(_walk(read_checkpoint(data)))
        except Unfit as unfit:
            facts = {"function": written_by, "reason": unfit.reason, "name": unfit.name[:LONGEST_NAME]}
            raise StudentFault(Verdict.INVALID, Finding(code="not_a_checkpoint", facts=facts)) from None
        line.attach("checkpoint", "json", CHECKPOINT, self._described(len(data)))

    @property
    def tensors(self) -> dict[str, Stored]:
        """By the way to them: `model/0.weight`."""
        return {path: value for path, value in self._nodes if isinstance(value, Stored)}

    def holds(self, state: Mapping[str, torch.Tensor]) -> Saved:
        """One dictionary of the file, the outermost or one inside it, holds these tensors under these names."""
        self._line.expectations += 1
        group = max(self._groups(), key=lambda group: len(state.keys() & group.keys()), default={})
        missing = [name for name in state if name not in group]
        if missing:
            facts = {"missing": missing[:MOST_DESCRIBED], "found": len(state) - len(missing), "total": len(state)}
            self._fail(Finding(code="not_saved", facts=facts), None)
        for number, (name, want) in enumerate(state.items(), start=1):
            self._line.expectations += 1
            self._compare(group[name], want, f"tensor {number} of shape {tuple(want.shape)}")
        return self

    def value(self, name: str) -> Returned:
        """A number, text or list beside the tensors: `saved.value("epoch").equals(3)`."""
        found = [value for path, value in self._nodes if path == name and not isinstance(value, Stored)]
        if not found:
            self._line.expectations += 1
            self._fail(Finding(code="no_entry", facts={"name": name}), None)
        return Returned(found[0], self._line, Origin(self._by, f"`{name}` in the file of `{self._by}`", ""))

    def _compare(self, stored: Stored, want: torch.Tensor, told: str) -> None:
        """Shapes first: a file of a few bytes may describe a tensor of any size."""
        finding: Finding | None
        if stored.shape != tuple(want.shape):
            shapes = {"got_shape": list(stored.shape), "want_shape": list(want.shape), "where": ""}
            self._fail(Finding(code="shape", facts={**shapes, "subject": self._subject(told)}), None)
        got = stored.tensor()
        finding = compare(got, want)
        if finding is not None:
            self._fail(Finding(code=finding.code, facts={**finding.facts, "subject": self._subject(told)}), got)

    def _subject(self, told: str) -> str:
        return f"{told} in the file of `{self._by}`"

    def _groups(self) -> list[Group]:
        dicts = (value for _, value in self._nodes if isinstance(value, dict))
        return [{k: v for k, v in each.items() if type(k) is str and isinstance(v, Stored)} for each in dicts]

    def _described(self, size: int) -> bytes:
        leaves = [(path, value) for path, value in self._nodes if not isinstance(value, dict)]
        entries = [_entry(path, value) for path, value in leaves[:MOST_DESCRIBED]]
        elements = sum(stored.elements for stored in self.tensors.values())
        told = {"bytes": size, "elements": min(elements, 2**53), "entries": entries, "more": len(leaves) - len(entries)}
        return json.dumps(told).encode()

    def _fail(self, finding: Finding, got: Any) -> Any:
        facts = {"call": "", **finding.facts, "function": self._by}
        raise Mismatch(Finding(code=finding.code, facts=facts), got, self._line.expectations)


def _walk(tree: Any) -> Iterator[tuple[str, Any]]:
    """Every dict, tensor and value with the way to it. A tree may hold itself, so it ends at a depth and a count."""
    waiting, count = [("", tree, 0)], 1
    while waiting:
        path, value, depth = waiting.pop()
        inside = _inside(value)
        count += len(inside)
        if depth > DEPTH or count > MOST_NODES:
            raise Unfit("too_large")
        waiting += [(_joined(path, key), item, depth + 1) for key, item in reversed(inside)]
        if not isinstance(value, KNOWN):
            raise Unfit("foreign", str(value))
        if isinstance(value, dict) or not inside:
            yield path, value


def _inside(value: Any) -> list[tuple[Any, Any]]:
    """Its parts, unless it is one thing: a list of numbers is, as the losses of each epoch are."""
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, (list, tuple)):
        flat = all(isinstance(item, PLAIN) for item in value)
        return [] if flat else list(enumerate(value))
    return []


def _joined(path: str, key: Any) -> str:
    name = str(key)[:LONGEST_NAME]
    return f"{path}/{name}" if path else name


def _entry(path: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Stored):
        return {"name": path, "dtype": str(value.dtype).removeprefix("torch."), "shape": list(value.shape)}
    return {"name": path, "value": shown(value)}
