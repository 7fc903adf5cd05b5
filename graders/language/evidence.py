"""Kinds of check about files run whole, as they were handed in: what they name and print, what their functions do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

from graders.draw import Draw
from graders.found import Found
from graders.kinds import evidence
from graders.kinds.evidence import Right, Which
from graders.language.core import Collector, DrawInputs, Options, listed, with_defaults


class EvidenceKinds(Collector):
    """Kinds of check about files run whole. They need `road = "as-handed-in"` in lab.toml."""

    def named(
        self,
        *names: str,
        points: float,
        near: Any = None,
        reference: str | None = None,
        within: float | None = None,
        **options: Unpack[Options],
    ) -> None:
        """The first of these globals that the file has holds the right number or numbers, of whatever type.

        q5.named("loss", "final_loss", points=2, near=0.25, within=0.01)
        q5.named("w", "weight", points=2, reference="w")
        """
        title = f"{listed(names[:1])} has the right value when the file has run"
        described = with_defaults(options, f"named_{'_'.join(names[:1])}", title)
        self.add(evidence.named(names, Right(near, reference, within)), points, set(names), described, whole=True)

    def printed(
        self,
        *,
        points: float,
        near: Any = None,
        reference: str | None = None,
        within: float | None = None,
        which: Which = "any",
        **options: Unpack[Options],
    ) -> None:
        """The right number, or all numbers of a tensor in their order, stand in what the file prints.

        q1.printed(points=1, reference="slope_at_two", within=0.001)
        q1.printed(points=1, near=[[1.0, 2.0], [3.0, 4.0]], within=0.001, which="last", name="last_matrix")
        """
        described = with_defaults(options, "printed", "The right result is printed")
        self.add(evidence.printed(Right(near, reference, within), which), points, set(), described, whole=True)

    def leaves(
        self,
        *,
        points: float,
        what: str,
        holds: Callable[..., Any],
        given: Callable[[Draw], dict[str, Any]] | None = None,
        tells: Callable[[Found], Any] | None = None,
        **options: Unpack[Options],
    ) -> None:
        """Something holds of the numbers that the file leaves behind and prints, whatever their names.

        q6.leaves(points=2, what="a product of shape (7, 1)", holds=lambda found, reference: found.shaped(7, 1))
        q5.leaves(points=2, what="the gradient at x", given=lambda d: {"x": d.scalar(-3, 3)},
                  holds=lambda found, reference, x: found.says(reference.poly_grad(x)),
                  tells=lambda found: found.of("x.grad"))

        With `given` the file runs once more, with these numbers where it first sets their names. `tells` is the number
        by which known mistakes are recognised.
        """
        described = with_defaults(options, "leaves_given" if given else "leaves", f"The file gives {what}")
        self.add(evidence.Left(what, holds, given, tells), points, set(), described, whole=True)

    def deviates(
        self,
        *,
        name: str,
        title: str,
        what: str,
        holds: Callable[..., Any],
        given: Callable[[Draw], dict[str, Any]] | None = None,
    ) -> None:
        """As `leaves`, of what the sheet has and a right answer need not: told, and priced by the instructor.

        q3.deviates(name="start", title="Begins at w = b = 1", what="w and b as 100 epochs from w = b = 1 give them",
                    holds=lambda found, reference: found.says([0.82, 0.988], rtol=1e-3))

        `[exercise.prices]` in lab.toml says what it costs; without a price it costs nothing.
        """
        options: Options = {"name": name, "title": title}
        described = with_defaults(options, name, title)
        self.add(evidence.Left(what, holds, given), 0, set(), described, diagnosed=False, whole=True, deviation=True)

    def behaves(self, *, reference: str, points: float, draw: DrawInputs, **options: Unpack[Options]) -> None:
        """A function of the file, under any name, returns what the reference's one returns on drawn arguments.

        q5.behaves(reference="poly_grad", points=4, draw=lambda d: (d.uniform((64,), -3, 3),))
        """
        title = f"A function of the file does what `{reference}` is to do"
        described = with_defaults(options, f"behaves_{reference}", title)
        self.add(evidence.behaves(reference, draw), points, {reference}, described, whole=True)
