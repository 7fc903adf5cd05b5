"""Sentences about files run whole: what they name and print, what their functions do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graders.wording.common import Facts, all_of, exact, listed, type_of


def named(facts: Facts, *, full: bool) -> str:
    if facts["count"] != facts["want_count"]:
        return f"`{facts['name']}` does not hold as many numbers as are asked for ({facts['want_count']}). Compute all."
    right = f" It is {_numbers(facts['got'])}; right is {_right(facts)}." if full else ""
    advice = "Look at the formula, and print the steps before it."
    return f"`{facts['name']}` is not right when your file has run.{right} {advice}"


def not_numbers(facts: Facts, *, full: bool) -> str:
    found = type_of(facts["type"], full=full)
    return f"`{facts['name']}` is {found} and no number. Give it the number, or a tensor or list of numbers."


def none_of_names(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    wanted = " or ".join(f"`{name}`" for name in facts["names"])
    defined = listed([f"`{name}`" for name in facts["defined"]]) or "no names"
    return f"Your file gives no value to {wanted}. It defines {defined}. Name the result as the statement asks."


def not_printed(facts: Facts, *, full: bool) -> str:
    right = f" Right is {_right(facts)}." if full else ""
    if not facts["count"]:
        return f"Your file prints no number while it runs.{right} Print the result with print(...)."
    if facts["want_count"] > 1:
        what = f"the {facts['want_count']} right numbers do not stand there in their order"
    elif facts["which"] == "any":
        what = "the right one is not among them"
    else:
        what = f"the {facts['which']} one is not the right one"
    advice = "Look at the formula, and whether the result is printed."
    return f"Your file prints numbers while it runs, but {what}.{right} {advice}"


def guesses(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    text = f"Your file prints more than {facts['most']} different numbers around the right one, on both sides of it"
    return f"{text}, so that none of them counts as its result. Print the result itself."


def not_left(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    names = all_of([f"`{name}`" for name in facts["given"]]) if facts["given"] else ""
    again = f" It was run with other numbers for {names}, and has to follow them." if names else ""
    if facts.get("stopped"):
        again += f" It stopped before its end{', with these numbers' if names else ''}: look at what raised there."
    return f"Your file was run as it is, and neither its names nor what it prints give {facts['what']}.{again}"


def not_given(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    names = " or ".join(f"`{name}`" for name in facts["names"])
    text = f"Your file was to be run with other numbers, but nowhere outside of functions does it set {names}"
    return f"{text}. Begin with a line such as `{facts['names'][0]} = torch.tensor(...)`, and compute with that name."


def no_match(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    if not facts["candidates"]:
        counts = " or ".join(str(count) for count in facts["arguments"])
        text = f"Your file defines no function that can be called with {counts} argument{_s(facts['arguments'])}"
        return f"{text}. Put the computation into one, such as `{facts['reference']}`, that returns its result."
    tried = listed([f"`{name}`" for name in facts["candidates"]])
    text = f"None of the functions of your file does what `{facts['reference']}` is to do; tried were {tried}"
    return f"{text}. If one of them is meant, call it with inputs of your own and compare with the formula."


def not_handed_in(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    names, them = all_of([f"`{name}`" for name in facts["names"]]), "it" if len(facts["names"]) == 1 else "them"
    return f"Nothing that you handed in is about this exercise. It asks for {names}; add a file that defines {them}."


def no_such_file(facts: Facts, *, full: bool) -> str:  # noqa: ARG001
    patterns = " or ".join(f"“{pattern}”" for pattern in facts["patterns"])
    files = listed([f"“{name}”" for name in facts["files"]])
    text = f"None of your files is for this exercise: it asks for a name like {patterns}, and you handed in {files}"
    return f"{text}. Rename the file that holds your solution, or add it."


def _right(facts: Facts) -> str:
    return f"{_numbers(facts['want'])} (within {exact(facts['within'])})"


def _numbers(numbers: Sequence[float]) -> str:
    return ", ".join(exact(number) for number in numbers)


def _s(counts: Sequence[int]) -> str:
    return "" if counts == [1] else "s"


SENTENCES: dict[str, Callable[..., str]] = {
    "named": named,
    "not_numbers": not_numbers,
    "none_of_names": none_of_names,
    "not_printed": not_printed,
    "guesses": guesses,
    "not_left": not_left,
    "not_given": not_given,
    "no_match": no_match,
    "not_handed_in": not_handed_in,
    "no_such_file": no_such_file,
}
