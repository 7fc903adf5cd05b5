"""Every finding with what a student reads of it. Nothing of SECRETS may be read of a drawn check."""

from __future__ import annotations

from typing import Any

ORIGIN = {"function": "slope", "subject": "what `slope` returns", "call": "slope(2.0)", "where": ""}
SECRETS = ("SECRET", "slope(2.0)", "652", "326.5")

VALUES = {"mismatched": 12, "total": 64, "index": [3], "difference": 0.2512, "allowed": 1e-5}
FOUND = {"got_value": 652.0, "want_value": 326.5}
CRASH = {
    "type": "ValueError",
    "message": "SECRET",
    "line": 12,
    "cell": None,
    "source_line": "  return 1 / x",
    "frames": [],
}

# code, verdict, facts, what a student reads of a drawn check, what of an example
TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "values",
        "WRONG",
        {**ORIGIN, **VALUES, **FOUND},
        "What `slope` returns is wrong in 12 of 64 values. Greatest difference: 0.251 at index (3,), 1e-05 allowed.",
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
        "Part [1] of what `slope` returns is wrong. Difference: 0.251, 1e-05 allowed.",
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
            "What your code returns has shape (2, 3); asked for is (3,). Print the shape "
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
            "What `slope` returns has shape (...); asked for is (3,). Print the shape after each step to see where it "
            "changes."
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
        "diverged",
        "WRONG",
        {"function": "Net", "where": "SECRET.weight", "count": 3, "total": 64},
        (
            "After training, a parameter of `Net` holds NaN or infinity in 3 of 64 values. "
            "Lower the learning rate or look at the loss."
        ),
        (
            "After training, the parameter SECRET.weight of `Net` holds NaN or infinity in 3 of 64 values. "
            "Lower the learning rate or look at the loss."
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
    (
        "mapping",
        "WRONG",
        {
            "function": "Net",
            "what": "parameters",
            "got": [{"name": "SECRET.weight", "shape": [3, 4]}, {"name": "b", "shape": [0, 65_201_326_500]}],
            "want": [{"name": "first", "shape": [4, 5]}, {"name": "second", "shape": [3, 4]}],
        },
        (
            "The parameters of `Net` are not those of the network asked for. Found: (3, 4), (...). "
            "Asked for: (4, 5), (3, 4). Keep each layer as an attribute of the module, in the order of the statement."
        ),
        (
            "The parameters of `Net` are not those of the network asked for. "
            "Found: SECRET.weight (3, 4), b (0, 65201326500). "
            "Asked for: (4, 5), (3, 4). Keep each layer as an attribute of the module, in the order of the statement."
        ),
    ),
    (
        "count",
        "WRONG",
        {"function": "Net", "got": 109184, "want": 109386},
        (
            "`Net` has 109,184 parameters; asked for are 109,386. "
            "Compare the sizes of the layers, and whether each has its bias, with the statement."
        ),
        (
            "`Net` has 109,184 parameters; asked for are 109,386. "
            "Compare the sizes of the layers, and whether each has its bias, with the statement."
        ),
    ),
    (
        "before_training",
        "WRONG",
        {"function": "Net", "accuracy": 0.934, "at_most": 0.35},
        (
            "With start weights set by us and without any training, `Net` already recognises "
            "93.4% of the withheld images. "
            "It must learn from what the training is given."
        ),
        (
            "With start weights set by us and without any training, `Net` already recognises "
            "93.4% of the withheld images. "
            "It must learn from what the training is given."
        ),
    ),
    (
        "accuracy",
        "WRONG",
        {"function": "train", "accuracy": 0.712, "at_least": 0.85, "before": 0.1, "total": 1000},
        (
            "After `train`, the model recognises 71.2% of 1,000 images that it has never seen; asked for are 85.0% "
            "(it began at 10.0%). See whether the loss falls, and for how many epochs it does."
        ),
        (
            "After `train`, the model recognises 71.2% of 1,000 images that it has never seen; asked for are 85.0% "
            "(it began at 10.0%). See whether the loss falls, and for how many epochs it does."
        ),
    ),
    (
        "not_learned",
        "WRONG",
        {"function": "Net", "accuracy": 0.1, "at_least": 0.85, "claimed": 0.971, "total": 1000},
        (
            "`Net` recognises 97.1% of 1,000 images that it has never seen, but the network asked for, with the same "
            "trained parameters, 10.0% (85.0% are needed). Compute the result from the parameters alone."
        ),
        (
            "`Net` recognises 97.1% of 1,000 images that it has never seen, but the network asked for, with the same "
            "trained parameters, 10.0% (85.0% are needed). Compute the result from the parameters alone."
        ),
    ),
    (
        "not_reached",
        "NOT-REACHED",
        {"check": "first", "title": "The slope at 2"},
        "Not judged, because the check “The slope at 2” did not pass. Correct that one first.",
        "Not judged, because the check “The slope at 2” did not pass. Correct that one first.",
    ),
    (
        "forbidden",
        "POLICY",
        {"inside": "slope", "name": "backward", "line": 12, "text": "y.backward()"},
        "`slope` uses `backward` (line 12: `y.backward()`). This exercise asks for a solution without it.",
        "`slope` uses `backward` (line 12: `y.backward()`). This exercise asks for a solution without it.",
    ),
    (
        "missing",
        "MISSING",
        {"name": "slope", "defined": ["f", "slop"], "nearest": "slop"},
        "Your file does not define `slope`. It defines `f`, `slop`. Is `slop` meant? Then rename it.",
        "Your file does not define `slope`. It defines `f`, `slop`. Is `slop` meant? Then rename it.",
    ),
    (
        "missing",
        "MISSING",
        {"name": "slope", "defined": ["f"], "nearest": None},
        "Your file does not define `slope`. It defines `f`. Use the starter file's names.",
        "Your file does not define `slope`. It defines `f`. Use the starter file's names.",
    ),
    (
        "missing",
        "MISSING",
        {"name": "slope", "defined": [], "nearest": None},
        "Your file defines no names at its top level; asked for is `slope`. Begin with the starter file.",
        "Your file defines no names at its top level; asked for is `slope`. Begin with the starter file.",
    ),
    (
        "missing",
        "MISSING",
        {"name": "step", "defined": ["SECRET"], "nearest": "SECRET", "of": "Net"},
        "`Net` has nothing named `step`. Add it under this very name.",
        "`Net` has nothing named `step`. The nearest that it has is `SECRET`. Add it under this very name.",
    ),
    (
        "raised",
        "CRASH",
        CRASH,
        (
            "Your code raised ValueError (line 12: `return 1 / x`). Call the function as the "
            "statement does to see it happen."
        ),
        (
            "Your code raised ValueError: SECRET (line 12: `return 1 / x`). "
            "Call the function as the statement does to see it happen."
        ),
    ),
    (
        "raised",
        "CRASH",
        {**CRASH, "type": "SECRET", "cell": 3},
        (
            "Your code raised an exception (cell 3, line 12: `return 1 / x`). "
            "Call the function as the statement does to see it happen."
        ),
        (
            "Your code raised SECRET: SECRET (cell 3, line 12: `return 1 / x`). "
            "Call the function as the statement does to see it happen."
        ),
    ),
    (
        "raised",
        "CRASH",
        {**CRASH, "line": None},
        "Your code raised ValueError. Run the function alone to find the line.",
        "Your code raised ValueError: SECRET. Run the function alone to find the line.",
    ),
    (
        "signal",
        "CRASH",
        {"signal": "SIGSEGV"},
        (
            "The process of your code was killed by SIGSEGV. "
            "Endless recursion and calls into C libraries do this; run the function alone to find the line."
        ),
        (
            "The process of your code was killed by SIGSEGV. "
            "Endless recursion and calls into C libraries do this; run the function alone to find the line."
        ),
    ),
    (
        "not_data",
        "INVALID",
        {**ORIGIN, "type": "SECRET"},
        (
            "What `slope` returns is an object of another type. "
            "Return plain data: a tensor, numbers, text, or lists and dicts of them."
        ),
        "What `slope` returns is SECRET. Return plain data: a tensor, numbers, text, or lists and dicts of them.",
    ),
    (
        "not_data",
        "INVALID",
        {"type": "function", "where": "torch.nn.Module"},
        "A torch.nn.Module is asked for; found is function. Derive the class from torch.nn.Module.",
        "A torch.nn.Module is asked for; found is function. Derive the class from torch.nn.Module.",
    ),
    (
        "unfit",
        "INVALID",
        {"type": "TypeError"},
        "The check cannot work with what your code returns. Return the kind of value that the statement asks for.",
        (
            "The check cannot work with what your code returns (TypeError). "
            "Return the kind of value that the statement asks for."
        ),
    ),
    (
        "too_large",
        "INVALID",
        {"elements": 2000000, "limit": 1000000},
        "What your code returns has more elements than are accepted. Return only what is asked for.",
        "What your code returns has 2,000,000 elements; at most 1,000,000 are accepted. Return only what is asked for.",
    ),
    (
        "ended",
        "NO-RESULT",
        {"exit_code": int.from_bytes(b"SECRET", "big") * 256 + 7},
        (
            "The program ended before it returned a result (exit code 7). "
            "Remove exit(), quit(), sys.exit() and os._exit()."
        ),
        (
            "The program ended before it returned a result (exit code 7). "
            "Remove exit(), quit(), sys.exit() and os._exit()."
        ),
    ),
    (
        "ended",
        "NO-RESULT",
        {"exit_code": None},
        "The program ended before it returned a result. Remove exit(), quit(), sys.exit() and os._exit().",
        "The program ended before it returned a result. Remove exit(), quit(), sys.exit() and os._exit().",
    ),
    (
        "ended",
        "NO-RESULT",
        {"exit_code": 3},
        (
            "The program ended before it returned a result (exit code 3). "
            "Remove exit(), quit(), sys.exit() and os._exit()."
        ),
        (
            "The program ended before it returned a result (exit code 3). "
            "Remove exit(), quit(), sys.exit() and os._exit()."
        ),
    ),
    (
        "garbled",
        "NO-RESULT",
        {"reason": "SECRET"},
        "The program did not give back a readable result. Do not write to open file descriptors or sockets.",
        "The program did not give back a readable result (SECRET). Do not write to open file descriptors or sockets.",
    ),
    (
        "limit",
        "TIMEOUT",
        {"limit": "call", "value": 10.0, "unit": "s"},
        "Your code was stopped after 10 s. Look for a loop that does not end, or do less work.",
        "Your code was stopped after 10 s. Look for a loop that does not end, or do less work.",
    ),
    (
        "limit",
        "MEMORY",
        {"limit": "memory", "value": 2048, "unit": "MB"},
        "Your code used more than 2048 MB of memory. Work on smaller batches or keep fewer tensors.",
        "Your code used more than 2048 MB of memory. Work on smaller batches or keep fewer tensors.",
    ),
    (
        "unreadable",
        "UNREADABLE",
        {"reason": "too_large", "size": 2097152, "limit": 1048576, "unit": "bytes of code"},
        (
            "The file holds 2097152 bytes of code; at most 1048576 are read. "
            "Clear the outputs, remove data and whatever is not code of the lab, and upload it again."
        ),
        (
            "The file holds 2097152 bytes of code; at most 1048576 are read. "
            "Clear the outputs, remove data and whatever is not code of the lab, and upload it again."
        ),
    ),
    (
        "unreadable",
        "UNREADABLE",
        {"reason": "syntax", "line": 7, "cell": 2, "message": "invalid syntax"},
        "Python cannot read your file: invalid syntax (cell 2, line 7). Correct that line first.",
        "Python cannot read your file: invalid syntax (cell 2, line 7). Correct that line first.",
    ),
    (
        "unreadable",
        "UNREADABLE",
        {"reason": "empty", "line": None, "cell": None, "message": ""},
        "The file is empty. Upload the file that holds your solution.",
        "The file is empty. Upload the file that holds your solution.",
    ),
]
