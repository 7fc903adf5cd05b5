"""Kinds of check about models: parameters, and the function that they make under weights of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from graders.kinds.models import ModelCheck
from graders.language.core import Collector, ComparedOptions, DrawInputs, Options, allowance_of, with_defaults


class ModelKinds(Collector):
    """Kinds of check about models: parameters, and the function that they make under weights of ours."""

    def equivalence(
        self,
        model: str,
        *,
        points: float,
        inputs: DrawInputs,
        arguments: Sequence[Any] = (),
        **options: Unpack[ComparedOptions],
    ) -> None:
        """With weights that we choose, the student's model gives the reference's outputs and parameter gradients.

        q4.equivalence("MnistMLP", points=4, arguments=(128, 64), inputs=lambda d: d.uniform((16, 784)))
        """
        check = ModelCheck(model, tuple(arguments), inputs, allowance_of(options)).equivalent
        title = f"`{model}` computes the right function for given weights"
        self.add(check, points, {model}, with_defaults(options, f"equivalence_{model}", title, ComparedOptions))

    def parameter_count(
        self,
        model: str,
        *,
        points: float,
        inputs: DrawInputs,
        arguments: Sequence[Any] = (),
        **options: Unpack[Options],
    ) -> None:
        """The model has as many parameters as the reference, counted by us over tensors that provably make its outputs.

        q4.parameter_count("MnistMLP", points=2, arguments=(128, 64), inputs=lambda d: d.uniform((16, 784)))
        """
        check = ModelCheck(model, tuple(arguments), inputs).counted
        title = f"`{model}` has the right number of parameters"
        self.add(check, points, {model}, with_defaults(options, f"parameter_count_{model}", title))
