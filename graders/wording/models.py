"""Sentences about models: their parameters and what they stand for."""

from __future__ import annotations

from collections.abc import Callable

from graders.wording.common import Facts, found_shape, listed, tuple_of


def mapping(facts: Facts, *, full: bool) -> str:
    names = [f"{each['name']} " if full else "" for each in facts["got"]]
    shapes_found = [found_shape(each["shape"], full=full) for each in facts["got"]]
    found = [name + size for name, size in zip(names, shapes_found, strict=True)]
    wanted = [tuple_of(each["shape"]) for each in facts["want"]]
    text = f"The {facts['what']} of `{facts['function']}` are not those of the network asked for."
    shapes = f" Found: {listed(found)}. Asked for: {listed(wanted)}."
    return f"{text}{shapes} Keep each layer as an attribute of the module, in the order of the statement."


def count(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"`{facts['function']}` has {facts['got']:,} parameters; asked for are {facts['want']:,}."
    return f"{text} Compare the sizes of the layers, and whether each has its bias, with the statement."


SENTENCES: dict[str, Callable[..., str]] = {
    "mapping": mapping,
    "count": count,
}
