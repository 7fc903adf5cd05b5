"""What came back from the student's process and what a check expects of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch

from graders.compare import compare, flaw, is_data, type_name
from graders.line import Compared, Line, Mismatch
from graders.results import Finding, LabFault
from graders.tolerances import EXACT, Tolerance, tolerance_for


class Origin(NamedTuple):
    """Where a value came from: the function, the value as the subject of a sentence, the call that gave it."""

    function: str
    subject: str
    call: str


class Returned:
    """What came back from the student's process, and what is expected of it."""

    def __init__(self, value: Any, line: Line, origin: Origin) -> None:
        self._value = value
        self._line = line
        self._origin = origin
        self._asked = line.asked

    @property
    def value(self) -> Any:
        """The value itself, proved to be plain data."""
        if not is_data(self._value):
            self._fail(Finding(code="not_data", facts={"type": type_name(self._value), "where": ""}))
        return self._value

    def close_to(
        self, expected: Any, *, rtol: float | None = None, atol: float | None = None, because: str = ""
    ) -> Returned:
        """Equal within the table's tolerance for its dtype; another tolerance needs its reason.

        Expected may be another result of the student: `student.call("f", x + 1).close_to(student.call("f", x))`.
        """
        tolerance, expected = overridden(rtol, atol, because), comparable(expected)
        finding = compare(self._value, expected, tolerance, device=self._line.device)
        return self._expect(finding, expected)

    def equals(self, expected: Any) -> Returned:
        """Equal to the last bit, in the structure, shape and dtype of the expected value."""
        expected = comparable(expected)
        return self._expect(compare(self._value, expected, EXACT), expected)

    def agrees_with(self, other: Returned) -> bool:
        """Whether two results of the student are the same to the last bit; what is neither data nor finite fails."""
        return compare(comparable(self), comparable(other), EXACT) is None

    def has_shape(self, *shape: int) -> Returned:
        got = list(getattr(self.value, "shape", ()))
        facts = {"got_shape": got, "want_shape": list(shape), "where": ""}
        return self._expect(None if got == list(shape) else Finding(code="shape", facts=facts))

    def satisfies(self, predicate: Callable[[Any], Any], what: str) -> Returned:
        """`what` says in words what the predicate asks of the value: "the entries sum to the number of samples"."""
        holds = bool(predicate(self.value))
        return self._expect(None if holds else Finding(code="property", facts={"what": what}))

    def prove_comparable(self) -> Any:
        """The value, to compare another one with: a student's NaN there is not the reference's fault."""
        finding = flaw(self._value)
        if finding:
            self._fail(finding)
        return self._value

    def __getitem__(self, key: Any) -> Returned:
        """One part of a list, tuple or dict, to state an expectation about it alone."""
        try:
            part = self.value[key]
        except (KeyError, IndexError, TypeError):
            self._fail(Finding(code="keys", facts={"where": "", "missing": [repr(key)], "unexpected": []}))
        told = Returned(part, self._line, self._origin._replace(subject=f"part [{key!r}] of {self._origin.subject}"))
        told._asked = self._asked
        return told

    def _expect(self, finding: Finding | None, want: Any = None) -> Returned:
        self._line.expectations += 1
        if self._line.overheard is not None:
            self._line.overheard.append(
                Compared(self._origin.function, self._origin.subject, self._value, want, self._asked)
            )
        elif finding:
            self._fail(finding, want)
        return self

    def _fail(self, finding: Finding, want: Any = None) -> Any:
        told = Finding(code=finding.code, facts={**finding.facts, **self._origin._asdict()})
        raise Mismatch(told, self._value, self._line.expectations, want=want, asked=self._asked)


class Gradients:
    """The answer of a backward pass in the student's process: output, gradient of each input and of each parameter."""

    def __init__(self, answer: Mapping[str, Any], line: Line, function: str, call: str) -> None:
        self._answer = answer
        self._line = line
        self._function = function
        self._call = call

    @property
    def output(self) -> Returned:
        return Returned(self._answer["output"], self._line, self._origin("what `{}` returns"))

    def reaches_input(self, index: int) -> bool:
        """Whether a gradient came back for the argument at this place."""
        return self._answer["inputs"][index] is not None

    def of_input(self, index: int = 0) -> Returned:
        return self._part(self._answer["inputs"][index], f"argument {index + 1}")

    def reaches(self, name: str) -> bool:
        """Whether a gradient came back for the parameter of this name."""
        return self._answer["parameters"].get(name) is not None

    def of_parameter(self, name: str, told: str = "") -> Returned:
        """`told` is what messages call it where the name is not the author's."""
        return self._part(self._answer["parameters"].get(name), told or name)

    def _part(self, gradient: Any, where: str) -> Returned:
        if gradient is None:
            self._line.expectations += 1
            finding = Finding(
                code="no_gradient", facts={"where": where, "function": self._function, "call": self._call}
            )
            raise Mismatch(finding, None, self._line.expectations)
        return Returned(gradient, self._line, self._origin(f"the gradient of `{{}}` with respect to {where}"))

    def _origin(self, subject: str) -> Origin:
        return Origin(self._function, subject.format(self._function), self._call)


def comparable(expected: Any) -> Any:
    return expected.prove_comparable() if isinstance(expected, Returned) else expected


def overridden(rtol: float | None, atol: float | None, because: str) -> Tolerance | None:
    """The check's own tolerance, or None for the table's."""
    if rtol is None and atol is None:
        return None
    if not because:
        raise LabFault('a tolerance of its own needs its reason; write because="..." beside rtol and atol')
    table = tolerance_for(torch.float32)
    return Tolerance(table.rtol if rtol is None else rtol, table.atol if atol is None else atol)
