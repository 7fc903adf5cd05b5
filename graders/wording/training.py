"""Sentences about training and what it led to."""

from __future__ import annotations

from collections.abc import Callable

from graders.wording.common import FAR, NEAR, Facts, counted, place, short

LUGGAGE = {
    "literals": "texts, numbers and other files",
    "comments": "comments and docstrings",
    "code": "code",
}


def luggage(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    """What stands in the file was there before any input: all of it may be told."""
    where = f"“{facts['file']}”" if facts["line"] is None else place(facts)
    text = f"Your hand-in brings {facts['kb']:,g} KiB of {LUGGAGE[facts['kind']]} along"
    text = (
        f"{text} ({facts['largest_kb']:,g} KiB of it in {where}); at most {facts['most_kb']:,g} KiB are accepted, for"
    )
    return f"{text} a model is to learn from the data that we give it. Remove what the training does not need."


def not_carried(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"After `{facts['function']}`, a new process got the {facts['numbers']:,} numbers that the parameters and"
    text = f"{text} buffers of `{facts['model']}` hold, and answers otherwise than the one that trained."
    return f"{text} Keep what is learnt in parameters and buffers of the model, in no list, global or closure."


def numbers(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` needs {facts['numbers']:,} numbers to be carried from training to prediction"
    return f"{text} (we counted them); at most {facts['at_most']:,} are allowed. Use fewer or smaller layers."


def diverged(facts: Facts, *, full: bool) -> str:
    name = f"the parameter {facts['where']}" if full else "a parameter"
    text = f"After training, {name} of `{facts['function']}` holds NaN or infinity"
    count, total = counted(facts["count"], full=full), counted(facts["total"], full=full)
    return f"{text} in {count} of {total} values. Lower the learning rate or look at the loss."


def before_training(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"With start weights set by us and without any training, `{facts['function']}` already recognises"
    return f"{text} {facts['accuracy']:.1%} of the withheld images. It must learn from what the training is given."


def accuracy(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"After `{facts['function']}`, the model recognises {facts['accuracy']:.1%} of {facts['total']:,} images"
    needed = f"that it has never seen; asked for are {facts['at_least']:.1%} (it began at {facts['before']:.1%})."
    return f"{text} {needed}{_runs(facts, '.1%')} See whether the loss falls, and for how many epochs it does."


def not_learned(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = (
        f"`{facts['function']}` recognises {facts['claimed']:.1%} of {facts['total']:,} images that it has never seen"
    )
    needed = f"but the network asked for, with the same trained parameters, {facts['accuracy']:.1%}"
    needed = f"{needed} ({facts['at_least']:.1%} are needed).{_runs(facts, '.1%')}"
    return f"{text}, {needed} Compute the result from the parameters alone."


def score_before(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"With start weights set by us and without any training, the {facts['metric']} of `{facts['function']}` on"
    text = f"{text} {_data(facts)} is already {_number(facts['value'])} ({_wanted(facts)})."
    return f"{text} It must learn from what the training is given."


def score(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    began = f"; it began at {_number(facts['before'])}" if facts.get("before") is not None else ""
    text = f"After `{facts['function']}`, the {facts['metric']} on {_data(facts)} is {_number(facts['value'])}"
    return f"{text}, {_wanted(facts)}{began}.{_runs(facts, '.3g')} See whether the loss falls, and how far it gets."


def score_not_learned(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"The {facts['metric']} of `{facts['function']}` on {_data(facts)} is {_number(facts['claimed'])}"
    ours = f"with the network asked for and the same trained parameters {_number(facts['value'])} ({_wanted(facts)})."
    return f"{text}, {ours}{_runs(facts, '.3g')} Compute the result from the parameters alone."


def trend_diverged(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"After epoch {facts['epoch']} of {facts['epochs']} by `{facts['function']}`, the loss is NaN or infinite"
    return (
        f"{text} (we compute it from your weights). Lower the learning rate or look for a gradient of the wrong sign."
    )


def trend_rises(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"In epoch {facts['epoch']} of {facts['epochs']} by `{facts['function']}`, the loss rises from"
    text = f"{text} {_number(facts['before'])} to {_number(facts['after'])} (we compute it from your weights)."
    return f"{text} Lower the learning rate, and see whether gradients are cleared between steps."


def trend_falls(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"In {facts['epochs']} epochs by `{facts['function']}`, the loss goes from {_number(facts['first'])} to"
    text = f"{text} {_number(facts['last'])} (we compute it from your weights); it must fall to {facts['falls_to']:.0%}"
    return f"{text} of the first. See whether each step goes against the gradient, and how far."


def trend_optimum(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = (
        f"After {facts['epochs']} epochs by `{facts['function']}`, the loss is {_number(facts['last'])} (we compute it"
    )
    text = f"{text} from your weights), more than {facts['within']:.0%} above the least that is possible for this data."
    return f"{text} Train longer or with a better learning rate, and look for a parameter that is never updated."


def unmoved(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` leaves every parameter of the model as it was."
    return f"{text} Call the optimizer's step, or change the tensors themselves and not copies of them."


def _wanted(facts: Facts) -> str:
    return f"asked for is {'at least' if facts['higher'] else 'at most'} {facts['threshold']:g}"


def _data(facts: Facts) -> str:
    return "data that it has never seen" if facts["part"] == "test" else "the training data"


def _number(value: float | None) -> str:
    """Within bounds: a loss comes from weights that code chose."""
    if value is None:
        return "not a finite number"
    return short(value) if not value or NEAR <= abs(value) <= FAR else short(value, full=False)


def _runs(facts: Facts, form: str) -> str:
    """A borderline result is the median of three runs, or of the two that settled it."""
    runs = facts.get("runs", ())
    if len(runs) <= 1:
        return ""
    told = ", ".join("no result" if run is None else format(run, form) for run in runs)
    return f" It was near, so it ran again; two of three runs must reach it ({told})."


SENTENCES: dict[str, Callable[..., str]] = {
    "luggage": luggage,
    "not_carried": not_carried,
    "numbers": numbers,
    "diverged": diverged,
    "before_training": before_training,
    "accuracy": accuracy,
    "not_learned": not_learned,
    "score_before": score_before,
    "score": score,
    "score_not_learned": score_not_learned,
    "trend_diverged": trend_diverged,
    "trend_rises": trend_rises,
    "trend_falls": trend_falls,
    "trend_optimum": trend_optimum,
    "unmoved": unmoved,
}
