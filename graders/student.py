"""The hand-in as a check function holds it. Every call crosses the sandbox boundary; what comes back is only data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from graders.artifacts.figures import Figures
from graders.artifacts.saved import Saved, read_file
from graders.expectations import Gradients, Origin, Returned
from graders.found import Found
from graders.line import Line, Mismatch, Piece, Session
from graders.plain import is_data, type_name
from graders.results import Artifact, Finding, LabFault, StudentFault

__all__ = ["Gradients", "Mismatch", "RemoteModule", "Returned", "Session", "Student"]

MOST_SHOWN_ELEMENTS = 8
LONGEST_CALL = 200
MOST_COUNTED = 10**9


class Student:
    """The hand-in: `student.call("poly_grad", x).close_to(reference.poly_grad(x))`."""

    def __init__(
        self, session: Session, *, call_s: float | None = None, device: str = "cpu", line: Line | None = None
    ) -> None:
        self._line = line or Line(session, call_s, device)
        self._seed: int | None = None

    @property
    def source(self) -> str:
        """The definitions of the hand-in as one text."""
        return self._line.session.source

    @property
    def pieces(self) -> list[Piece]:
        """All that the student's process is given of the hand-in."""
        return self._line.session.pieces

    def place(self, line: int) -> dict[str, int | None]:
        """Where a line of `source` stands in the hand-in, for messages."""
        return self._line.session.place(line)

    def seeded(self, seed: int) -> Student:
        """The same student, whose random numbers start from this seed at each call."""
        other = Student(self._line.session, line=self._line)
        other._seed = seed
        return other

    def call(self, function: str, /, *args: Any, **kwargs: Any) -> Returned:
        """Calls the student's function; the answer is data to state expectations about."""
        value = self._ask("call", function, args, kwargs, keep=False)
        return Returned(
            value, self._line, Origin(function, f"what `{function}` returns", call_text(function, args, kwargs))
        )

    def make(self, name: str, /, *args: Any, **kwargs: Any) -> RemoteModule:
        """Calls the student's class or function and keeps the object there."""
        handle = self._ask("call", name, args, kwargs, keep=True)
        return RemoteModule(handle, self._line, name, self._seed)

    def do(self, function: str, /, *args: Any, **kwargs: Any) -> None:
        """Calls the student's function for its effect, whatever it returns: `student.do("train", model, x, y)`."""
        handle = self._ask("call", function, args, kwargs, keep=True)
        self._line.ask("drop", handle=handle)

    def name(self, name: str) -> Returned:
        """The value of a global of the hand-in."""
        return Returned(self._line.ask("name", name=name), self._line, Origin(name, f"`{name}`", name))

    def gradients(self, function: str, *inputs: Any, weights: torch.Tensor | None = None) -> Gradients:
        """Autograd through the student's function: backward of sum(output * weights), weights being ones by default."""
        fields = {"args": unwrap(inputs), "kwargs": {}, "weights": weights, "parameters": False}
        call = call_text(function, inputs, {})
        with _told_of(function, call):
            answer = self._line.ask("gradients", name=function, **fields)
        return Gradients(answer, self._line, function, call)

    def trace(self, function: str, /, *args: Any, **kwargs: Any) -> dict[str, int]:
        """Which operations of PyTorch the student's function carries out, by its own process's word: `{"aten::mm": 1}`.

        Good for taking points away, never for giving them: that process can hide an operation from the count.
        """
        fields = {"args": unwrap(args), "kwargs": unwrap(kwargs), "seed": self._seed}
        return _counts(self._line.ask("trace", name=function, **fields))

    def drive(self, optimizer: str, tensors: Sequence[Any], gradients: Sequence[Any], *args: Any, **kwargs: Any) -> Any:
        """The tensors of ours as they are after each step of the student's optimizer, as its process says."""
        fields = {"tensors": list(tensors), "gradients": [list(slopes) for slopes in gradients]}
        return self._line.ask("drive", name=optimizer, args=list(args), kwargs=kwargs, **fields)

    def sizes(self, model: str, *args: Any, **kwargs: Any) -> dict[str, list[int]]:
        """The shapes of the model's parameters, as its process claims: nothing here was seen in effect."""
        told: dict[str, list[int]] = self._line.ask("sizes", name=model, args=list(args), kwargs=kwargs)
        return told

    def run(self) -> str:
        """What the hand-in printed while its files ran whole, on the road "as-handed-in"."""
        return self._line.session.run()

    def found(self) -> Found:
        """The numbers that the hand-in leaves behind when it has run whole, and those that it prints."""
        printed = self.run()
        return Found.told(self._line.ask("found"), printed, stopped=self._line.session.stopped)

    def given(self, values: Mapping[str, Any]) -> Student:
        """The same hand-in, run whole once more in a fresh process with these numbers instead of its own.

        They take their names' places where the file first sets them at its top level: `x = torch.tensor(2.0)` then has
        our number in the same shape and type. Raises StudentFault where the file sets one of them nowhere.
        """
        return Student(self._line.session, line=self._line.given(values))

    def revive(self) -> None:
        """After a call that may have ended the student's process, before the next one."""
        self._line.session.revive()

    def judged(self, value: Any, function: str, subject: str) -> Returned:
        """What came back as part of something else, under a name of its own, to state an expectation about."""
        return Returned(value, self._line, Origin(function, subject, ""))

    def figures(self, function: str, /, *args: Any, **kwargs: Any) -> Figures:
        """What the student's function draws with matplotlib; the pictures stand beside the verdict."""
        told = self._line.ask("figures", name=function, args=unwrap(args), kwargs=unwrap(kwargs), seed=self._seed)
        return Figures(told, self._line, function, call_text(function, args, kwargs))

    def checkpoint(self, path: str, written_by: str) -> Saved:
        """The file that this function of the hand-in wrote, described without unpickling."""
        return Saved(read_file(self._line, path), self._line, written_by)

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """What the check has put beside its verdict."""
        return tuple(self._line.artifacts)

    def elsewhere(self) -> Student:
        """The same hand-in in a fresh process: what one has seen or stored, the other does not know."""
        return Student(self._line.session, line=self._line.elsewhere())

    def leave(self) -> None:
        """Ends all processes of the hand-in; the next question is for a fresh one. Objects made before are gone."""
        self._line.session.leave()

    def only(self, lines: Iterable[int]) -> Student:
        """In a fresh process, of the hand-in nothing but the statements that begin at these lines of `source`."""
        return Student(self._line.session, line=self._line.only(frozenset(lines)))

    def _ask(self, op: str, name: str, args: Any, kwargs: Any, *, keep: bool) -> Any:
        fields = {"args": unwrap(args), "kwargs": unwrap(kwargs), "keep": keep, "seed": self._seed, "grad": True}
        return self._line.ask(op, name=name, **fields)

    def fails(self, finding: Finding, got: Any = None) -> Mismatch:
        """An expectation of a check kind that did not hold, to be raised."""
        self._line.expectations += 1
        return Mismatch(finding, got, self._line.expectations)


class RemoteModule:
    """An object that lives in the student's process: `model = student.make("MnistMLP", 128, 64); model(x)`."""

    def __init__(self, handle: Any, line: Line, name: str, seed: int | None = None) -> None:
        self.handle = handle
        self.made_by = name
        self._line = line
        self._seed = seed

    def __call__(self, *args: Any, **kwargs: Any) -> Returned:
        return self.method("__call__", *args, **kwargs)

    def method(self, method: str, /, *args: Any, **kwargs: Any) -> Returned:
        name = self.made_by if method == "__call__" else f"{self.made_by}.{method}"
        value = self._ask(method, args, kwargs, keep=False)
        return Returned(value, self._line, Origin(name, f"what `{name}` returns", call_text(name, args, kwargs)))

    def attribute(self, name: str) -> Returned:
        """One attribute of the object: `made.attribute("is_leaf").satisfies(bool, "the tensor is a leaf")`."""
        value = self._ask("__getattribute__", (name,), {}, keep=False)
        return Returned(
            value, self._line, Origin(f"{self.made_by}.{name}", f"`{name}` of what `{self.made_by}` returns", "")
        )

    def part(self, key: Any) -> RemoteModule:
        """What stands under this key of a dict or list over there, to be handed to another call."""
        return RemoteModule(self._ask("__getitem__", (key,), {}, keep=True), self._line, self.made_by, self._seed)

    def do(self, method: str, /, *args: Any, **kwargs: Any) -> None:
        """Calls the method for its effect, whatever it returns: `model.do("eval")`."""
        kept = self._ask(method, args, kwargs, keep=True)
        self._line.ask("drop", handle=kept)

    def load(self, state: Mapping[str, torch.Tensor]) -> None:
        """Puts our tensors into the object. What it says about that is not believed; later results are compared."""
        self._line.ask("load_state", handle=self.handle, state=dict(state))

    def claims(self) -> dict[str, dict[str, Any]]:
        """The parameters and buffers that the object says it has: `{"parameters": {...}, "buffers": {...}}`."""
        claimed: dict[str, dict[str, Any]] = self._line.ask("state", handle=self.handle)
        return claimed

    def gradients(self, *inputs: Any, weights: Any = None) -> Gradients:
        """As `Student.gradients`, through this object and for its parameters too."""
        fields = {"args": unwrap(inputs), "kwargs": {}, "weights": weights, "parameters": True}
        call = call_text(self.made_by, inputs, {})
        with _told_of(self.made_by, call):
            answer = self._line.ask("gradients", handle=self.handle, **fields)
        return Gradients(answer, self._line, self.made_by, call)

    def trace(self, *args: Any, **kwargs: Any) -> dict[str, int]:
        """As `Student.trace`, of a call of this object."""
        fields = {"args": unwrap(args), "kwargs": unwrap(kwargs), "seed": self._seed}
        return _counts(self._line.ask("trace", handle=self.handle, name="__call__", **fields))

    def _ask(self, method: str, args: Any, kwargs: Any, *, keep: bool) -> Any:
        fields = {"args": unwrap(args), "kwargs": unwrap(kwargs), "keep": keep, "seed": self._seed, "grad": True}
        try:
            return self._line.ask("method", handle=self.handle, name=method, **fields)
        except StudentFault as fault:
            if fault.finding.code != "missing":
                raise
            # Told apart from a missing global: an object can make up its attributes' names after it saw inputs.
            facts = {**fault.finding.facts, "of": self.made_by}
            raise StudentFault(fault.verdict, Finding(code="missing", facts=facts)) from None


@contextmanager
def _told_of(function: str, call: str) -> Iterator[None]:
    """A backward pass that failed over there is told with the function that it was to go through."""
    try:
        yield
    except StudentFault as fault:
        if fault.finding.code not in {"no_gradient", "not_data", "shape"}:
            raise
        origin = {"function": function, "subject": f"what `{function}` returns", "call": call}
        facts = {**fault.finding.facts, **origin}
        raise StudentFault(fault.verdict, Finding(code=fault.finding.code, facts=facts)) from None


def _counts(answer: Any) -> dict[str, int]:
    """Only what looks like counts, and within bounds: the rest of the answer is nothing to judge by."""
    told = answer["operations"].items()
    return {name: min(count, MOST_COUNTED) for name, count in told if type(name) is str and type(count) is int}


def unwrap(tree: Any) -> Any:
    """The arguments as they cross the boundary: our RemoteModule becomes the handle of the object over there."""
    if isinstance(tree, RemoteModule):
        return tree.handle
    if isinstance(tree, dict):
        return {key: unwrap(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)) and not isinstance(tree, torch.Size):
        return [unwrap(item) for item in tree] if isinstance(tree, list) else tuple(unwrap(item) for item in tree)
    if isinstance(tree, (np.generic, frozenset)):
        return tree.item() if isinstance(tree, np.generic) else set(tree)
    if not is_data(tree):
        raise LabFault(
            f"an argument of type {type_name(tree)} cannot be sent to the student's code; send tensors, arrays, "
            "numbers, text, or lists and dicts of them"
        )
    return tree


def call_text(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The call as a student would write it, for checks whose inputs may be shown."""
    shown = [_shown(value) for value in args] + [f"{key}={_shown(value)}" for key, value in kwargs.items()]
    return f"{function}({', '.join(shown)})"[:LONGEST_CALL]


def _shown(value: Any) -> str:
    if isinstance(value, RemoteModule):
        return f"the {value.made_by}"
    if isinstance(value, torch.Tensor):
        if value.numel() <= MOST_SHOWN_ELEMENTS:
            return f"torch.tensor({value.tolist()})"
        return f"<tensor of shape {tuple(value.shape)}>"
    return repr(value)
