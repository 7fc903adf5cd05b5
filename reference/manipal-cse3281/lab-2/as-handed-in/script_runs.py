"""Runs of a flat script, with its own numbers and with ours, and what is right in them: by autograd, by a formula.

Of two runs with different numbers only that counts which is right in both, under the same name or at the same place of
what is printed. So the x of `da/dw = x` is no derivative where the gate is shut, and nothing is right by accident.
"""

import ast
import re
from dataclasses import dataclass

import torch
from script_text import ScriptText

from graders.results import Finding, StudentFault, Verdict

RTOL, ATOL = 1e-4, 6e-5  # scripts compute in float32 and round to four digits
ROUNDED = 0.006  # how much of a number may be lost where it is printed with few digits
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:[eE]([-+]?\d+))?(?![\w]|\.\d)")
DERIVATIVE = re.compile(r"anal|manual|hand|deriv|grad|slope|formula|expected|true|exact|d\w*_d\w|^d\w+$", re.IGNORECASE)
ALSO = r"(val|vals|value|values|num|number|np|numpy|float|init|data|in|input|scalar|point|const|tensor|0)"
STOPS = "stops before its end"
MOST_CALLED = 3
MOST_PRINTED = 20_000


@dataclass(frozen=True)
class Right:
    """Where the right numbers stand, in all of some runs: under which names, and at which places of what is printed."""

    names: frozenset[str]
    places: frozenset[int]

    @classmethod
    def of(cls, runs):
        """`runs` are pairs of what was found and what is right there."""
        names = [{name for name, value in found.numbers.items() if _equal(value, right)} for found, right in runs]
        places = [set(_places(found.printed, right)) for found, right in runs]
        return cls(frozenset.intersection(*map(frozenset, names)), frozenset.intersection(*map(frozenset, places)))


class Script:
    """A hand-in that was run whole. `roles` are its inputs, with names that they may have: `{"w": ("w", "weight")}`."""

    def __init__(self, student, roles):
        self.student, self.roles = student, roles
        pieces = student.pieces
        self.text = ScriptText((pieces[0].text or "") if len(pieces) == 1 else student.source)
        self.found = student.found()
        self.stops = False
        self.named = {role: self._name_of(names) for role, names in roles.items()}
        self.typed = {role: [name, *self._aliases(role, name)] for role, name in self.named.items() if name}
        self.inputs = set().union(*self.typed.values())

    def own(self):
        """Its own inputs. Raises StudentFault where one has none of its names."""
        names = {role: [name] if (name := self.named[role]) else names for role, names in self.roles.items()}
        self._prove([role for role in names if not any(map(self.found.has, names[role]))])
        return [self.found.of(*each) for each in names.values()]

    def given(self, numbers):
        """What it leaves with these inputs. Who types one of them in twice gets ours in both places."""
        self._prove([role for role, name in self.named.items() if name is None])
        values = {}
        for role, number in zip(self.roles, numbers, strict=True):
            values |= dict.fromkeys(self.typed[role], number.tolist())
        found = self.student.given(values).found()
        always = {name for name in self.found.values if name.partition(".")[0] in self.text.top}
        self.stops |= not always <= found.values.keys()
        return found

    def _prove(self, absent):
        if absent:
            raise StudentFault(Verdict.MISSING, Finding(code="not_given", facts={"names": absent}))

    # --- What is right ---

    def by_autograd(self, runs):
        """Whether autograd gave it. What a function keeps to itself counts where it is printed."""
        for right in self._rights(runs):
            tracked = {name for name in self.found.numbers if self.text.tracks(name)}
            hidden = self.text.zeroed or not any(self.text.settled(name.partition(".")[0]) for name in tracked)
            if right.names & tracked or (right.places and hidden and any(True for _ in self.text.shown())):
                return True
        return False

    def by_formula(self, runs):
        """Whether it stands under a name that autograd did not fill, or in print more often than autograd's does."""
        for right in self._rights(runs):
            own = {name for name in right.names if not self.text.tracks(name) and name not in self.inputs}
            elsewhere = self.found.numbers.keys() - right.names
            shown = [name for name in self.text.shown() if name not in elsewhere]
            if own or len(right.places) > len(shown):
                return True
        return False

    def either_way(self, runs, *, trivial=False):
        """By autograd where the script uses it, else by a formula; where an input itself is right, under another name."""
        if self.uses_autograd:
            return self.by_autograd(runs)
        return any(right.names - self.inputs for right in self._rights(runs)) if trivial else self.by_formula(runs)

    def stands(self, runs):
        """Whether it stands there at all."""
        return any(right.names or right.places for right in self._rights(runs))

    @property
    def uses_autograd(self):
        return any(map(self.text.tracks, self.found.numbers)) or any(True for _ in self.text.shown())

    def calculates(self, arguments, right):
        """Whether one of its functions that use no autograd gives it for these inputs."""
        by_role = dict(zip(self.roles, arguments, strict=True))
        for function in [each for each in self.text.formulas() if each.args.args][:MOST_CALLED]:
            names = [each.arg for each in function.args.args]
            wanted = [self._role_of(name) for name in names]
            if None in wanted and len(names) != len(arguments):
                continue
            chosen = arguments if None in wanted else [by_role[role] for role in wanted]
            try:
                value = self.student.call(function.name, *[each.float() for each in chosen]).value
            except StudentFault:
                self.student.revive()
                continue
            if isinstance(value, (bool, int, float, torch.Tensor)) and _equal(torch.as_tensor(value).double(), right):
                return True
        return False

    def told(self, *founds):
        """What a known mistake is recognised by: the derivative as this script has it, or that it tries none."""
        if not self.text.attempts(DERIVATIVE):
            return "autograd alone"
        own = [name for name in self.found.numbers if name not in self.inputs and not self.text.tracks(name)]
        return self._values([*filter(DERIVATIVE.search, own), None], founds)

    def told_by_autograd(self, *founds):
        return self._values(filter(self.text.tracks, self.found.numbers), founds)

    def _values(self, names, founds):
        """Under the first name that all have; None is the last number in print."""
        for name in names:
            values = [found.numbers.get(name) if name else _last(found.printed) for found in founds]
            if all(value is not None for value in values):
                return [value.flatten().tolist() for value in values]
        return None

    def _rights(self, runs):
        """Of many points all, or the last one alone: a loop ends there."""
        yield Right.of(runs)
        if all(right.numel() > 1 for _, right in runs):
            yield Right.of([(found, right.flatten()[-1:]) for found, right in runs])

    # --- Its inputs ---

    def _name_of(self, names):
        by_name = {name.lower(): name for name in reversed(self.text.top)}
        return next((by_name[name.lower()] for name in names if name.lower() in by_name), None)

    def _role_of(self, name):
        return next((role for role, names in self.roles.items() if name.lower() in map(str.lower, names)), None)

    def _aliases(self, role, name):
        """`x_val` where `x = torch.tensor(x_val)`; and `x_np = 2.0` beside it, if it is the same number."""
        top = self.text.top
        read = set().union(*map(_names, top[name]))
        alike = re.compile(rf"{role}_?{ALSO}|{ALSO}_?{role}", re.IGNORECASE)
        for other, values in top.items():
            typed_in = self.found.has(other) and not any(_names(value) & top.keys() for value in values)
            if other in self.named.values() or not typed_in:
                continue
            if other in read or (alike.fullmatch(other) and _equal(self.found.of(other), self.found.of(name))):
                yield other


def not_left(script, what, got=None, *, given=True):
    """The fault of a script that does not give this. One that ends early with our numbers is told so, and known by it."""
    names = sorted(name for name in script.named.values() if name) if given else []
    if script.stops:
        what, got = f"{what}, since with these numbers it stops before its end", STOPS
    return script.student.fails(Finding(code="not_left", facts={"what": what, "given": names}), got)


def _names(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _equal(found, right):
    """Whatever axes of length 1 there are."""
    if found.numel() != right.numel():
        return False
    return torch.allclose(found.flatten().double(), right.flatten().double(), rtol=RTOL, atol=ATOL)


def _places(printed, right):
    """Where in print the right numbers begin: at which number. Each may be rounded as it is printed."""
    wanted = right.flatten().tolist()
    matches = [match for match, _ in zip(NUMBER.finditer(printed), range(MOST_PRINTED), strict=False)]
    numbers = [(float(match.group()), _unit(match)) for match in matches]
    for start in range(len(numbers) - len(wanted) + 1):
        window = zip(numbers[start : start + len(wanted)], wanted, strict=True)
        if all(abs(number - want) <= _allowed(want, unit) for (number, unit), want in window):
            yield start


def _unit(match):
    """What the last digit of a printed number stands for."""
    power = int((match.group(3) or "0")[:4]) - len(match.group(1) or match.group(2) or "")
    return 10.0 ** min(power, 300)


def _allowed(want, unit):
    return 1e-5 + RTOL * abs(want) + min(0.51 * unit, ROUNDED * abs(want))


def _last(printed):
    found = [match.group() for match in NUMBER.finditer(printed)]
    return torch.tensor(float(found[-1]), dtype=torch.float64) if found else None
