"""Sentences about the way to a result: what the source uses, what PyTorch carries out."""

from __future__ import annotations

from typing import Any

WITHOUT = "This exercise asks for a solution without it"
WITH = "This exercise asks for a solution with it; a comment or an import alone does not count."
LOOP = f"`add` uses a loop (cell 3, line 4: `for a in x:`). {WITHOUT}."
NO_LOOP = f"`dot` (line 7) does not use a loop. {WITH}"
NO_SOFTMAX = f"`attend` (cell 2, line 1) does not use `softmax`. {WITH}"
NEVER = f"While `conv` ran, PyTorch carried out `convolution`. {WITHOUT}: work that step out yourself."
ABSENT = "While `conv` ran, PyTorch never carried out `mm`. This exercise asks for a solution that does. Use it there."
ONCE = "asked for is at most once. Keep its result and use it again."
SEEDED = "Seed the generator with `seed` inside the function and draw all numbers from it."
UNSEEDED = "Draw the numbers inside the function, and do not seed anything there or in the file."
AGAIN = "Called a second time with the same seed, `init` returns other numbers."
ELSEWHERE = "Called in another process with the same seed, `init` returns other numbers."
CONSTANT = "With two different seeds, `init` returns the same numbers."
NO_TENSOR = "What `poly` returns is float; autograd goes back from a tensor alone. Return one torch.Tensor."

TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "forbidden",
        "POLICY",
        {"inside": "add", "name": "loops", "line": 4, "cell": 3, "text": "for a in x:"},
        LOOP,
        LOOP,
    ),
    ("required", "POLICY", {"inside": "dot", "name": "loops", "line": 7, "cell": None}, NO_LOOP, NO_LOOP),
    ("required", "POLICY", {"inside": "attend", "name": "softmax", "line": 1, "cell": 2}, NO_SOFTMAX, NO_SOFTMAX),
    (
        "operation",
        "POLICY",
        {"function": "conv", "name": "convolution", "at_most": 0, "found": 652},
        NEVER,
        NEVER,
    ),
    (
        "operation",
        "POLICY",
        {"function": "conv", "name": "mm", "at_most": 1, "found": 652},
        f"While `conv` ran, PyTorch carried out `mm` too often; {ONCE}",
        f"While `conv` ran, PyTorch carried out `mm` 652 times; {ONCE}",
    ),
    ("operation", "POLICY", {"function": "conv", "name": "mm", "at_least": 1, "found": 0}, ABSENT, ABSENT),
    (
        "not_repeated",
        "WRONG",
        {"function": "init", "argument": "seed", "process": "same"},
        f"{AGAIN} {SEEDED}",
        f"{AGAIN} {SEEDED}",
    ),
    (
        "not_repeated",
        "WRONG",
        {"function": "init", "argument": None, "process": "other"},
        f"{ELSEWHERE} {UNSEEDED}",
        f"{ELSEWHERE} {UNSEEDED}",
    ),
    (
        "not_random",
        "WRONG",
        {"function": "init", "argument": None},
        f"{CONSTANT} {UNSEEDED}",
        f"{CONSTANT} {UNSEEDED}",
    ),
    (
        "not_data",
        "INVALID",
        {"type": "float", "where": "output", "function": "poly", "subject": "what `poly` returns", "call": "poly(2.0)"},
        NO_TENSOR,
        NO_TENSOR,
    ),
]
