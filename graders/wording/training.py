"""Sentences about training and what it led to."""

from __future__ import annotations

from collections.abc import Callable

from graders.wording.common import Facts


def diverged(facts: Facts, *, full: bool) -> str:
    name = f"the parameter {facts['where']}" if full else "a parameter"
    text = f"After training, {name} of `{facts['function']}` holds NaN or infinity"
    return f"{text} in {facts['count']:,} of {facts['total']:,} values. Lower the learning rate or look at the loss."


def before_training(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"With start weights set by us and without any training, `{facts['function']}` already recognises"
    return f"{text} {facts['accuracy']:.1%} of the withheld images. It must learn from what the training is given."


def accuracy(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"After `{facts['function']}`, the model recognises {facts['accuracy']:.1%} of {facts['total']:,} images"
    needed = f"that it has never seen; asked for are {facts['at_least']:.1%} (it began at {facts['before']:.1%})."
    return f"{text} {needed} See whether the loss falls, and for how many epochs it does."


def not_learned(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = (
        f"`{facts['function']}` recognises {facts['claimed']:.1%} of {facts['total']:,} images that it has never seen"
    )
    needed = f"but the network asked for, with the same trained parameters, {facts['accuracy']:.1%}"
    return f"{text}, {needed} ({facts['at_least']:.1%} are needed). Compute the result from the parameters alone."


SENTENCES: dict[str, Callable[..., str]] = {
    "diverged": diverged,
    "before_training": before_training,
    "accuracy": accuracy,
    "not_learned": not_learned,
}
