"""Findings about values that came back, with what a student reads of them."""

from __future__ import annotations

from typing import Any

from tests.graders.sentences.facts import FOUND, ORIGIN, VALUES

MANY = "What `slope` returns is wrong in about 3,200 of 6,400 values. Greatest difference:"
EXACTLY = "What `slope` returns is wrong in 3,219 of 6,400 values. Greatest difference:"
BARELY = {"mismatched": 3219, "total": 6400, "difference": 1.02e-5}
FAR_OFF = {"mismatched": 3219, "total": 6400, "difference": "about 2^70"}
ORDERED = "Return them in the order of the statement."

TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "values",
        "WRONG",
        {**ORIGIN, **VALUES, "where": "", "got_value": 2.0, "want_value": 1.0, **BARELY},
        f"{MANY} a little more than 1e-05 at index (3,), 1e-05 allowed.",
        f"{EXACTLY} 1.02e-05 at index (3,), 1e-05 allowed. Found 2 there, right is 1, for `slope(2.0)`.",
    ),
    (
        "values",
        "WRONG",
        {**ORIGIN, **VALUES, "where": "", "got_value": "about 2^70", "want_value": 1.0, **FAR_OFF},
        f"{MANY} more than 1,000,000 at index (3,), 1e-05 allowed.",
        f"{EXACTLY} about 2^70 at index (3,), 1e-05 allowed. Found about 2^70 there, right is 1, for `slope(2.0)`.",
    ),
    (
        "length",
        "WRONG",
        {**ORIGIN, "where": "", "got_length": 6521, "want_length": 2},
        f"What `slope` returns has many more parts; asked for are 2. {ORDERED}",
        f"What `slope` returns has 6521 parts; asked for are 2, for `slope(2.0)`. {ORDERED}",
    ),
    (
        "values",
        "WRONG",
        {**ORIGIN, **VALUES, **FOUND},
        "What `slope` returns is wrong in 12 of 64 values. Greatest difference: 0.25 at index (3,), 1e-05 allowed.",
        (
            "What `slope` returns is wrong in 12 of 64 values. Greatest difference: 0.251 at "
            "index (3,), 1e-05 allowed. "
            "Found 652 there, right is 326.5, for `slope(2.0)`."
        ),
    ),
    (
        "values",
        "WRONG",
        {**ORIGIN, **VALUES, **FOUND, "mismatched": 1, "total": 1, "index": [], "where": "[1]"},
        "Part [1] of what `slope` returns is wrong. Difference: 0.25, 1e-05 allowed.",
        (
            "Part [1] of what `slope` returns is wrong. Difference: 0.251, 1e-05 allowed. "
            "Found 652 there, right is 326.5, for `slope(2.0)`."
        ),
    ),
    (
        "shape",
        "WRONG",
        {**ORIGIN, "got_shape": [64, 1], "want_shape": [64]},
        (
            "What `slope` returns has shape (64, 1); asked for is (64,). "
            "Remove the last dimension, for example with .squeeze(-1)."
        ),
        (
            "What `slope` returns has shape (64, 1); asked for is (64,), for `slope(2.0)`. "
            "Remove the last dimension, for example with .squeeze(-1)."
        ),
    ),
    (
        "shape",
        "WRONG",
        {"got": [2, 3], "want": [3], "where": "output"},
        (
            "What your code returns has shape (?, 3); asked for is (3,). Print the shape "
            "after each step to see where it changes."
        ),
        (
            "What your code returns has shape (2, 3); asked for is (3,). Print the shape "
            "after each step to see where it changes."
        ),
    ),
    (
        "shape",
        "WRONG",
        {**ORIGIN, "got_shape": [0, 652, 2**60], "want_shape": [3]},
        (
            "What `slope` returns has shape (0, ?, ?); asked for is (3,). Print the shape after each step to see "
            "where it changes."
        ),
        (
            "What `slope` returns has shape (0, 652, 1152921504606846976); asked for is (3,), for `slope(2.0)`. "
            "Print the shape after each step to see where it changes."
        ),
    ),
    (
        "dtype",
        "WRONG",
        {**ORIGIN, "got_dtype": "int64", "want_dtype": "float32"},
        "What `slope` returns is of type int64; asked for is float32. Convert it to float32.",
        "What `slope` returns is of type int64; asked for is float32, for `slope(2.0)`. Convert it to float32.",
    ),
    (
        "kind",
        "WRONG",
        {**ORIGIN, "got_type": "list", "want_type": "Tensor"},
        "What `slope` returns is a list; asked for is a Tensor. Return a Tensor.",
        "What `slope` returns is a list; asked for is a Tensor, for `slope(2.0)`. Return a Tensor.",
    ),
    (
        "kind",
        "WRONG",
        {**ORIGIN, "got_type": "list", "want_type": "NoneType"},
        "What `slope` returns is a list; asked for is None. Return None.",
        "What `slope` returns is a list; asked for is None, for `slope(2.0)`. Return None.",
    ),
    (
        "kind",
        "WRONG",
        {**ORIGIN, "got_type": "NoneType", "want_type": "Tensor"},
        "What `slope` returns is None; asked for is a Tensor. End with `return`: printing is not returning.",
        (
            "What `slope` returns is None; asked for is a Tensor, for `slope(2.0)`. "
            "End with `return`: printing is not returning."
        ),
    ),
    (
        "length",
        "WRONG",
        {**ORIGIN, "got_length": 2, "want_length": 3},
        "What `slope` returns has 2 parts; asked for are 3. Return them in the order of the statement.",
        (
            "What `slope` returns has 2 parts; asked for are 3, for `slope(2.0)`. Return "
            "them in the order of the statement."
        ),
    ),
    (
        "keys",
        "WRONG",
        {**ORIGIN, "missing": ["'a'", "'b'"], "unexpected": ["'SECRET'"]},
        "What `slope` returns lacks 'a', 'b' and has 1 too many. Compare the names with the statement.",
        "What `slope` returns lacks 'a', 'b' and has 'SECRET' too many. Compare the names with the statement.",
    ),
    (
        "keys",
        "WRONG",
        {**ORIGIN, "where": "['SECRET']", "missing": ["'SECRET'"], "unexpected": [], "familiar": False},
        "Part of what `slope` returns lacks 1 of the names asked for. Compare the names with the statement.",
        "Part ['SECRET'] of what `slope` returns lacks 'SECRET'. Compare the names with the statement.",
    ),
    (
        "set",
        "WRONG",
        {**ORIGIN, "missing_count": 1, "unexpected_count": 1, "missing": ["'SECRET'"], "unexpected": ["'x'"]},
        "What `slope` returns lacks 1 of the items asked for and holds 1 that do not belong there.",
        (
            "What `slope` returns lacks 1 of the items asked for and holds 1 that do not belong there. "
            "Missing: 'SECRET'. Too many: 'x'."
        ),
    ),
    (
        "different",
        "WRONG",
        {**ORIGIN, "got_value": "'up'", "want_value": "'SECRET'"},
        "What `slope` returns is not what is asked for.",
        "What `slope` returns is 'up'; right is 'SECRET', for `slope(2.0)`.",
    ),
    (
        "not_finite",
        "WRONG",
        {**ORIGIN, "count": 3, "total": 64, "index": [0]},
        (
            "What `slope` returns is NaN or infinite in 3 of 64 values, first at index (0,). "
            "Look for a division by zero, a logarithm of 0 or an exponential of a large number."
        ),
        (
            "What `slope` returns is NaN or infinite in 3 of 64 values, first at index (0,), for `slope(2.0)`. "
            "Look for a division by zero, a logarithm of 0 or an exponential of a large number."
        ),
    ),
    (
        "property",
        "WRONG",
        {**ORIGIN, "what": "the entries sum to the number of samples"},
        "What `slope` returns does not meet this: the entries sum to the number of samples.",
        "What `slope` returns does not meet this: the entries sum to the number of samples, for `slope(2.0)`.",
    ),
    (
        "no_gradient",
        "WRONG",
        {"function": "poly", "where": "argument 1"},
        (
            "PyTorch finds no path from the result of `poly` back to argument 1. Compute it "
            "from the tensors themselves: "
            ".item(), .detach(), .numpy() and torch.tensor() cut the graph."
        ),
        (
            "PyTorch finds no path from the result of `poly` back to argument 1. Compute it "
            "from the tensors themselves: "
            ".item(), .detach(), .numpy() and torch.tensor() cut the graph."
        ),
    ),
    (
        "no_gradient",
        "WRONG",
        {"where": "output"},
        (
            "PyTorch finds no path from the result of your function back to its inputs. Compute it from the tensors "
            "themselves: .item(), .detach(), .numpy() and torch.tensor() cut the graph."
        ),
        (
            "PyTorch finds no path from the result of your function back to its inputs. Compute it from the tensors "
            "themselves: .item(), .detach(), .numpy() and torch.tensor() cut the graph."
        ),
    ),
]
