"""Kinds of check about training: what a model can do after the hand-in has trained it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Unpack

from graders.datasets import Digits, digits
from graders.kinds import training
from graders.language.core import Collector, Options, with_defaults


class TrainingKinds(Collector):
    """Kinds of check about training: what a model can do after the hand-in has trained it."""

    def accuracy(  # noqa: PLR0913  each is a word of the lab language, given by name
        self,
        model: str,
        *,
        points: float,
        at_least: float,
        arguments: Sequence[Any] = (),
        train: str = "train",
        data: Callable[[], Digits] = digits,
        permute: bool = True,
        chance_at_most: float = 0.35,
        **options: Unpack[Options],
    ) -> None:
        """`train(model, images, labels)` brings the model from our start weights to this accuracy on withheld images.

        q4.accuracy("MnistMLP", points=6, arguments=(128, 64), train="train", at_least=0.85)

        `permute` shuffles the pixels by a secret order, which a model of fully connected layers does not mind: weights
        that were trained at home are worthless then. Turn it off for convolutions.
        """
        plan = training.Plan(model, tuple(arguments), train, data, at_least, chance_at_most, permute=permute)
        title = f"`{train}` teaches `{model}` to recognise at least {at_least:.0%} of images it has never seen"
        described = with_defaults(options, f"accuracy_{model}", title)
        # Training gives other numbers each time, so there are no "very numbers" of a mistake to recognise.
        self.add(plan.check, points, {model, train}, described, diagnosed=False)
