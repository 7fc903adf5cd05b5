"""What is said about a hand-in as a whole. No points hang on it."""

from __future__ import annotations

from collections.abc import Callable

from graders.wording.common import Facts, all_of, place
from graders.wording.outcomes import unreadable


def failed(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    """Said by the code before it had seen any input, so its words may be repeated."""
    message = f": {facts['message']}" if facts["message"] else ""
    rest = "The rest was loaded; what depends on this line is missing."
    if facts["whole"]:
        rest = "The next cells were run." if facts["cell"] is not None else "Nothing below it was run."
    return f"{_place(facts)} raised {facts['type']}{message} (`{facts['text']}`). {rest}"


def repeated(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    which = "the last one" if facts["last"] else "an earlier one, with which more checks pass"
    where = " and ".join(f"“{title}”" for title in facts.get("exercises", ()))
    text = f"`{facts['name']}` is defined {facts['count']} times. Graded was {which} ({place(facts)})"
    return f"{text}{f' in {where}' if where else ''}. Keep one of them."


def cuda(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    return f"{_place(facts)} asks for a GPU. There is none here, and it ran on the CPU."


def stand_in(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"{_place(facts)} loads {facts['name']}, which would have to be downloaded, and there is no network here"
    return f"{text}. Other pictures of real digits stood in for it: what you see and print of them differs from yours."


def broadcast(facts: Facts, *, full: bool) -> str:
    """Without its line: the code could choose by an input which of its many lines warn."""
    where = _place(facts) if full else "Your code"
    text = f"{where} computes a loss of two shapes that differ, such as (n, 1) and (n,)"
    return f"{text}. PyTorch then compares each with each. Give both the same shape, for example by .view(-1)."


def as_handed_in(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    titles = all_of([f"“{title}”" for title in facts["exercises"]])
    text = f"Run as it is, and graded by what it names and prints: {titles}"
    return f"{text}. With the functions that the statement asks for it is graded on inputs of ours, which proves more."


def unreadable_file(facts: Facts, *, full: bool) -> str:
    return f"“{facts['file']}” was left out. {unreadable({**facts, 'file': None}, full=full)}"


def _place(facts: Facts) -> str:
    where = place(facts)
    return where[0].upper() + where[1:]


SENTENCES: dict[str, Callable[..., str]] = {
    "failed": failed,
    "repeated": repeated,
    "cuda": cuda,
    "stand_in": stand_in,
    "broadcast": broadcast,
    "as_handed_in": as_handed_in,
    "unreadable_file": unreadable_file,
}
