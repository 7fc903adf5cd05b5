"""Kinds of check about the way to a result: what a function may use, must use, and what PyTorch carries out for it.

They are guards: they earn no points, and who breaks one loses every check about the functions that it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack, cast

from graders.kinds import source, trace
from graders.language.core import CheckFunction, Collector, DrawInputs, Options, RuleOptions, listed, with_defaults
from graders.results import LabFault


class RuleKinds(Collector):
    """Kinds of check about the way to a result: what a function may use, must use, and what PyTorch carries out."""

    def forbids(
        self,
        *names: str,
        in_: Sequence[str],
        syntax: Sequence[str] = (),
        points: float = 0,
        **options: Unpack[RuleOptions],
    ) -> None:
        """These functions may use neither these names nor this syntax. Breaking it costs every check about them.

        q5.forbids("autograd", "backward", "requires_grad", in_=("poly_grad",))
        q1.forbids("map", "vectorize", syntax=("loops", "recursion"), in_=("add_vec",))
        """
        rule = source.Rule(tuple(names), tuple(syntax), tuple(in_))
        title = f"{listed(in_)} without {_told(names, syntax)}"
        self._guard(rule.forbidden, in_, points, options, f"rule_{'_'.join(in_)}", title)

    def requires(
        self,
        *names: str,
        in_: Sequence[str],
        syntax: Sequence[str] = (),
        points: float = 0,
        **options: Unpack[RuleOptions],
    ) -> None:
        """Each of these functions, or helpers that it calls, uses every one of these names and kinds of syntax.

        q7.requires(syntax=("loops",), in_=("dot_by_hand",))
        q4.requires("scaled_dot_product_attention", in_=("attend",))
        """
        rule = source.Rule(tuple(names), tuple(syntax), tuple(in_))
        title = f"{listed(in_)} with {_told(names, syntax)}"
        self._guard(rule.required, in_, points, options, f"requires_{'_'.join(in_)}", title)

    def trace(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        function: str,
        *,
        draw: DrawInputs,
        never: Sequence[str] = (),
        at_most: Mapping[str, int] | None = None,
        calls: Sequence[str] = (),
        arguments: Sequence[Any] | None = None,
        points: float = 0,
        **options: Unpack[RuleOptions],
    ) -> None:
        """What PyTorch carries out while the function runs: never these, at most so many of those, surely these.

        q6.trace("conv2d", draw=lambda d: (d.normal((1, 3, 8, 8)), d.normal((4, 3, 3, 3))), never=("convolution",))
        q8.trace("Attention", arguments=(16, 4), draw=lambda d: (d.normal((2, 5, 16)),), at_most={"softmax": 1})
        """
        rule = trace.Rule(tuple(never), dict(at_most or {}), tuple(calls))
        check = trace.trace(function, draw, None if arguments is None else tuple(arguments), rule)
        title = f"`{function}` takes the way that the exercise asks for"
        self._guard(check, (function,), points, {"show": "drawn", **options}, f"trace_{function}", title)

    def _guard(  # noqa: PLR0913, PLR0917  what the rules have in common, written down once
        self, check: CheckFunction, in_: Sequence[str], points: float, options: RuleOptions, name: str, title: str
    ) -> None:
        if points:
            raise LabFault("a rule earns no points, since an empty hand-in keeps it; remove points= from it")
        described = with_defaults(cast("Options", {"show": "example", **options}), name, title, RuleOptions)
        self.add(check, 0, set(in_), described, guards=frozenset(in_))


def _told(names: Sequence[str], syntax: Sequence[str]) -> str:
    return ", ".join([*(f"`{name}`" for name in names), *syntax])
