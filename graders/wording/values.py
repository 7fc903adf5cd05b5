"""Sentences about values that came back and are not the right ones."""

from __future__ import annotations

from collections.abc import Callable

from graders.wording.common import (
    MOST_NAMED,
    Facts,
    counted,
    exact,
    found_shape,
    in_call,
    listed,
    short,
    subject,
    tuple_of,
    type_of,
)


def values(facts: Facts, *, full: bool) -> str:
    difference, allowed = short(facts["difference"], full=full), short(facts["allowed"], full=full)
    if difference == allowed:
        difference = f"a little more than {allowed}"
    if facts["total"] == 1:
        text = f"{subject(facts)} is wrong. Difference: {difference}, {allowed} allowed."
    else:
        where = f"at index {tuple_of(facts['index'])}"
        count = f"{counted(facts['mismatched'], full=full)} of {facts['total']:,} values"
        text = f"{subject(facts)} is wrong in {count}. Greatest difference: {difference} {where}, {allowed} allowed."
    if not full:
        return text
    return f"{text} Found {exact(facts['got_value'])} there, right is {exact(facts['want_value'])}{in_call(facts)}."


def shape(facts: Facts, *, full: bool) -> str:
    got, want = facts.get("got_shape", facts.get("got")), facts.get("want_shape", facts.get("want"))
    call = in_call(facts) if full else ""
    text = f"{subject(facts)} has shape {found_shape(got, want, full=full)}; asked for is {tuple_of(want)}{call}."
    if got == [*(want or ()), 1]:
        return f"{text} Remove the last dimension, for example with .squeeze(-1)."
    return f"{text} Print the shape after each step to see where it changes."


def dtype(facts: Facts, *, full: bool) -> str:
    want = facts["want_dtype"]
    call = in_call(facts) if full else ""
    return f"{subject(facts)} is of type {facts['got_dtype']}; asked for is {want}{call}. Convert it to {want}."


def kind(facts: Facts, *, full: bool) -> str:
    want = facts["want_type"]
    call = in_call(facts) if full else ""
    if facts["got_type"] == "NoneType":
        return f"{subject(facts)} is None; asked for is a {want}{call}. End with `return`: printing is not returning."
    if want == "NoneType":
        return f"{subject(facts)} is a {type_of(facts['got_type'], full=full)}; asked for is None{call}. Return None."
    return (
        f"{subject(facts)} is a {type_of(facts['got_type'], full=full)}; asked for is a {want}{call}. Return a {want}."
    )


def length(facts: Facts, *, full: bool) -> str:
    call = in_call(facts) if full else ""
    got, want = facts["got_length"], facts["want_length"]
    # Code can return as many parts as it likes: one or two too many are a slip, more are told as such.
    got = got if full or got <= want + 2 else "many more"
    return f"{subject(facts)} has {got} parts; asked for are {want}{call}. Return them in the order of the statement."


def keys(facts: Facts, *, full: bool) -> str:
    known = full or facts.get("familiar", True)
    lacking = listed(facts["missing"]) if known else f"{len(facts['missing'])} of the names asked for"
    parts = [f"lacks {lacking}"] if facts["missing"] else []
    if facts["unexpected"]:
        count = len(facts["unexpected"])
        some = count if count < MOST_NAMED else f"{MOST_NAMED} or more"
        parts.append(f"has {listed(facts['unexpected'])} too many" if full else f"has {some} too many")
    return f"{subject(facts)} {' and '.join(parts)}. Compare the names with the statement."


def different_set(facts: Facts, *, full: bool) -> str:
    missing, unexpected = facts["missing_count"], facts["unexpected_count"]
    surplus = unexpected if full or unexpected < MOST_NAMED else f"{MOST_NAMED} or more"
    text = f"{subject(facts)} lacks {missing} of the items asked for and holds {surplus} that do not belong there."
    if not full:
        return text
    lacks = f" Missing: {listed(facts['missing'])}." if missing else ""
    return text + lacks + (f" Too many: {listed(facts['unexpected'])}." if unexpected else "")


def different(facts: Facts, *, full: bool) -> str:
    if not full:
        return f"{subject(facts)} is not what is asked for."
    return f"{subject(facts)} is {facts['got_value']}; right is {facts['want_value']}{in_call(facts)}."


def not_finite(facts: Facts, *, full: bool) -> str:
    call = in_call(facts) if full else ""
    first = f", first at index {tuple_of(facts['index'])}" if facts["total"] > 1 else ""
    count = counted(facts["count"], full=full)
    count = f" in {count} of {facts['total']:,} values" if facts["total"] > 1 else ""
    text = f"{subject(facts)} is NaN or infinite{count}{first}{call}."
    return f"{text} Look for a division by zero, a logarithm of 0 or an exponential of a large number."


def property_(facts: Facts, *, full: bool) -> str:
    return f"{subject(facts)} does not meet this: {facts['what']}{in_call(facts) if full else ''}."


def no_gradient(facts: Facts, *, full: bool) -> str:  # noqa: ARG001  every sentence has the same call
    named = f"`{facts['function']}`" if facts.get("function") else "your function"
    where = facts["where"]
    part = "its inputs" if where == "output" else where
    text = f"PyTorch finds no path from the result of {named} back to {part}."
    return (
        f"{text} Compute it from the tensors themselves: .item(), .detach(), .numpy() and torch.tensor() cut the graph."
    )


def not_repeated(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    where = "a second time" if facts["process"] == "same" else "in another process"
    text = f"Called {where} with the same seed, `{facts['function']}` returns other numbers."
    return f"{text} {_seed_advice(facts)}"


def not_random(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    return f"With two different seeds, `{facts['function']}` returns the same numbers. {_seed_advice(facts)}"


def _seed_advice(facts: Facts) -> str:
    if facts["argument"]:
        return f"Seed the generator with `{facts['argument']}` inside the function and draw all numbers from it."
    return "Draw the numbers inside the function, and do not seed anything there or in the file."


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
    "property": property_,
    "no_gradient": no_gradient,
    "not_repeated": not_repeated,
    "not_random": not_random,
}
