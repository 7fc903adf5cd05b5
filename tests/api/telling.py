"""A lab that fails in every way, and a hand-in that tells all it has met: what `test_visibility` looks for."""

from __future__ import annotations

ALIKE = ("echo", "crash", "named", "prints", "odd", "keys", "exits", "quiet", "saves", "draws", "nans", "mistaken")
SHOWS = ("drawn", "hidden", "example")

# Every check hands the hand-in a word of its own, and its solution answers with another.
SOLUTION = """
import matplotlib.pyplot as plt
import torch

# SOLUTION-SOURCE


def wanted(word):
    return word.replace("INPUT", "WANTED")


def number(x):
    return 4 * x


def numbers(x):
    return 4 * x


def quiet(word):
    return word


def mistaken(word):
    return wanted(word)


def keys(word):
    return {wanted(word): 1}


def nans(word):
    return {wanted(word): [1.0]}


def saves(word, path):
    torch.save({wanted(word): torch.ones(2)}, path)


def draws(word):
    plt.plot([1.0, 2.0], label=wanted(word))


def banned(word):
    return wanted(word)


echo = crash = named = prints = odd = exits = wanted
"""
CHECKS = f"""
import torch

from graders import exercise

# CHECKS-SOURCE
NUMBERS = {{"drawn": 271828.5, "hidden": 662607.5, "example": 481516.5}}
exercises = {{way: exercise(way) for way in {ALIKE!r}}}
globals().update(exercises)


def add(way, show):
    word = f"INPUT-{{show}}"

    def check(student, reference, draw):
        if way == "saves":
            student.do("saves", word, "out.pt")
            student.checkpoint("out.pt", written_by="saves").holds({{reference.wanted(word): torch.ones(2)}})
        elif way == "draws":
            student.figures("draws", word).has(lines=1)
        elif way == "nans":
            student.call("nans", word).close_to(student.call("nans", word))
        else:
            student.call(way, word).close_to(getattr(reference, way)(word))

    check.__name__, check.__doc__ = f"{{show}}_{{way}}", f"A word, {{show}}"
    exercises[way].check(points=1, show=show)(check)


for way in exercises:
    for show in {SHOWS!r}:
        add(way, show)

number = exercise("number")
for show in {SHOWS!r}:
    number.value("number", points=1, show=show, name=f"{{show}}_number", draw=lambda d, show=show: (NUMBERS[show],))

numbers = exercise("numbers")
for show in {SHOWS!r}:
    inputs = lambda d, show=show: (torch.tensor([NUMBERS[show] * each for each in (1.0, 10.0, 0.1, -1.0)]),)
    numbers.value("numbers", points=1, show=show, name=f"{{show}}_numbers", draw=inputs)

banned = exercise("banned")
banned.forbids("format", in_=("banned",))
banned.value("banned", points=1, draw=lambda d: ("INPUT-drawn",))

chained = exercise("chained")


@chained.check(points=1, show="hidden")
def first(student, reference, draw):
    "The first word"
    student.call("echo", "INPUT-hidden").close_to("WANTED-hidden")


@chained.check(points=1, needs=["first"])
def second(student, reference, draw):
    "The second word"
    student.call("echo", "INPUT-drawn").close_to("WANTED-drawn")
"""
MISTAKE = '"""The word was made small.\n\nexercise: mistaken\n"""\n\n\ndef mistaken(word):\n    return "MISTAKE-CODE"\n'
# What it has met, it tells in every later check of its process.
HAND_IN = """
import sys
import matplotlib.pyplot as plt
import torch

MET = []

def told(x):
    MET.append(str(x))
    return "+".join(MET)

def echo(x):
    return told(x)

def crash(x):
    raise ValueError(told(x))

def named(x):
    raise type(told(x), (Exception,), {})

def prints(x):
    print(told(x))
    print(told(x), file=sys.stderr)
    return told(x)

def odd(x):
    return type(told(x), (), {})()

def keys(x):
    return {told(x): 1}

def nans(x):
    return {told(x): [float("nan")]}

def exits(x):
    sys.exit(told(x))

def quiet(x):
    print(told(x))
    return x

def saves(x, path):
    torch.save({told(x): torch.zeros(2)}, path)

def draws(x):
    plt.plot([1.0, 2.0], label=told(x))
    plt.plot([2.0, 1.0])
    return told(x)

def mistaken(x):
    told(x)
    return "MISTAKE-CODE"

def number(x):
    told(x)
    return 2 * x

def numbers(x):
    told(x)
    return 2 * x.to("cuda")

def banned(x):
    return "{}".format(told(x))
"""

# In no answer to a student: what drawn and hidden checks hand over and want, and what belongs to the lab.
SECRETS = {
    "a drawn input": r"INPUT-(drawn|hidden)",
    "a value that was wanted": r"WANTED-(drawn|hidden)",
    "a drawn number": r"271828|662607|543657|1325215|1087314|2650430"
    r"|(2\.7182|6\.6260|5\.4365|1\.3252|1\.0873|2\.6504)\d*e\+",
    "the solution or the checks": r"(SOLUTION|CHECKS)-SOURCE",
    "a mistake's file": r"made_small",
    "why the lab is broken": r"REASON-FOR-STAFF",
    "what instructors read of the lab": r"(NOTES|RUBRIC)-FOR-STAFF",
    "a worker": r"NAME-OF-WORKER|PROOF-OF-LAYER|ADVICE-TO-OPERATOR",
    "who set a score": r"Demo instructor",
}
# Of one student, for that student and staff.
OF_ANOTHER = {"an example of another": r"INPUT-example", "why another's score was set": r"REASON-OF-SCORE"}
# In the answers to staff, and an example's in those to its student.
SHOWN_TO_STAFF = [r"INPUT-drawn", r"INPUT-hidden", r"WANTED-drawn", r"WANTED-hidden", "271828", "662607", "made_small"]
SHOWN_TO_STUDENT = [r"INPUT-example", r"WANTED-example", "481516", "The word was made small", "PNG", "REASON-OF-SCORE"]
SHOWN_TO_STUDENT += ["exactly half of the right one", "asks for a GPU"]
