"""Sentences about models: their parameters and what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graders.wording.common import MOST_LISTED, MOST_TENSORS, Facts, counted, found_shape, listed, tuple_of


def mapping(facts: Facts, *, full: bool) -> str:
    text = f"The {facts['what']} of `{facts['function']}` are not those of the network asked for."
    if facts.get("missing") or facts.get("surplus"):
        return f"{text}{_differences(facts, full=full)} {_advice(facts)}"
    wanted = [tuple_of(each["shape"]) for each in facts["want"]]
    found = listed(_found(facts["got"], facts["want"], full=full), MOST_LISTED if full else MOST_TENSORS)
    shapes = f" Found: {found}. Asked for: {listed(wanted)}."
    return f"{text}{shapes} Keep each layer as an attribute of the module, in the order of the statement."


def count(facts: Facts, *, full: bool) -> str:
    which = "trainable parameters" if facts.get("trainable") else "parameters"
    where = f" in `{facts['module']}`" if facts.get("module") else ""
    got = counted(facts["got"], full=full)
    text = f"`{facts['function']}` has {got} {which}{where}; asked for are {facts['want']:,}."
    if facts.get("trainable"):
        return f"{text} Freeze with requires_grad = False what the statement freezes, and nothing else."
    twice = " That is twice as many: is a layer there twice?" if facts["got"] == 2 * facts["want"] else ""
    return f"{text}{twice}{_differences(facts, full=full)} {_advice(facts)}"


def ambiguous(facts: Facts, *, full: bool) -> str:  # noqa: ARG001  the names are the reference's
    names = listed([f"`{each['name']}`" for each in facts["want"]])
    text = f"With our weights, `{facts['function']}` gives other outputs than the network asked for. Several of its"
    alike = f"parameters have the same shape, and none of the first {facts['tried']:,} ways to tell them apart fits."
    return (
        f"{text} {alike} Name them as here, or create them in this order, so that only forward is in question: {names}."
    )


def untrainable(facts: Facts, *, full: bool) -> str:  # noqa: ARG001  places, shapes and names of ours
    text = f"No gradient comes from the outputs of `{facts['function']}` to {facts['where']}."
    return (
        f"{text} Its requires_grad is False, or forward does not compute with the tensor itself: .item(), .detach(), "
        ".data and .numpy() cut the graph."
    )


def not_frozen(facts: Facts, *, full: bool) -> str:  # noqa: ARG001  places, shapes and names of ours
    text = f"A gradient comes from the outputs of `{facts['function']}` to {facts['where']}, which should be frozen."
    return f"{text} Set its requires_grad to False."


def _found(named: Sequence[Facts], wanted: Sequence[Facts], *, full: bool) -> list[str]:
    """Tensors of the student's: the names are of their code's choice, and so are sizes that nobody asked for."""
    sizes = [size for each in wanted for size in each["shape"]]
    return [(f"{each['name']} " if full else "") + found_shape(each["shape"], sizes, full=full) for each in named]


def _differences(facts: Facts, *, full: bool) -> str:
    """What is missing is told by our names, where the student's go by them too."""
    named = facts.get("named", False)
    lacks = [(f"`{each['name']}` " if named else "") + tuple_of(each["shape"]) for each in facts.get("missing", ())]
    wanted = facts["want"] if isinstance(facts["want"], list) else facts.get("missing", ())
    extra = _found(facts.get("surplus", ()), wanted, full=full)
    most = MOST_LISTED if full else MOST_TENSORS
    missing = f" Missing: {listed(lacks, most)}." if lacks else ""
    return missing + (f" Too many: {listed(extra, most)}." if extra else "")


def _advice(facts: Facts) -> str:
    missing, surplus = facts.get("missing", ()), facts.get("surplus", ())
    if missing and not surplus and all(len(each["shape"]) == 1 for each in missing):
        return "Each layer of the statement has a bias: is one made with bias=False?"
    if surplus and not missing and all(len(each["shape"]) == 1 for each in surplus):
        return "Is a bias there that the statement does without (bias=False)?"
    if missing and not surplus:
        return "Keep each layer as an attribute of the module; layers in a plain list are not seen, use nn.ModuleList."
    return "Compare the sizes of the layers, and whether each has its bias, with the statement."


SENTENCES: dict[str, Callable[..., str]] = {
    "mapping": mapping,
    "count": count,
    "ambiguous": ambiguous,
    "untrainable": untrainable,
    "not_frozen": not_frozen,
}
