"""Sentences about figures, files and saved models."""

from __future__ import annotations

from collections.abc import Callable

from graders.wording.common import Facts, listed, tuple_of

COUNTED = {
    "figures": ("figure", "figures"),
    "axes": ("set of axes", "sets of axes"),
    "lines": ("line", "lines"),
    "images": ("image", "images"),
    "bars": ("bar", "bars"),
}
ADVICE = {
    "figures": "Draw inside the function, with matplotlib: plt.plot(...).",
    "axes": "Use plt.subplots for several.",
    "lines": "Draw each with plt.plot or axes.plot.",
    "images": "Draw each with plt.imshow or axes.imshow.",
    "bars": "Draw them with plt.bar or plt.hist.",
}
LABELS = {"xlabel": "plt.xlabel(...)", "ylabel": "plt.ylabel(...)"}
ABSENT = {
    "missing": "Your code wrote no file `{name}`. Write it to the path that the function is given.",
    "outside": "The file `{name}` lies outside the scratch folder. Write it to the path that the function is given.",
    "not_plain": "`{name}` is no plain file. Write the data itself to that path, not a folder or a pipe.",
}
SAVE_STATE = "Save the weights alone: torch.save(model.state_dict(), path)."
UNFIT = {
    "empty": f"is empty. {SAVE_STATE}",
    "unknown": f"is neither a file of torch.save nor of safetensors. {SAVE_STATE}",
    "damaged": "is damaged. Save it once more, and let the function end after the file was written.",
    "too_large": "is too large or too deeply nested to be read. Save the weights of this model and nothing else.",
    "compressed": "is compressed. Write it with torch.save alone.",
    "byteorder": "was written in the byte order of another kind of machine. Save it on an ordinary computer.",
    "out_of_bounds": "describes tensors that it does not hold. Write it with torch.save alone.",
    "script": f"is a TorchScript program. {SAVE_STATE}",
    "old": f"has the format of PyTorch before 1.6. {SAVE_STATE}",
    "plain_pickle": "was written with pickle. Write it with torch.save(model.state_dict(), path).",
    "whole_model": f"holds a whole pickled model, which runs code when it is loaded. {SAVE_STATE}",
    "whole_optimizer": "holds a whole pickled optimizer. Save optimizer.state_dict() instead.",
    "numpy": "holds a number of NumPy. Turn it into one of Python before you save it: float(value).",
    "foreign": "holds {name}. Save tensors, numbers and text only, in dictionaries and lists.",
}


def too_few_drawn(facts: Facts, *, full: bool) -> str:
    what, got, want = facts["what"], facts["got"], facts["want"]
    found = f"{got or 'no'} {COUNTED[what][got > 1]}" if full else f"too few {COUNTED[what][1]}"
    asked = f"at least {want} {'is' if want == 1 else 'are'} asked for"
    return f"`{facts['function']}` draws {found}; {asked}. {ADVICE[what]}"


def unlabelled(facts: Facts, *, full: bool) -> str:
    calls = " and ".join(LABELS[name] for name in facts["missing"])
    place = f"Axes {facts['axes']} in figure {facts['figure']}" if full else "Some axes in a figure"
    return f"{place} of `{facts['function']}` do not say what they show. Add {calls}."


def not_drawn(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    if facts["image"]:
        what = f"image of the size {tuple_of(facts['shape'])}"
    else:
        what = f"line, points or bars with {facts['shape'][0]} values"
    return f"The figure of `{facts['function']}` shows no {what}. Draw all of the data that the function is given."


def no_file(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    return ABSENT[facts["reason"]].format(name=facts["name"])


def not_a_checkpoint(facts: Facts, *, full: bool) -> str:
    name = f"`{facts['name']}`" if full and facts["name"] else "something else than data"
    return f"The file that `{facts['function']}` writes {UNFIT[facts['reason']].format(name=name)}"


def not_saved(facts: Facts, *, full: bool) -> str:
    named = f" It has no {listed(facts['missing'])}." if full else ""
    held = f"{facts['found']} of {facts['total']}" if full else "not all"
    text = f"The file that `{facts['function']}` writes holds {held} tensors of the model.{named}"
    return f"{text} Save model.state_dict(), under its own names."


def no_entry(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"The file that `{facts['function']}` writes has no entry `{facts['name']}`."
    return f"{text} Save a dictionary with this very key."


SENTENCES: dict[str, Callable[..., str]] = {
    "too_few_drawn": too_few_drawn,
    "unlabelled": unlabelled,
    "not_drawn": not_drawn,
    "no_file": no_file,
    "not_a_checkpoint": not_a_checkpoint,
    "not_saved": not_saved,
    "no_entry": no_entry,
}
