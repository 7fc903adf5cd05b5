"""Sentences about what was recognised without the lab author's help, and about mistakes that could not be tried.

They name a cause, never a number that the hand-in or the solution gave. What they hold is chosen from short lists of
our own, so a student may read it of a drawn check as well.
"""

from __future__ import annotations

from collections.abc import Callable

from graders.wording.common import Facts

FACTORS = {
    "2": "exactly twice the right one. Look for something that is counted or added up twice.",
    "1/2": "exactly half of the right one. Look for a factor 2 that is missing, or a half too many.",
    "size": "the right one times a size of the input, as if a sum stood where a mean is asked for.",
    "1/size": "the right one divided by a size of the input, as if a mean stood where a sum is asked for.",
    "2/size": "the right one times 2 and divided by a size of the input. Compare where the statement takes a mean.",
    "size/2": "the right one times a size of the input and divided by 2. Compare where the statement takes a mean.",
}
LOSSES = {
    "2": "exactly twice the right loss. Compare the conventions: is the mean asked for, or half of it?",
    "1/2": "exactly half of the right loss. Compare the conventions: is half of the mean asked for, or the mean?",
    "size": "the right loss times the number of samples: this is the sum where the mean is asked for.",
    "1/size": "the right loss divided by the number of samples: this is the mean where the sum is asked for.",
    "2/size": "the right loss times 2 and divided by the number of samples. Compare the conventions: mean, sum, half.",
    "size/2": "the right loss times the number of samples and divided by 2. Compare the conventions: mean, sum, half.",
}
MODES = {
    "training": "training mode, where batch normalisation uses the batch at hand. Call `eval()` before you predict.",
    "evaluation": "evaluation mode, where batch normalisation uses what it kept. Call `train()` before you train.",
}
SPANS = {"2": "twice", "1/2": "half"}
STEPS = {-1: "one less", 1: "one more"}


def mistake_dropped(facts: Facts, *, full: bool) -> str:
    """For staff alone: a student can do nothing about it."""
    if not full:
        return ""
    return f"{facts['place']}: {facts['why']} when it was tried, so nobody is told this hint for now. Correct the file."


def scaled(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    if facts["loss"]:
        return f"What `{facts['function']}` returns is {LOSSES[facts['factor']]}"
    return f"Every value of {_whose(facts)} is {FACTORS[facts['factor']]}"


def sign(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    return f"Every value of {_whose(facts)} is the right one with the wrong sign. Look for a minus sign."


def _whose(facts: Facts) -> str:
    return f"{facts['part']} of `{facts['function']}`" if facts.get("part") else f"`{facts['function']}`"


def permuted(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` gives the right values with their axes in the order {tuple(facts['axes'])}"
    return f"{text}. Look for a transpose or permute that is missing or too many."


def unreduced(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` returns many values, and their {facts['by']} is the right answer"
    return f"{text}. Take the {facts['by']} before you return it."


def accumulated(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"The first answer of `{facts['function']}` is right, and each later one is the sum of all right ones so far"
    return f"{text}. Something is kept from call to call: clear gradients, or start from a fresh tensor."


def softmax_axis(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"The probabilities of `{facts['function']}` sum to one along axis {facts['got_axis']}"
    return f"{text}; asked for is axis {facts['want_axis']}. Look at `dim` of the softmax."


def other_scale(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` returns {facts['got']} where {facts['want']} are asked for"
    return f"{text}. Look at where a softmax, sigmoid or logarithm belongs."


def argument_ignored(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` gives what comes out when argument {facts['argument']} is zero"
    return f"{text}. See where this argument belongs in the computation."


def off_by_one(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` gives what comes out when argument {facts['argument']} is {STEPS[facts['by']]}"
    return f"{text}. Look at where the loop or range begins and ends."


def steps(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` is where the right one is after {STEPS[facts['by']]} step"
    return f"{text}. Count how often the parameters are updated in one call."


def step_scaled(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = (
        f"The first step of `{facts['function']}` goes in the right direction and is {SPANS[facts['factor']]} as long"
    )
    return f"{text} as it should be. Look at the factor of the gradient and at the learning rate."


def uphill(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"The first step of `{facts['function']}` has the right length and goes the opposite way"
    return f"{text}: the loss grows. Subtract the gradient."


def summed_gradients(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` moves by the gradients of all steps so far together"
    return f"{text}. Clear the gradients before each backward pass."


def stretched(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = (
        f"`{facts['function']}` gives what comes out when shape (n, 1) meets shape (n,): both are stretched to (n, n)"
    )
    return f"{text}. Bring both to the same shape first."


def no_bias(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` computes what it would compute if all biases were zero"
    return f"{text}. Add the bias where the statement has it."


def other_mode(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    return f"`{facts['function']}` computes what the right model does in {MODES[facts['mode']]}"


def only_at_example(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` passes the example “{facts['title']}” and is wrong at other values"
    return f"{text}. Try it by hand where the statement does not: negative numbers, other sizes, zero."


SENTENCES: dict[str, Callable[..., str]] = {
    "mistake_dropped": mistake_dropped,
    "scaled": scaled,
    "sign": sign,
    "permuted": permuted,
    "unreduced": unreduced,
    "accumulated": accumulated,
    "softmax_axis": softmax_axis,
    "other_scale": other_scale,
    "argument_ignored": argument_ignored,
    "off_by_one": off_by_one,
    "steps": steps,
    "step_scaled": step_scaled,
    "uphill": uphill,
    "summed_gradients": summed_gradients,
    "stretched": stretched,
    "no_bias": no_bias,
    "other_mode": other_mode,
    "only_at_example": only_at_example,
}
