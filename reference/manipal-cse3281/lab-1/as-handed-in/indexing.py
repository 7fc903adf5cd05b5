"""Which kinds of index a script uses, as far as what they pick can be seen in what it shows."""

import ast
import operator

import torch

from shown import Shown

MOST_TRIED = 60
_COMPARED = {ast.Gt: operator.gt, ast.Lt: operator.lt, ast.GtE: operator.ge, ast.LtE: operator.le, ast.Eq: operator.eq}
_COMPARED[ast.NotEq] = operator.ne


class Unreadable(Exception):
    """An index that is computed in the script."""


def kinds(run):
    """The kinds of those indices whose result, computed from a tensor that is shown, is shown as well."""
    tensors = [one for one in run.shows.arrays if one.kind == "tensor"]
    written = [torch.tensor(rows, dtype=torch.float64) for rows, name in run.script.literals if _fit(rows, name, run)]
    tensors += [Shown(numbers, torch.zeros_like(numbers), ()) for numbers in written]
    found = set()
    for name, indices in run.script.indexings[:MOST_TRIED]:
        if any(_is_shown(one, name, indices, run) for one in tensors):
            found.add(_kind(indices))
    return found


def _fit(rows, name, run):
    """A list that is a tensor. What ours took the place of is not there any more."""
    try:
        count = torch.tensor(rows, dtype=torch.float64).numel()
    except (ValueError, TypeError, RuntimeError):
        return False
    return name not in run.given or count != run.given[name].numel()


def _is_shown(one, name, indices, run):
    part, off = one.numbers, one.off
    try:
        for each in indices:
            index = _index(each, name, part, run)
            part, off = part[index], off[index]
    except (Unreadable, IndexError, TypeError, ValueError, RuntimeError):
        return False
    if not part.numel() or part.shape == one.numbers.shape:
        return False
    others = run.shows.singles if part.numel() == 1 else run.shows.arrays
    return any(other is not one and other.shows(part, off) for other in others)


def _index(node, name, part, run):
    if isinstance(node, ast.Tuple):
        return tuple(_index(each, name, part, run) for each in node.elts)
    if isinstance(node, ast.Slice):
        return slice(*(None if each is None else _literal(each) for each in (node.lower, node.upper, node.step)))
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARED:
        if not (isinstance(node.left, ast.Name) and node.left.id == name):
            raise Unreadable
        return _COMPARED[type(node.ops[0])](part, _literal(node.comparators[0]))
    if isinstance(node, ast.Name):
        return _named(node.id, name, part, run)
    if isinstance(node, ast.Call) and node.args:  # torch.tensor([0, 2])
        return torch.tensor(_literal(node.args[0]))
    return _literal(node)


def _named(index, name, part, run):
    """An index under a name of its own: a mask, a list, a number."""
    value = run.shows.found.values.get(index)
    if isinstance(value, bool | int | list):
        return value
    if isinstance(value, torch.Tensor) and not value.is_floating_point():
        return value
    for node in run.script.bound.get(index, ())[:1]:
        if not isinstance(node, ast.Name):
            return _index(node, name, part, run)
    raise Unreadable


def _literal(node):
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise Unreadable from None


def _kind(indices):
    flat = [each for index in indices for each in (index.elts if isinstance(index, ast.Tuple) else [index])]
    # One number picks a row, two an element: that is two ways.
    return tuple(_word(each) for each in flat)


def _word(node):
    value = None if isinstance(node, ast.Name | ast.Slice) else ast.unparse(node).lstrip("-")
    return "number" if value and value.isdigit() else type(node).__name__
