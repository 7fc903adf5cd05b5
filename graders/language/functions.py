"""Kinds of check about functions: what they return, what holds for it, and what autograd finds through them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Unpack

from graders.kinds import alone, differences, functions
from graders.language.core import (
    CheckFunction,
    Collector,
    ComparedOptions,
    DrawInputs,
    Options,
    allowance_of,
    with_defaults,
)


class FunctionKinds(Collector):
    """Kinds of check about functions: what they return, what holds for it, and what autograd finds through them."""

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
        self._about(function, check, points, f"value_{function}", title, options)

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

        q5.gradient("poly", points=1, draw=lambda d: (d.uniform((64,), -3, 3, dtype=torch.float64),))
        """
        check = functions.gradient(function, draw, reference or function, allowance_of(options))
        title = f"Autograd can go back through `{function}`"
        self._about(function, check, points, f"gradient_{function}", title, options)

    def finite_differences(
        self,
        function: str,
        *,
        of: str,
        points: float,
        draw: DrawInputs,
        by: Sequence[int] | None = None,
        **options: Unpack[ComparedOptions],
    ) -> None:
        """The hand-written gradient is what differences of the reference's function `of` in float64 say.

        q5.finite_differences("poly_grad", of="poly", points=2, draw=lambda d: (d.uniform((64,), -3, 3),))
        q3.finite_differences("da_dw", of="neuron", by=(0,), points=2, draw=lambda d: (d.scalar(), d.scalar()))

        Compared is the gradient of the sum of the outputs by every float argument, or by those at the places `by`: one
        result for one argument, a tuple for several, each in the shape of its argument.
        """
        check = differences.finite_differences(function, of, draw, by, allowance_of(options))
        title = f"`{function}` returns the slopes of `{of}`"
        self._about(function, check, points, f"finite_differences_{function}", title, options)

    def by_hand(
        self,
        function: str,
        *,
        points: float,
        draw: DrawInputs,
        reference: str | None = None,
        also: Sequence[str] = (),
        **options: Unpack[ComparedOptions],
    ) -> None:
        """The right values without autograd: the function alone, with what it calls and nothing else of the file.

        q5.by_hand("poly_grad", points=2, draw=lambda d: (d.uniform((64,), -3, 3),))
        q6.by_hand("conv2d", points=2, also=("functional",), draw=lambda d: (d.normal((6, 6)), d.normal((3, 3))))

        It may name neither autograd nor these names, nor anything by which they are reached unnamed, such as getattr.
        """
        check = alone.ByHand(function, draw, reference or function, tuple(also), allowance_of(options)).check
        title = f"`{function}` is right by its own arithmetic, without autograd"
        self._about(function, check, points, f"by_hand_{function}", title, options)

    def property(
        self,
        function: str,
        *,
        points: float,
        draw: DrawInputs,
        holds: Callable[..., Any],
        what: str,
        **options: Unpack[Options],
    ) -> None:
        """`holds(result, *arguments)` is true of each drawn call; `what` says so in words that end the sentence.

        q4.property("softmax", points=1, draw=lambda d: (d.normal((4, 5)),), what="every row sums to 1",
                    holds=lambda got, x: torch.allclose(got.sum(dim=1), torch.ones(len(x))))
        q1.property("random_tensor", points=1, draw=lambda d: ((100, 100),), what="the values are uniform on [0, 1)",
                    holds=lambda got, size: follows_uniform(got, 0, 1))
        """
        check = functions.property_(function, draw, holds, what)
        title = f"`{function}`: {what}"
        self._about(function, check, points, f"property_{function}", title, options, known=Options)

    def deterministic(
        self,
        function: str,
        *,
        points: float,
        draw: DrawInputs,
        seed: str | None = None,
        **options: Unpack[Options],
    ) -> None:
        """The same seed gives the same numbers, again and in a fresh process; another seed gives other numbers.

        q2.deterministic("random_tensor", points=1, draw=lambda d: ((3, 4),), seed="seed")
        q2.deterministic("init_weights", points=1, draw=lambda d: (8, 4))

        `seed` names the argument that takes the seed. Without it the generators of torch, numpy and `random` are seeded
        before each call.
        """
        check = functions.Determinism(function, draw, seed).check
        title = f"`{function}` repeats its random numbers with the same seed"
        self._about(function, check, points, f"deterministic_{function}", title, options, known=Options)

    def _about(  # noqa: PLR0913, PLR0917  what these kinds have in common, written down once
        self,
        function: str,
        check: CheckFunction,
        points: float,
        name: str,
        title: str,
        options: Options,
        known: type = ComparedOptions,
    ) -> None:
        self.add(check, points, {function}, with_defaults(options, name, title, known))
