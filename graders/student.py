"""The hand-in as a check function holds it. Every call crosses the sandbox boundary; what comes back is only data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

import torch

from graders.compare import compare, is_data, type_name
from graders.results import Finding, LabFault, ServiceFault, StudentFault, Verdict
from graders.tolerances import Tolerance, tolerance_for

MOST_SHOWN_ELEMENTS = 8
LONGEST_CALL = 200


class Session(Protocol):
    """A line to the student's code, wherever it runs. Raises StudentFault for what the student's code does."""

    def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Any: ...

    def fresh(self) -> Session:
        """The same hand-in in a new process that shares nothing with this one."""
        ...

    def revive(self) -> None:
        """Replaces a process that died or was killed by a new one with the hand-in loaded; nothing when it lives."""
        ...

    @property
    def source(self) -> str:
        """The definitions of the hand-in as one text, notebook cells joined."""
        ...


class Mismatch(StudentFault):
    """An expectation did not hold. `got` and `ordinal` (which expectation of the check) serve the diagnosis alone."""

    def __init__(self, finding: Finding, got: Any, ordinal: int) -> None:
        super().__init__(Verdict.INVALID if finding.code == "not_data" else Verdict.WRONG, finding)
        self.got = got
        self.ordinal = ordinal


class Line:
    """What all parts of one check share: the session, its time limit, the device, the count of expectations."""

    def __init__(self, session: Session, call_s: float | None, device: str) -> None:
        self.session = session
        self.call_s = call_s
        self.device = device
        self.expectations = 0

    def ask(self, op: str, **fields: Any) -> Any:
        try:
            return self.session.request(op, timeout_s=self.call_s, **fields)
        except (StudentFault, LabFault, ServiceFault):
            raise
        # Whatever else the line raises is a fault of the service: it must never read as the lab's or the student's.
        except Exception as error:
            raise ServiceFault(f"the line to the student's process failed: {type(error).__name__}: {error}") from error

    def source(self) -> str:
        if not self.session.source:
            # A session may load the hand-in at its first request only: any name that surely is not there will do.
            with suppress(StudentFault):
                self.ask("name", name="__source__")
        return self.session.source

    def elsewhere(self) -> Line:
        other = Line(self.session.fresh(), self.call_s, self.device)
        # One count over all processes of a check, so that an ordinal still names one expectation.
        other.expectations = self.expectations + 1000
        return other


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
        return self._line.source()

    def seeded(self, seed: int) -> Student:
        """The same student, whose random numbers start from this seed at each call."""
        other = Student(self._line.session, line=self._line)
        other._seed = seed
        return other

    def call(self, function: str, /, *args: Any, **kwargs: Any) -> Returned:
        """Calls the student's function; the answer is data to state expectations about."""
        value = self._ask("call", function, args, kwargs, keep=False)
        return Returned(value, self._line, function, call_text(function, args, kwargs))

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
        return Returned(self._line.ask("name", name=name), self._line, name, name)

    def gradients(self, function: str, *inputs: Any, weights: torch.Tensor | None = None) -> Gradients:
        """Autograd through the student's function: backward of sum(output * weights), weights being ones by default."""
        fields = {"args": unwrap(inputs), "kwargs": {}, "weights": weights, "parameters": False}
        answer = self._line.ask("gradients", name=function, **fields)
        return Gradients(answer, self._line, function, call_text(function, inputs, {}))

    def elsewhere(self) -> Student:
        """The same hand-in in a fresh process: what one has seen or stored, the other does not know."""
        return Student(self._line.session, line=self._line.elsewhere())

    def _ask(self, op: str, name: str, args: Any, kwargs: Any, *, keep: bool) -> Any:
        fields = {"args": unwrap(args), "kwargs": unwrap(kwargs), "keep": keep, "seed": self._seed, "grad": True}
        return self._line.ask(op, name=name, **fields)

    def fails(self, finding: Finding, got: Any = None) -> Mismatch:
        """An expectation of a check kind that did not hold, to be raised."""
        self._line.expectations += 1
        return Mismatch(finding, got, self._line.expectations)


class Returned:
    """What came back from the student's process, and what is expected of it."""

    def __init__(self, value: Any, line: Line, function: str, call: str) -> None:
        self._value = value
        self._line = line
        self._function = function
        self._call = call

    @property
    def value(self) -> Any:
        """The value itself, proved to be plain data."""
        if not is_data(self._value):
            self._fail(Finding(code="not_data", facts={"type": type_name(self._value), "where": ""}))
        return self._value

    def close_to(
        self, expected: Any, *, rtol: float | None = None, atol: float | None = None, because: str = ""
    ) -> Returned:
        """Equal within the table's tolerance for its dtype; another tolerance needs its reason."""
        tolerance = overridden(rtol, atol, because)
        finding = compare(self._value, expected, tolerance, device=self._line.device)
        return self._expect(finding)

    def equals(self, expected: Any) -> Returned:
        """Equal to the last bit, in the structure, shape and dtype of the expected value."""
        return self._expect(compare(self._value, expected, Tolerance(0.0, 0.0)))

    def has_shape(self, *shape: int) -> Returned:
        got = list(getattr(self.value, "shape", ()))
        facts = {"got_shape": got, "want_shape": list(shape), "where": ""}
        return self._expect(None if got == list(shape) else Finding(code="shape", facts=facts))

    def satisfies(self, predicate: Callable[[Any], Any], what: str) -> Returned:
        """`what` says, as the end of "must hold: ...", what the predicate asks of the value."""
        holds = bool(predicate(self.value))
        return self._expect(None if holds else Finding(code="property", facts={"what": what}))

    def __getitem__(self, key: Any) -> Returned:
        """One part of a list, tuple or dict, to state an expectation about it alone."""
        try:
            part = self.value[key]
        except (KeyError, IndexError, TypeError):
            self._fail(Finding(code="keys", facts={"where": "", "missing": [repr(key)], "unexpected": []}))
        return Returned(part, self._line, self._function, f"{self._call}[{key!r}]")

    def _expect(self, finding: Finding | None) -> Returned:
        self._line.expectations += 1
        if finding:
            self._fail(finding)
        return self

    def _fail(self, finding: Finding) -> Any:
        facts = {**finding.facts, "function": self._function, "call": self._call}
        raise Mismatch(Finding(code=finding.code, facts=facts), self._value, self._line.expectations)


class Gradients:
    """The answer of a backward pass in the student's process: output, gradient of each input and of each parameter."""

    def __init__(self, answer: Mapping[str, Any], line: Line, function: str, call: str) -> None:
        self._answer = answer
        self._line = line
        self._function = function
        self._call = call

    @property
    def output(self) -> Returned:
        return Returned(self._answer["output"], self._line, self._function, self._call)

    def of_input(self, index: int = 0) -> Returned:
        return self._part(self._answer["inputs"][index], f"argument {index + 1}")

    def of_parameter(self, name: str) -> Returned:
        return self._part(self._answer["parameters"].get(name), name)

    def _part(self, gradient: Any, where: str) -> Returned:
        call = f"the gradient of {self._call} with respect to {where}"
        if gradient is None:
            self._line.expectations += 1
            finding = Finding(
                code="no_gradient", facts={"where": where, "function": self._function, "call": self._call}
            )
            raise Mismatch(finding, None, self._line.expectations)
        return Returned(gradient, self._line, self._function, call)


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
        return Returned(value, self._line, name, call_text(name, args, kwargs))

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

    def gradients(self, *inputs: Any, weights: torch.Tensor | None = None) -> Gradients:
        """As `Student.gradients`, through this object and for its parameters too."""
        fields = {"args": unwrap(inputs), "kwargs": {}, "weights": weights, "parameters": True}
        answer = self._line.ask("gradients", handle=self.handle, **fields)
        return Gradients(answer, self._line, self.made_by, call_text(self.made_by, inputs, {}))

    def _ask(self, method: str, args: Any, kwargs: Any, *, keep: bool) -> Any:
        fields = {"args": unwrap(args), "kwargs": unwrap(kwargs), "keep": keep, "seed": self._seed, "grad": True}
        return self._line.ask("method", handle=self.handle, name=method, **fields)


def overridden(rtol: float | None, atol: float | None, because: str) -> Tolerance | None:
    """The check's own tolerance, or None for the table's."""
    if rtol is None and atol is None:
        return None
    if not because:
        raise LabFault('a tolerance of its own needs its reason; write because="..." beside rtol and atol')
    table = tolerance_for(torch.float32)
    return Tolerance(table.rtol if rtol is None else rtol, table.atol if atol is None else atol)


def unwrap(tree: Any) -> Any:
    """The arguments as they cross the boundary: our RemoteModule becomes the handle of the object over there."""
    if isinstance(tree, RemoteModule):
        return tree.handle
    if isinstance(tree, dict):
        return {key: unwrap(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)) and not isinstance(tree, torch.Size):
        return type(tree)(unwrap(item) for item in tree)
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
