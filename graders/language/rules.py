"""Kinds of check about the source: what a function may use and what it may not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack, cast

from graders.kinds import source
from graders.language.core import Collector, Options, RuleOptions, listed, with_defaults
from graders.results import LabFault


class RuleKinds(Collector):
    """Kinds of check about the source: what a function may use and what it may not."""

    def forbids(self, *names: str, in_: Sequence[str], points: float = 0, **options: Unpack[RuleOptions]) -> None:
        """These functions may not use these names. Breaking the rule costs every check about the functions.

        q5.forbids("autograd", "backward", "requires_grad", in_=("poly_grad",))
        """
        if points:
            raise LabFault(
                "a source rule earns no points, since an empty hand-in keeps it; remove points= from forbids"
            )
        title = f"{listed(in_)} without {listed(names)}"
        shown = cast("Options", {"show": "example", **options})
        described = with_defaults(shown, f"rule_{'_'.join(in_)}", title, RuleOptions)
        self.add(source.rule(names, tuple(in_)), 0, set(in_), described, guards=frozenset(in_))
