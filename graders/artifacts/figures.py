"""The figures of one call as a check holds them: what is expected of them, and their pictures for whoever may look.

A picture proves nothing: the process that drew it says what it shows. Numbers that it gives for its lines earn points
when they are compared with numbers of ours; counts, titles and labels can only take points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch

from graders.artifacts.pictures import Malformed, Mark, Picture, read_pictures
from graders.compare import compare
from graders.expectations import overridden
from graders.line import Line, Mismatch
from graders.results import PICTURE, Finding, StudentFault, Verdict
from graders.tolerances import Tolerance, tolerance_for

# Who draws seldom computes in more than float32, whatever the dtype of the points.
DRAWN = tolerance_for(torch.float32)
CURVES = ("line", "points", "bars")


class Wanted(NamedTuple):
    """Numbers that must be drawn: y alone, x and y, or an image."""

    kinds: tuple[str, ...]
    values: torch.Tensor


class Figures:
    """What a call drew: `student.figures("plot_relu", x).shows((x, reference.relu(x)))`."""

    def __init__(self, told: Any, line: Line, function: str, call: str) -> None:
        try:
            self.pictures: tuple[Picture, ...] = read_pictures(told)
        except Malformed:
            reason = "it described its figures wrongly"
            raise StudentFault(Verdict.NO_RESULT, Finding(code="garbled", facts={"reason": reason})) from None
        self._line = line
        self._function = function
        self._call = call
        for picture in self.pictures:
            if picture.png is not None:
                line.attach("figure", "png", PICTURE, picture.png)

    def has(self, *, figures: int = 1, axes: int = 1, lines: int = 0, images: int = 0, bars: int = 0) -> Figures:
        """At least as many of each."""
        found = {"figures": len(self.pictures), "axes": sum(len(picture.axes) for picture in self.pictures)}
        found |= {"lines": len(self._marks("line")), "images": len(self._marks("image"))}
        found |= {"bars": sum(len(mark.values) for mark in self._marks("bars") if mark.values is not None)}
        wanted = {"figures": figures, "axes": axes, "lines": lines, "images": images, "bars": bars}
        self._line.expectations += 1
        for what, want in wanted.items():
            if found[what] < want:
                facts = {"what": what, "got": found[what], "want": want}
                self._fail(Finding(code="too_few_drawn", facts=facts), None)
        return self

    def labelled(self) -> Figures:
        """Every axes with something drawn in it says what its two directions are; images need no such words."""
        self._line.expectations += 1
        for number, picture in enumerate(self.pictures, start=1):
            for place in sorted({mark.axes for mark in picture.marks if mark.kind in CURVES}):
                axes = picture.axes[place]
                missing = [name for name in ("xlabel", "ylabel") if not getattr(axes, name).strip()]
                if missing:
                    facts = {"figure": number, "axes": place + 1, "missing": missing}
                    self._fail(Finding(code="unlabelled", facts=facts), None)
        return self

    def shows(self, *drawn: Any, rtol: float | None = None, atol: float | None = None, because: str = "") -> Figures:
        """Each of these is drawn: a vector as the heights of a line, of points or of bars, a pair (x, y), an image."""
        tolerance = overridden(rtol, atol, because) or DRAWN
        left = [mark for picture in self.pictures for mark in picture.marks]
        for number, each in enumerate(drawn, start=1):
            found = self._nearest(_wanted(each), left, number, tolerance)
            left = [mark for mark in left if mark is not found]
        return self

    def _nearest(self, wanted: Wanted, marks: Sequence[Mark], number: int, tolerance: Tolerance) -> Mark:
        """The mark that shows these numbers. The one that comes nearest says what is wrong, if none does."""
        self._line.expectations += 1
        alike = [(mark, values) for mark in marks if (values := _comparable(mark, wanted)) is not None]
        if not alike:
            facts = {"number": number, "shape": list(wanted.values.shape), "image": wanted.kinds == ("image",)}
            self._fail(Finding(code="not_drawn", facts=facts), None)
        told = [(compare(values, wanted.values, tolerance), mark, values) for mark, values in alike]
        finding, mark, values = min(told, key=lambda each: _distance(each[0]))
        if finding is not None:
            subject = f"what the figure of `{self._function}` shows"
            facts = {**finding.facts, "subject": subject, "where": ""}
            self._fail(Finding(code=finding.code, facts=facts), values)
        return mark

    def _marks(self, kind: str) -> list[Mark]:
        return [mark for picture in self.pictures for mark in picture.marks if mark.kind == kind]

    def _fail(self, finding: Finding, got: Any) -> Any:
        facts = {"subject": "", **finding.facts, "function": self._function, "call": self._call}
        raise Mismatch(Finding(code=finding.code, facts=facts), got, self._line.expectations)


def _wanted(drawn: Any) -> Wanted:
    if isinstance(drawn, tuple):
        pair = [torch.as_tensor(part, dtype=torch.float64).detach().reshape(-1) for part in drawn]
        return Wanted(("line", "points"), torch.stack(pair, dim=1))
    values = torch.as_tensor(drawn, dtype=torch.float64).detach()
    return Wanted(("image",), values) if values.ndim > 1 else Wanted(CURVES, values.reshape(-1))


def _comparable(mark: Mark, wanted: Wanted) -> torch.Tensor | None:
    """The mark's numbers where they have the shape of the wanted ones."""
    if mark.kind not in wanted.kinds or mark.values is None:
        return None
    values = mark.values
    if wanted.values.ndim == 1 and values.ndim > 1:
        values = values[:, 1]
    return values if values.shape == wanted.values.shape else None


def _distance(finding: Finding | None) -> float:
    """How much of it is wrong; what is not even finite comes last."""
    return 0.0 if finding is None else float(finding.facts.get("mismatched", math.inf))
