"""Kinds of check about functions: what they return, and what autograd finds through them."""

from __future__ import annotations

from typing import Unpack

from graders.kinds import functions
from graders.language.core import Collector, ComparedOptions, DrawInputs, allowance_of, with_defaults


class FunctionKinds(Collector):
    """Kinds of check about functions: what they return, and what autograd finds through them."""

    def value(
        self,
        function: str,
        *,
        points: float,
        draw: DrawInputs,
        reference: str | None = None,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """The function returns what the reference's function of that name (or `reference`) returns on drawn arguments.

        q5.value("poly_grad", points=2, draw=lambda d: (d.uniform((64,), -3, 3),))
        q5.value("poly", points=1, show="example", draw=lambda d: (2.0,), name="at_two", title="The value at x = 2")
        q5.value("poly_grad", points=1, name="many_kinds", draw=lambda d: [(d.scalar(-3, 3),), (d.normal((2, 5)),)])
        q3.value("slope", points=1, draw=points_of_q3, rtol=1e-5, atol=1e-7, because="saturated slopes are small")
        """
        check = functions.value(function, draw, reference or function, allowance_of(options))
        title = f"`{function}` returns the right values"
        self.add(check, points, {function}, with_defaults(options, f"value_{function}", title, ComparedOptions))

    def gradient(
        self,
        function: str,
        *,
        points: float,
        draw: DrawInputs,
        reference: str | None = None,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """Autograd through the student's function gives the gradient of the reference, for every float tensor argument.

        q5.gradient("poly", points=1, draw=lambda d: (d.uniform((64,), -3, 3),))
        """
        check = functions.gradient(function, draw, reference or function, allowance_of(options))
        title = f"Autograd can go back through `{function}`"
        self.add(check, points, {function}, with_defaults(options, f"gradient_{function}", title, ComparedOptions))
