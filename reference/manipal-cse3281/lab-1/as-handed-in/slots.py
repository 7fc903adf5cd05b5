"""Single numbers that are right in every run, each in one place: under one name, or as the n-th that is printed."""

import re

import torch

LEAST = 4  # numbers of a tensor
_WORDS = {"max": "max", "larg": "max", "high": "max", "min": "min", "small": "min", "low": "min"}


def extremes(runs, fits=lambda _: True):
    """Whether some tensor's largest and smallest number stand somewhere, in the same places in all runs."""
    for tensors in _in_all([run.shows.arrays for run in runs]):
        if not all(fits(one) and one.numbers.numel() >= LEAST for one in tensors):
            continue
        largest = [_number(one, one.numbers.argmax()) for one in tensors]
        smallest = [_number(one, one.numbers.argmin()) for one in tensors]
        if _both_shown(runs, largest, smallest):
            return True
    return False


def places(runs, *, pairs=True):
    """Whether the flat indices of both stand somewhere; with `pairs` also rows and columns."""
    for tensors in _in_all([run.shows.arrays for run in runs]):
        if not all(one.numbers.numel() >= LEAST for one in tensors):
            continue
        largest, smallest = ([_tops(sign * one.numbers) for one in tensors] for sign in (1, -1))
        if _both_shown(runs, largest, smallest):
            return True
        if pairs and all(_pair_shown(runs, tensors, sign) for sign in (1, -1)):
            return True
    return False


def found_instead(run):
    """The last two single numbers, or else the last rows of them, by which a mistake is known."""
    numbers = [one.numbers.flatten() for one in run.shows.singles] or [one.numbers for one in run.shows.arrays]
    same = len({one.shape for one in numbers[-2:]}) == 1
    return torch.cat(numbers[-2:]) if same and len(numbers) > 1 else None


def _both_shown(runs, largest, smallest):
    """Each as a single number, or the two as a pair such as `[0.9, 0.1]`."""
    highs, lows = _showing(runs, largest), _showing(runs, smallest)
    if _two_places(highs, lows) and not _exchanged(highs, lows):
        return True
    arrays = _in_all([run.shows.arrays for run in runs])
    pairs = [ones for ones in arrays if all(one.numbers.numel() == 2 for one in ones)]
    for first, second in ((largest, smallest), (smallest, largest)):
        for ones in pairs:
            if all(
                _is_one_of(one, 0, a) and _is_one_of(one, 1, b) for one, a, b in zip(ones, first, second, strict=True)
            ):
                return True
    return False


def _is_one_of(one, at, allowed):
    number, off = float(one.numbers.flatten()[at]), float(one.off.flatten()[at])
    return any(abs(number - right) <= off + room + 1e-9 for right, room in allowed)


def _in_all(lists):
    """What stands in one slot, run by run."""
    by_slot = [{one.slot: one for one in each} for each in lists]
    for slot in by_slot[0]:
        if all(slot in each for each in by_slot):
            yield [each[slot] for each in by_slot]


def _number(one, at):
    return [(float(one.numbers.flatten()[at]), float(one.off.flatten()[at]))]


def _tops(numbers):
    """Every place of the largest one; what is printed may be rounded to a tie."""
    flat = numbers.flatten()
    return [(float(at), 0.0) for at in (flat >= flat.max() - 1e-9).nonzero().flatten()]


def _showing(runs, rights):
    """Those single numbers that are, run by run, one of the right ones."""
    return [
        ones
        for ones in _in_all([run.shows.singles for run in runs])
        if all(_is_one_of(one, 0, allowed) for one, allowed in zip(ones, rights, strict=True))
    ]


def _two_places(largest, smallest):
    slots = {ones[0].slot for ones in largest} | {ones[0].slot for ones in smallest}
    return bool(largest) and bool(smallest) and len(slots) > 1


def _exchanged(largest, smallest):
    """Whether every name and every word beside a number says the contrary."""
    said = [(_says(one[0]), "max") for one in largest] + [(_says(one[0]), "min") for one in smallest]
    heard = [(word, right) for word, right in said if word]
    return bool(heard) and {word for word, _ in heard} == {"max", "min"} and all(word != right for word, right in heard)


def _says(one):
    text = one.slot[1].lower() if one.slot[0] == "name" else one.label
    words = re.findall("|".join(_WORDS), text)
    return _WORDS[words[-1]] if words else ""


def _pair_shown(runs, tensors, sign):
    """Row and column of the largest: as two numbers in brackets or under a name, or printed one after the other."""
    rights = []
    for one in tensors:
        if one.numbers.dim() != 2:
            return False
        columns = one.shape[1]
        rights.append([[at // columns, at % columns] for at, _ in _tops(sign * one.numbers)])
    for ones in _in_all([run.shows.arrays for run in runs]):
        if all(one.numbers.flatten().tolist() in right for one, right in zip(ones, rights, strict=True)):
            return True
    printed = [[one for one in run.shows.singles if one.slot[0] == "print"] for run in runs]
    for at in range(min(map(len, printed)) - 1):
        two = [[float(each[at].numbers), float(each[at + 1].numbers)] for each in printed]
        if all(pair in right for pair, right in zip(two, rights, strict=True)):
            return True
    return False
