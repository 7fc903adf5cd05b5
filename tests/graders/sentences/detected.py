"""What is recognised without the lab author's help, and mistakes that could not be tried."""

# ruff: noqa: E501  a sentence is read best on one line

from __future__ import annotations

from typing import Any

# code, facts, what everybody reads of it: a hint holds nothing of the inputs
HINTS: list[tuple[str, dict[str, Any], str]] = [
    (
        "scaled",
        {"function": "f", "factor": "2", "loss": False},
        "Every value of `f` is exactly twice the right one. Look for something that is counted or added up twice.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "1/2", "loss": False},
        "Every value of `f` is exactly half of the right one. Look for a factor 2 that is missing, or a half too many.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "2", "loss": False, "part": "this part"},
        "Every value of this part of `f` is exactly twice the right one. Look for something that is counted or added up twice.",
    ),
    (
        "sign",
        {"function": "f", "part": "the gradient"},
        "Every value of the gradient of `f` is the right one with the wrong sign. Look for a minus sign.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "size", "loss": False},
        "Every value of `f` is the right one times a size of the input, as if a sum stood where a mean is asked for.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "1/size", "loss": False},
        "Every value of `f` is the right one divided by a size of the input, as if a mean stood where a sum is asked for.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "2/size", "loss": False},
        "Every value of `f` is the right one times 2 and divided by a size of the input. Compare where the statement takes a mean.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "size/2", "loss": False},
        "Every value of `f` is the right one times a size of the input and divided by 2. Compare where the statement takes a mean.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "2", "loss": True},
        "What `f` returns is exactly twice the right loss. Compare the conventions: is the mean asked for, or half of it?",
    ),
    (
        "scaled",
        {"function": "f", "factor": "1/2", "loss": True},
        "What `f` returns is exactly half of the right loss. Compare the conventions: is half of the mean asked for, or the mean?",
    ),
    (
        "scaled",
        {"function": "f", "factor": "size", "loss": True},
        "What `f` returns is the right loss times the number of samples: this is the sum where the mean is asked for.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "1/size", "loss": True},
        "What `f` returns is the right loss divided by the number of samples: this is the mean where the sum is asked for.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "2/size", "loss": True},
        "What `f` returns is the right loss times 2 and divided by the number of samples. Compare the conventions: mean, sum, half.",
    ),
    (
        "scaled",
        {"function": "f", "factor": "size/2", "loss": True},
        "What `f` returns is the right loss times the number of samples and divided by 2. Compare the conventions: mean, sum, half.",
    ),
    ("sign", {"function": "f"}, "Every value of `f` is the right one with the wrong sign. Look for a minus sign."),
    (
        "permuted",
        {"function": "f", "axes": [1, 0]},
        "`f` gives the right values with their axes in the order (1, 0). Look for a transpose or permute that is missing or too many.",
    ),
    (
        "unreduced",
        {"function": "f", "by": "mean"},
        "`f` returns many values, and their mean is the right answer. Take the mean before you return it.",
    ),
    (
        "accumulated",
        {"function": "f"},
        "The first answer of `f` is right, and each later one is the sum of all right ones so far. Something is kept from call to call: clear gradients, or start from a fresh tensor.",
    ),
    (
        "softmax_axis",
        {"function": "f", "got_axis": 0, "want_axis": 1},
        "The probabilities of `f` sum to one along axis 0; asked for is axis 1. Look at `dim` of the softmax.",
    ),
    (
        "other_scale",
        {"function": "f", "got": "scores", "want": "probabilities"},
        "`f` returns scores where probabilities are asked for. Look at where a softmax, sigmoid or logarithm belongs.",
    ),
    (
        "argument_ignored",
        {"function": "f", "argument": 3},
        "`f` gives what comes out when argument 3 is zero. See where this argument belongs in the computation.",
    ),
    (
        "off_by_one",
        {"function": "f", "argument": 2, "by": -1},
        "`f` gives what comes out when argument 2 is one less. Look at where the loop or range begins and ends.",
    ),
    (
        "steps",
        {"function": "f", "by": 1},
        "`f` is where the right one is after one more step. Count how often the parameters are updated in one call.",
    ),
    (
        "step_scaled",
        {"function": "f", "factor": "2"},
        "The first step of `f` goes in the right direction and is twice as long as it should be. Look at the factor of the gradient and at the learning rate.",
    ),
    (
        "uphill",
        {"function": "f"},
        "The first step of `f` has the right length and goes the opposite way: the loss grows. Subtract the gradient.",
    ),
    (
        "summed_gradients",
        {"function": "f"},
        "`f` moves by the gradients of all steps so far together. Clear the gradients before each backward pass.",
    ),
    (
        "stretched",
        {"function": "f"},
        "`f` gives what comes out when shape (n, 1) meets shape (n,): both are stretched to (n, n). Bring both to the same shape first.",
    ),
    (
        "no_bias",
        {"function": "f"},
        "`f` computes what it would compute if all biases were zero. Add the bias where the statement has it.",
    ),
    (
        "other_mode",
        {"function": "f", "mode": "training"},
        "`f` computes what the right model does in training mode, where batch normalisation uses the batch at hand. Call `eval()` before you predict.",
    ),
    (
        "other_mode",
        {"function": "f", "mode": "evaluation"},
        "`f` computes what the right model does in evaluation mode, where batch normalisation uses what it kept. Call `train()` before you train.",
    ),
    (
        "only_at_example",
        {"function": "f", "title": "The slope at 2"},
        "`f` passes the example “The slope at 2” and is wrong at other values. Try it by hand where the statement does not: negative numbers, other sizes, zero.",
    ),
]

# code, verdict, facts, what a student reads of a drawn check, what of an example
TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    *((code, "WRONG", facts, text, text) for code, facts, text in HINTS),
    (
        "mistake_dropped",
        "WRONG",
        {"place": "course/lab/mistakes/loops.py", "why": "it did not end within 1.0 s"},
        "The result is not right.",
        (
            "course/lab/mistakes/loops.py: it did not end within 1.0 s when it was tried, so nobody is told this hint "
            "for now. Correct the file."
        ),
    ),
]
