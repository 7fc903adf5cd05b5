"""Sentences about figures, files and saved models."""

from __future__ import annotations

from typing import Any

SAVE = "Save the weights alone: torch.save(model.state_dict(), path)."
WHOLE = f"The file that `save` writes holds a whole pickled model, which runs code when it is loaded. {SAVE}"
UNKNOWN = f"The file that `save` writes is neither a file of torch.save nor of safetensors. {SAVE}"
FOREIGN = "Save tensors, numbers and text only, in dictionaries and lists."
NUMPY = (
    "The file that `save` writes holds a number of NumPy. Turn it into one of Python before you save it: float(value)."
)
NO_FILE = "Your code wrote no file `best.pt`. Write it to the path that the function is given."
NO_IMAGE = "The figure of `show` shows no image of the size (28, 28). Draw all of the data that the function is given."
NO_CURVE = (
    "The figure of `show` shows no line, points or bars with 160 values. "
    "Draw all of the data that the function is given."
)
NO_ENTRY = "The file that `save` writes has no entry `epoch`. Save a dictionary with this very key."
UNDER_NAMES = "Save model.state_dict(), under its own names."
DRAW_EACH = "Draw each with plt.plot or axes.plot."
DRAW_INSIDE = "Draw inside the function, with matplotlib: plt.plot(...)."


def unfit(reason: str, name: str = "") -> dict[str, Any]:
    return {"function": "save", "reason": reason, "name": name}


TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "too_few_drawn",
        "WRONG",
        {"function": "show", "what": "lines", "got": 1, "want": 2, "subject": "", "call": ""},
        f"`show` draws too few lines; at least 2 are asked for. {DRAW_EACH}",
        f"`show` draws 1 line; at least 2 are asked for. {DRAW_EACH}",
    ),
    (
        "too_few_drawn",
        "WRONG",
        {"function": "show", "what": "figures", "got": 0, "want": 1, "subject": "", "call": ""},
        f"`show` draws too few figures; at least 1 is asked for. {DRAW_INSIDE}",
        f"`show` draws no figure; at least 1 is asked for. {DRAW_INSIDE}",
    ),
    (
        "unlabelled",
        "WRONG",
        {"function": "show", "figure": 1, "axes": 3, "missing": ["xlabel", "ylabel"]},
        "Some axes in a figure of `show` do not say what they show. Add plt.xlabel(...) and plt.ylabel(...).",
        "Axes 3 in figure 1 of `show` do not say what they show. Add plt.xlabel(...) and plt.ylabel(...).",
    ),
    ("not_drawn", "WRONG", {"function": "show", "number": 1, "shape": [160, 2], "image": False}, NO_CURVE, NO_CURVE),
    ("not_drawn", "WRONG", {"function": "show", "number": 1, "shape": [28, 28], "image": True}, NO_IMAGE, NO_IMAGE),
    ("no_file", "WRONG", {"name": "best.pt", "reason": "missing"}, NO_FILE, NO_FILE),
    ("not_a_checkpoint", "INVALID", unfit("whole_model", "__main__.Net"), WHOLE, WHOLE),
    ("not_a_checkpoint", "INVALID", unfit("unknown"), UNKNOWN, UNKNOWN),
    ("not_a_checkpoint", "INVALID", unfit("numpy", "numpy._core.multiarray.scalar"), NUMPY, NUMPY),
    (
        "not_a_checkpoint",
        "INVALID",
        unfit("foreign", "SECRET.Net"),
        f"The file that `save` writes holds something else than data. {FOREIGN}",
        f"The file that `save` writes holds `SECRET.Net`. {FOREIGN}",
    ),
    (
        "not_saved",
        "WRONG",
        {"function": "save", "missing": ["SECRET.bias", "2.bias"], "found": 2, "total": 4, "call": ""},
        f"The file that `save` writes holds not all tensors of the model. {UNDER_NAMES}",
        f"The file that `save` writes holds 2 of 4 tensors of the model. It has no SECRET.bias, 2.bias. {UNDER_NAMES}",
    ),
    ("no_entry", "WRONG", {"function": "save", "name": "epoch", "call": ""}, NO_ENTRY, NO_ENTRY),
]
