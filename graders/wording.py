"""One sentence per finding. `full` says whether inputs, values and the student's own words may be shown.

Without it, nothing is repeated that the student's code can choose after it saw an input: no names of its types,
parameters or attributes, no numbers without a bound. Lines of code and the names that a file defines are read by the
worker from its own copy of the hand-in, so they stay.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable, Sequence
from typing import Any

Facts = dict[str, Any]

# Names of types and exceptions are the student's to choose: where inputs are secret, only well-known ones are repeated.
EXCEPTIONS = {
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}
TYPES = {name for name, kind in vars(builtins).items() if isinstance(kind, type)} - EXCEPTIONS
TYPES |= {"Tensor", "Parameter", "NoneType", "function", "generator", "method", "module", "Linear", "Sequential"}
TYPES |= {"DataFrame", "Series", "sparse or quantized Tensor"}
MOST_LISTED = 12
MOST_DIMENSIONS = 8
MOST_ELEMENTS = 10**9

UNREADABLE = {
    "empty": "The file is empty. Upload the file that holds your solution.",
    "binary": "The file is not text. Upload the Python file (.py) or the notebook (.ipynb) itself.",
    "encoding": "The file is not UTF-8 text. Save it with the encoding UTF-8 and upload it again.",
    "not_a_notebook": "The file ends in .ipynb but is not a notebook. Save the notebook again and upload that file.",
    "too_large": (
        "The file holds {size} {unit}; at most {limit} are read. "
        "Clear the outputs, remove data and whatever is not code of the lab, and upload it again."
    ),
    "no_code": "The notebook holds no code cell. Upload the notebook that holds your solution.",
}
LIMITS = {
    "TIMEOUT": "Your code was stopped after {amount}. Look for a loop that does not end, or do less work.",
    "MEMORY": "Your code used more than {amount} of memory. Work on smaller batches or keep fewer tensors.",
    "PROCESSES": "Your code started more than {amount} processes and threads. Use fewer; num_workers=0 is enough.",
    "OUTPUT": "Your code printed far more than {amount}. Print less, for example once per epoch.",
    "DISK": "Your code wrote more than {amount} to files. Write less; nothing but what you return is graded.",
}


def values(facts: Facts, *, full: bool) -> str:
    difference, allowed = _short(facts["difference"]), _short(facts["allowed"])
    if facts["total"] == 1:
        text = f"{_subject(facts)} is wrong. Difference: {difference}, {allowed} allowed."
    else:
        where = f"at index {_tuple(facts['index'])}"
        count = f"{facts['mismatched']:,} of {facts['total']:,} values"
        text = f"{_subject(facts)} is wrong in {count}. Greatest difference: {difference} {where}, {allowed} allowed."
    if not full:
        return text
    return f"{text} Found {_exact(facts['got_value'])} there, right is {_exact(facts['want_value'])}{_in_call(facts)}."


def shape(facts: Facts, *, full: bool) -> str:
    got, want = facts.get("got_shape", facts.get("got")), facts.get("want_shape", facts.get("want"))
    call = _in_call(facts) if full else ""
    text = f"{_subject(facts)} has shape {_found_shape(got, full=full)}; asked for is {_tuple(want)}{call}."
    if got == [*(want or ()), 1]:
        return f"{text} Remove the last dimension, for example with .squeeze(-1)."
    return f"{text} Print the shape after each step to see where it changes."


def dtype(facts: Facts, *, full: bool) -> str:
    want = facts["want_dtype"]
    call = _in_call(facts) if full else ""
    return f"{_subject(facts)} is of type {facts['got_dtype']}; asked for is {want}{call}. Convert it to {want}."


def kind(facts: Facts, *, full: bool) -> str:
    want = facts["want_type"]
    call = _in_call(facts) if full else ""
    if facts["got_type"] == "NoneType":
        return f"{_subject(facts)} is None; asked for is a {want}{call}. End with `return`: printing is not returning."
    return (
        f"{_subject(facts)} is a {_type(facts['got_type'], full=full)}; asked for is a {want}{call}. Return a {want}."
    )


def length(facts: Facts, *, full: bool) -> str:
    call = _in_call(facts) if full else ""
    got, want = facts["got_length"], facts["want_length"]
    return f"{_subject(facts)} has {got} parts; asked for are {want}{call}. Return them in the order of the statement."


def keys(facts: Facts, *, full: bool) -> str:
    parts = [f"lacks {_listed(facts['missing'])}"] if facts["missing"] else []
    if facts["unexpected"]:
        count = len(facts["unexpected"])
        parts.append(f"has {_listed(facts['unexpected'])} too many" if full else f"has {count} too many")
    return f"{_subject(facts)} {' and '.join(parts)}. Compare the names with the statement."


def different_set(facts: Facts, *, full: bool) -> str:
    missing, unexpected = facts["missing_count"], facts["unexpected_count"]
    text = f"{_subject(facts)} lacks {missing} of the items asked for and holds {unexpected} that do not belong there."
    if not full:
        return text
    lacks = f" Missing: {_listed(facts['missing'])}." if missing else ""
    return text + lacks + (f" Too many: {_listed(facts['unexpected'])}." if unexpected else "")


def different(facts: Facts, *, full: bool) -> str:
    if not full:
        return f"{_subject(facts)} is not what is asked for."
    return f"{_subject(facts)} is {facts['got_value']}; right is {facts['want_value']}{_in_call(facts)}."


def not_finite(facts: Facts, *, full: bool) -> str:
    call = _in_call(facts) if full else ""
    first = f", first at index {_tuple(facts['index'])}" if facts["total"] > 1 else ""
    count = f" in {facts['count']:,} of {facts['total']:,} values" if facts["total"] > 1 else ""
    text = f"{_subject(facts)} is NaN or infinite{count}{first}{call}."
    return f"{text} Look for a division by zero, a logarithm of 0 or an exponential of a large number."


def diverged(facts: Facts, *, full: bool) -> str:
    name = f"the parameter {facts['where']}" if full else "a parameter"
    text = f"After training, {name} of `{facts['function']}` holds NaN or infinity"
    return f"{text} in {facts['count']:,} of {facts['total']:,} values. Lower the learning rate or look at the loss."


def property_(facts: Facts, *, full: bool) -> str:
    return f"{_subject(facts)} does not meet this: {facts['what']}{_in_call(facts) if full else ''}."


def no_gradient(facts: Facts, *, full: bool) -> str:  # noqa: ARG001  every sentence has the same call
    named = f"`{facts['function']}`" if facts.get("function") else "your function"
    where = facts["where"]
    part = "its inputs" if where == "output" else where
    text = f"PyTorch finds no path from the result of {named} back to {part}."
    return (
        f"{text} Compute it from the tensors themselves: .item(), .detach(), .numpy() and torch.tensor() cut the graph."
    )


def mapping(facts: Facts, *, full: bool) -> str:
    names = [f"{each['name']} " if full else "" for each in facts["got"]]
    shapes_found = [_found_shape(each["shape"], full=full) for each in facts["got"]]
    found = [name + size for name, size in zip(names, shapes_found, strict=True)]
    wanted = [_tuple(each["shape"]) for each in facts["want"]]
    text = f"The {facts['what']} of `{facts['function']}` are not those of the network asked for."
    shapes = f" Found: {_listed(found)}. Asked for: {_listed(wanted)}."
    return f"{text}{shapes} Keep each layer as an attribute of the module, in the order of the statement."


def count(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` has {facts['got']:,} parameters; asked for are {facts['want']:,}."
    return f"{text} Compare the sizes of the layers, and whether each has its bias, with the statement."


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


def not_reached(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    return f"Not judged, because the check “{facts['title']}” did not pass. Correct that one first."


def forbidden(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    who = f"`{facts['inside']}`" if facts["inside"] else "Your code"
    text = f"{who} uses `{facts['name']}` (line {facts['line']}: `{facts['text']}`)."
    return f"{text} This exercise asks for a solution without it."


def missing(facts: Facts, *, full: bool) -> str:
    name = facts["name"]
    if facts.get("of"):
        near = f" The nearest that it has is `{facts['nearest']}`." if full and facts["nearest"] else ""
        return f"`{facts['of']}` has nothing named `{name}`.{near} Add it under this very name."
    if not facts["defined"]:
        return f"Your file defines no names at its top level; asked for is `{name}`. Begin with the starter file."
    defines = f"Your file does not define `{name}`. It defines {_listed([f'`{each}`' for each in facts['defined']])}."
    advice = f"Is `{facts['nearest']}` meant? Then rename it." if facts["nearest"] else "Use the starter file's names."
    return f"{defines} {advice}"


def raised(facts: Facts, *, full: bool) -> str:
    type_ = facts["type"] if full or facts["type"] in EXCEPTIONS else "an exception"
    message = f": {facts['message']}" if full and facts["message"] else ""
    return f"Your code raised {type_}{message}{_own_line(facts)}"


def signal(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"The process of your code was killed by {facts['signal']}."
    return f"{text} Endless recursion and calls into C libraries do this; run the function alone to find the line."


def not_data(facts: Facts, *, full: bool) -> str:
    type_ = _type(facts["type"], full=full)
    if facts.get("where") == "torch.nn.Module":
        return f"A torch.nn.Module is asked for; found is {type_}. Derive the class from torch.nn.Module."
    return f"{_subject(facts)} is {type_}. Return plain data: a tensor, numbers, text, or lists and dicts of them."


def unfit(facts: Facts, *, full: bool) -> str:
    why = f" ({facts['type']})" if full else ""
    return (
        f"The check cannot work with what your code returns{why}. Return the kind of value that the statement asks for."
    )


def too_large(facts: Facts, *, full: bool) -> str:
    if not full:
        return "What your code returns has more elements than are accepted. Return only what is asked for."
    text = f"What your code returns has {facts['elements']:,} elements; at most {facts['limit']:,} are accepted."
    return f"{text} Return only what is asked for."


def ended(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    # As a shell tells it: a code of many digits could spell out an input.
    code = f" (exit code {facts['exit_code'] & 0xFF})" if facts["exit_code"] is not None else ""
    text = f"The program ended before it returned a result{code}."
    return f"{text} Remove exit(), quit(), sys.exit() and os._exit()."


def garbled(facts: Facts, *, full: bool) -> str:
    reason = f" ({facts['reason']})" if full else ""
    return f"The program did not give back a readable result{reason}. Do not write to open file descriptors or sockets."


def unreadable(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    if facts["reason"] != "syntax":
        return UNREADABLE[facts["reason"]].format_map(facts)
    cell = f"cell {facts['cell']}, " if facts.get("cell") is not None else ""
    return f"Python cannot read your file: {facts['message']} ({cell}line {facts['line']}). Correct that line first."


def limit(facts: Facts, verdict: str) -> str:
    amount = f"{facts['value']:g} {facts['unit']}".strip()
    return LIMITS[verdict].format(amount=amount)


SENTENCES: dict[str, Callable[..., str]] = {
    "values": values,
    "shape": shape,
    "dtype": dtype,
    "kind": kind,
    "length": length,
    "keys": keys,
    "set": different_set,
    "different": different,
    "not_finite": not_finite,
    "diverged": diverged,
    "property": property_,
    "no_gradient": no_gradient,
    "mapping": mapping,
    "count": count,
    "before_training": before_training,
    "accuracy": accuracy,
    "not_learned": not_learned,
    "not_reached": not_reached,
    "forbidden": forbidden,
    "missing": missing,
    "raised": raised,
    "signal": signal,
    "not_data": not_data,
    "unfit": unfit,
    "too_large": too_large,
    "ended": ended,
    "garbled": garbled,
    "unreadable": unreadable,
}


def _subject(facts: Facts) -> str:
    named = facts.get("subject") or "what your code returns"
    text = f"part {facts['where']} of {named}" if facts.get("where") not in {None, "", "output"} else named
    return text[0].upper() + text[1:]


def _in_call(facts: Facts) -> str:
    return f", for `{facts['call']}`" if facts.get("call") else ""


def _own_line(facts: Facts) -> str:
    if facts["line"] is None:
        return ". Run the function alone to find the line."
    cell = f"cell {facts['cell']}, " if facts.get("cell") is not None else ""
    text = f": `{facts['source_line'].strip()}`" if facts.get("source_line") else ""
    return f" ({cell}line {facts['line']}{text}). Call the function as the statement does to see it happen."


def _type(name: str, *, full: bool) -> str:
    return name if full or name in TYPES else "an object of another type"


def _tuple(shape_: Sequence[int] | None) -> str:
    return str(tuple(shape_ or ()))


def _found_shape(sizes: Sequence[int] | None, *, full: bool) -> str:
    """An empty tensor can have any numbers beside its 0."""
    likely = len(sizes or ()) <= MOST_DIMENSIONS and math.prod(max(size, 1) for size in sizes or ()) <= MOST_ELEMENTS
    return _tuple(sizes) if full or likely else "(...)"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _short(number: float | str) -> str:
    return number if isinstance(number, str) else f"{number:.3g}"


def _exact(number: float | str) -> str:
    return str(number) if isinstance(number, (str, bool, int)) else f"{number:.6g}"
