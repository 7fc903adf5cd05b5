"""Runs of a script: as it is, and with numbers of ours where it first sets its tensors, whatever their names."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch

from graders.results import Finding, StudentFault, Verdict

from script import Script, readable
from shown import Shows

MOST_FETCHED = 8


class Run(NamedTuple):
    """`given` are our numbers, by the names whose place they took."""

    shows: Shows
    script: Script
    given: dict


def alone(student):
    """The script as it was handed in."""
    script = Script(_source(student), lambda line: student.place(line).get("cell") is not None)
    return Run(Shows(_found(student, script)), script, {})


def _source(student):
    """All of it. Of a lab's own scripts `student.source` has the definitions alone."""
    pieces = student.pieces
    if len(pieces) == 1 and pieces[0].cell is None and readable(pieces[0].text):
        return pieces[0].text
    return student.source


def elsewhere(student, own):
    """The script as it was handed in, in a process whose random numbers start from another seed."""
    other = student.elsewhere()
    shows = Shows(_found(other, own.script))
    other.leave()
    return Run(shows, own.script, {})


def again(student, draw, own, *, counts=lambda count: True, times=1):
    """The script with numbers of ours in all tensors whose count of numbers fits: whole ones, no two alike.

    Where the only such names held something else before, which ours would take the place of, it is the script as it
    is. Raises StudentFault where there are none.
    """
    chosen = {name: count for name, count in own.script.inputs(_counts(own)).items() if counts(count)}
    if not chosen and own.script.sets_later(_counts(own), counts):
        yield own
        return
    if not chosen:
        raise StudentFault(Verdict.MISSING, Finding(code="not_given", facts={"names": ["x"]}))
    for _ in range(times):
        given = {name: _numbers(draw, count) for name, count in chosen.items()}
        other = student.given(given)
        shows = Shows(_found(other, own.script))
        other.leave()
        yield Run(shows, own.script, given)


def _found(student, script):
    """Also pictures, which are too large to be told without being asked for."""
    found = student.found()
    images = {}
    for name in [name for name in script.bound if name not in found.values][:MOST_FETCHED]:
        try:
            value = student.name(name).value
        except StudentFault as fault:
            if fault.verdict not in (Verdict.MISSING, Verdict.CRASH, Verdict.INVALID):
                raise
            continue
        if isinstance(value, torch.Tensor | np.ndarray):
            images[name] = value
    return replace(found, values={**found.values, **images})


def sets_inputs(run):
    return bool(run.script.inputs(_counts(run)))


def _counts(run):
    values = run.shows.found.values.items()
    sizes = {name: int(np.prod(value.shape)) for name, value in values if isinstance(value, torch.Tensor | np.ndarray)}
    return {name: size for name, size in sizes.items() if size > 1}


def _numbers(draw, count):
    return (draw.permutation(2 * count + 60)[:count] - (count + 30)).double()


def fail(student, what, run, told=None):
    """The finding of `leaves`; `what` may depend on what the script does instead, and `told` is what it has instead."""
    facts = {"what": what(run) if callable(what) else what, "given": sorted(run.given)}
    facts["stopped"] = run.shows.found.stopped
    return student.fails(Finding(code="not_left", facts=facts), told(run) if told else None)


def where_no_gpu_is(what):
    """With a hint for a script that does its work on a GPU or not at all."""
    hint = (
        "; what stands below `if torch.cuda.is_available():` is not run where there is no GPU, as here: add an `else`"
    )

    def told(run):
        text = what(run) if callable(what) else what
        return text + (hint if run.script.only_on_a_gpu else "")

    return told


def followed(name, title, what, holds, *, counts=lambda count: True, told=None, times=1):
    """A check function: `holds(run, reference)` when the script runs with our numbers in place of its own."""

    def check(student, reference, draw):
        for run in again(student, draw, alone(student), counts=counts, times=times):
            if not holds(run, reference):
                raise fail(student, what, run, told)

    return named(check, name, title)


def all_followed(name, title, what, holds, *, counts, times, told=None):
    """A check function: `holds(runs)` of all runs with our numbers together."""

    def check(student, _reference, draw):
        runs = list(again(student, draw, alone(student), counts=counts, times=times))
        if not holds(runs):
            raise fail(student, what, runs[-1], told)

    return named(check, name, title)


def run_of(found):
    """Of the numbers alone, where the source does not matter."""
    return Run(Shows(found), Script("", lambda line: False), {})


def given_alone(name, title, what, holds, *, told=None):
    """A check function: `holds(run, reference)` when the script runs as it is."""

    def check(student, reference, _draw):
        run = alone(student)
        if not holds(run, reference):
            raise fail(student, what, run, told)

    return named(check, name, title)


def named(check, name, title):
    check.__name__, check.__doc__ = name, title
    return check
