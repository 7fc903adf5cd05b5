"""What a hand-in can tell its student of secret inputs by way of our sentences: each finding as a channel, in bits.

Every fact that student code can choose takes all kinds of values here, one fact after the other; the logarithms of how
many different texts come of it add up to what one drawn check can pass on. docs/decisions/0007-accuracy.md lists them.
"""

from __future__ import annotations

import builtins
import itertools
import math
import random
from collections.abc import Iterable
from typing import Any

import pytest

from graders.feedback import frames, message
from graders.results import CheckResult, Finding, Show, Verdict
from graders.wording import SENTENCES

# A result of 160 numbers, a file of a thousand lines, a model of eight tensors.
SHAPE = [16, 10]
LINES = 1000
PLACES = [[i, j] for i in range(16) for j in range(10)]
NUMBERS: list[Any] = [m * 10.0**e for e in range(-12, 9) for m in (n / 100 for n in range(100, 1000))]
NUMBERS += [0.0, 1e-300, 1e300]
BEYOND = ["inf", "nan", "about 2^70"]  # as a difference may be stored
COUNTS = [*range(1000), *(m * 10**e for e in range(2, 9) for m in range(10, 100)), 10**12, 10**40]
SHARES = [number / 3000 for number in range(3001)]
WORDS = [*SENTENCES, *dir(math), *dir(builtins), *(f"word{number}" for number in range(2000))]
rng = random.Random(0)
SIZES = (0, 1, 10, 16, 32, 10**7)
SHAPES = [list(sizes) for size in range(6) for sizes in itertools.product(SIZES, repeat=size)]
TENSORS = [{"name": f"t{number}", "shape": shape} for number, shape in enumerate(SHAPES)]
OURS = [{"name": f"layer.{number}", "shape": SHAPE} for number in range(8)]
ORIGIN = {"function": "f", "subject": "what `f` returns", "where": "", "call": "f(1.0)"}
RAISED = {"message": "", "source_line": "x", "cell": None, "frames": []}
VALUES = {"mismatched": 1, "total": 160, "index": [0, 0], "difference": 1.0, "allowed": 0.1}
SCORE = {"function": "train", "metric": "F1 score", "threshold": 0.8, "higher": True, "part": "test", "total": 200}
TREND = {"function": "train", "epochs": 20, "first": 1.0, "last": 1.0, "epoch": 1, "before": 1.0, "after": 2.0}
LEARNT = {"function": "train", "accuracy": 0.5, "at_least": 0.8, "before": 0.1, "claimed": 0.9, "total": 1000}


def parts(names: list[Any]) -> list[list[Any]]:
    return [list(some) for size in range(len(names) + 1) for some in itertools.combinations(names, size)]


def raised_at(lines: Iterable[int]) -> list[dict[str, Any]]:
    """Any way of lines through the file that ends at this one."""
    told = ({"line": line, "cell": None, "text": "x"} for line in lines)
    return [{"line": last["line"], "frames": [{**last, "line": rng.randrange(LINES)}, last]} for last in told]


# For each code: what does not change, what code can choose, and the bits that it can pass on by that.
CHANNELS: dict[str, tuple[dict[str, Any], dict[str, Iterable[Any]], float]] = {
    "values": (
        {**ORIGIN, **VALUES, "got_value": 1.0, "want_value": 2.0},
        {"mismatched": range(1, 161), "index": PLACES, "difference": NUMBERS + BEYOND},
        25.1,
    ),
    "shape": ({**ORIGIN, "want_shape": SHAPE}, {"got_shape": SHAPES}, 9.7),
    "dtype": ({**ORIGIN, "want_dtype": "float32"}, {"got_dtype": [f"t{number}" for number in range(30)]}, 5),
    "kind": ({**ORIGIN, "want_type": "Tensor"}, {"got_type": WORDS}, 7),
    "not_data": (ORIGIN, {"type": WORDS}, 7),
    "length": ({**ORIGIN, "want_length": 4}, {"got_length": COUNTS}, 3),
    "keys": ({**ORIGIN}, {"missing": parts(["'a'", "'b'", "'c'"]), "unexpected": [["x"] * n for n in range(21)]}, 5),
    "set": ({**ORIGIN}, {"missing_count": range(5), "unexpected_count": COUNTS}, 4.4),
    "not_finite": ({**ORIGIN, "total": 160}, {"count": range(1, 161), "index": PLACES}, 14.7),
    "raised": (RAISED, {"type": WORDS, "*": raised_at(range(1, LINES))}, 16.3),
    "signal": ({}, {"signal": [f"SIG{number}" for number in range(31)]}, 5),
    "ended": ({}, {"exit_code": [None, *COUNTS]}, 8.1),
    "count": (
        {"function": "Net", "module": "", "want": 100, "named": True},
        {"got": COUNTS, "missing": parts(OURS[:3]), "surplus": [[], *([tensor] for tensor in TENSORS)]},
        23,
    ),
    "mapping": (
        {"function": "Net", "what": "parameters", "got": [], "want": OURS, "named": True},
        {"missing": parts(OURS[:3]), "surplus": [[], *([tensor] for tensor in TENSORS)]},
        13,
    ),
    "diverged": ({"function": "Net", "where": "x", "total": 10_000}, {"count": range(1, 10_001)}, 8.2),
    "accuracy": (LEARNT, {"accuracy": SHARES, "before": SHARES}, 20),
    "not_learned": (LEARNT, {"accuracy": SHARES, "claimed": SHARES}, 20),
    "before_training": (LEARNT, {"accuracy": SHARES}, 10),
    "score": ({**SCORE, "value": 0.5, "before": 0.1}, {"value": NUMBERS, "before": NUMBERS}, 27.5),
    "score_before": (SCORE, {"value": NUMBERS}, 13.8),
    "score_not_learned": ({**SCORE, "value": 0.5, "claimed": 0.9}, {"value": NUMBERS, "claimed": NUMBERS}, 27.5),
    "trend_diverged": (TREND, {"epoch": range(1, 21)}, 4.4),
    "trend_rises": (TREND, {"epoch": range(1, 21), "before": NUMBERS, "after": NUMBERS}, 31.9),
    "trend_falls": ({**TREND, "falls_to": 0.5}, {"last": NUMBERS}, 13.8),
    "trend_optimum": ({**TREND, "within": 0.05}, {"last": NUMBERS}, 13.8),
    "numbers": ({"function": "Net", "at_most": 10}, {"numbers": range(5000)}, 12.3),
    "not_carried": ({"function": "train", "model": "Net"}, {"numbers": range(5000)}, 12.3),
}
# What they tell is the lab's, or read from the file on our side, before it met any input; or it is no more than that
# something failed. Those of a file run whole never meet an input.
SILENT = {
    *("not_reached", "forbidden", "required", "operation", "missing", "unfit", "too_large", "garbled", "unreadable"),
    *("different", "property", "no_gradient", "not_repeated", "not_random", "ambiguous", "untrainable", "not_frozen"),
    *("unmoved", "luggage", "too_few_drawn", "unlabelled", "not_drawn", "no_file", "not_a_checkpoint", "not_saved"),
    *("no_entry", "named", "not_numbers", "none_of_names", "not_printed", "guesses", "no_match", "no_such_file"),
    *("not_left", "not_given", "not_handed_in"),
}
NOTES = {"failed", "repeated", "cuda", "stand_in", "broadcast", "unreadable_file", "as_handed_in", "mistake_dropped"}
# Hints: one of these sentences, with a word of a short list or two. Only one that explains all numbers is told.
HINTS = {
    *("scaled", "sign", "permuted", "unreduced", "accumulated", "softmax_axis", "other_scale", "argument_ignored"),
    *("off_by_one", "steps", "step_scaled", "uphill", "summed_gradients", "stretched", "no_bias", "other_mode"),
    "only_at_example",
}


def told(code: str, facts: dict[str, Any]) -> str:
    finding = Finding(code=code, facts=facts)
    check = CheckResult(
        exercise="q", check="c", title="t", show=Show.DRAWN, verdict=Verdict.WRONG, points=0, max_points=1,
        finding=finding,
    )  # fmt: skip
    return f"{message(check, 'student')} {frames(check, 'student')}"


def bits(code: str) -> float:
    base, chosen, _ = CHANNELS[code]
    first: dict[str, Any] = {}
    for name, values in chosen.items():
        first = _with(first, name, next(iter(values)))
    total = 0.0
    for name, values in chosen.items():
        texts = {told(code, _with(base | first, name, value)) for value in values}
        total += math.log2(len(texts))
    return total


def _with(facts: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    return {**facts, **(value if name == "*" else {name: value})}


@pytest.mark.unit
@pytest.mark.parametrize("code", CHANNELS)
def test_a_finding_passes_on_no_more_bits_than_are_listed(code: str):
    assert 0 < bits(code) <= CHANNELS[code][2], f"{bits(code):.1f}"


@pytest.mark.unit
def test_every_finding_is_counted():
    assert CHANNELS.keys() | SILENT | NOTES | HINTS == SENTENCES.keys()
