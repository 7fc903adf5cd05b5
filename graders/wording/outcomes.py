"""Sentences about code that gave no value: missing, crashed, stopped, against a rule."""

from __future__ import annotations

from collections.abc import Callable

from graders.wording.common import EXCEPTIONS, Facts, listed, own_line, place, rule_word, subject, type_of

UNREADABLE = {
    "empty": "The file is empty. Upload the file that holds your solution.",
    "binary": "The file is not text. Upload the Python file (.py) or the notebook (.ipynb) itself.",
    "encoding": "The file is not UTF-8 text. Save it with the encoding UTF-8 and upload it again.",
    "not_a_notebook": "The file ends in .ipynb but is not a notebook. Save the notebook again and upload that file.",
    "too_large": (
        "The file holds {size} {unit}; at most {limit} are read. "
        "Clear the outputs, remove data and whatever is not code of the lab, and upload it again."
    ),
    "folder": "{message}",
    "no_code": "The notebook holds no code cell. Upload the notebook that holds your solution.",
}
LIMITS = {
    "TIMEOUT": "Your code was stopped after {amount}{of_what}. Look for a loop that does not end, or do less work.",
    "MEMORY": "Your code used more than {amount} of memory. Work on smaller batches or keep fewer tensors.",
    "PROCESSES": "Your code started more than {amount} processes and threads. Use fewer; num_workers=0 is enough.",
    "OUTPUT": "Your code printed far more than {amount}. Print less, for example once per epoch.",
    "DISK": "Your code wrote more than {amount} to files. Write less; nothing but what you return is graded.",
}
# Which of the limits of time it was; results of older releases do not say.
OF_WHAT = {
    "call": ", the limit of one call",
    "exercise": ", the limit of one exercise",
    "run": ", the limit of one run of the file",
    "runs": ", the limit of all runs of the file",
}


def not_reached(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    return f"Not judged, because the check “{facts['title']}” did not pass. Correct that one first."


def forbidden(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    who = f"`{facts['inside']}`" if facts["inside"] else "Your code"
    text = f"{who} uses {rule_word(facts['name'])} ({place(facts)}: `{facts['text']}`)."
    return f"{text} This exercise asks for a solution without it."


def required(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['inside']}` ({place(facts)}) does not use {rule_word(facts['name'])}."
    return f"{text} This exercise asks for a solution with it; a comment or an import alone does not count."


def operation(facts: Facts, *, full: bool) -> str:
    name, ran = f"`{facts['name']}`", f"While `{facts['function']}` ran, PyTorch"
    if facts.get("at_least"):
        return f"{ran} never carried out {name}. This exercise asks for a solution that does. Use it there."
    if not facts["at_most"]:
        return f"{ran} carried out {name}. This exercise asks for a solution without it: work that step out yourself."
    # The count is the student's process's own word: where inputs are secret it could spell one out.
    found = f" {facts['found']} times" if full else " too often"
    times = "once" if facts["at_most"] == 1 else f"{facts['at_most']} times"
    return f"{ran} carried out {name}{found}; asked for is at most {times}. Keep its result and use it again."


def missing(facts: Facts, *, full: bool) -> str:
    name = facts["name"]
    if facts.get("of"):
        near = f" The nearest that it has is `{facts['nearest']}`." if full and facts["nearest"] else ""
        return f"`{facts['of']}` has nothing named `{name}`.{near} Add it under this very name."
    if not facts["defined"]:
        return f"Your file defines no names at its top level; asked for is `{name}`. Begin with the starter file."
    defines = f"Your file does not define `{name}`. It defines {listed([f'`{each}`' for each in facts['defined']])}."
    advice = f"Is `{facts['nearest']}` meant? Then rename it." if facts["nearest"] else "Use the starter file's names."
    return f"{defines} {advice}"


def raised(facts: Facts, *, full: bool) -> str:
    type_ = facts["type"] if full or facts["type"] in EXCEPTIONS else "an exception"
    message = f": {facts['message']}" if full and facts["message"] else ""
    return f"Your code raised {type_}{message}{own_line(facts)}"


def signal(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"The process of your code was killed by {facts['signal']}."
    return f"{text} Endless recursion and calls into C libraries do this; run the function alone to find the line."


def not_data(facts: Facts, *, full: bool) -> str:
    type_ = type_of(facts["type"], full=full)
    if facts.get("where") == "output":
        return f"{subject(facts)} is {type_}; autograd goes back from a tensor alone. Return one torch.Tensor."
    if facts.get("where") == "torch.nn.Module":
        return f"A torch.nn.Module is asked for; found is {type_}. Derive the class from torch.nn.Module."
    return f"{subject(facts)} is {type_}. Return plain data: a tensor, numbers, text, or lists and dicts of them."


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
    return f"Python cannot read your file: {facts['message']} ({place(facts)}). Correct that line first."


def limit(facts: Facts, verdict: str) -> str:
    amount = f"{facts['value']:g} {facts['unit']}".strip()
    return LIMITS[verdict].format(amount=amount, of_what=OF_WHAT.get(facts["limit"], ""))


SENTENCES: dict[str, Callable[..., str]] = {
    "not_reached": not_reached,
    "forbidden": forbidden,
    "required": required,
    "operation": operation,
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
