"""What flat scripts of lab 3 have learnt: their weights under any name, and how well these fit points of ours."""

import ast
import re
from itertools import product

import torch

from graders.found import Found
from graders.results import Finding

USUAL = {
    "x": ("x", "xs", "x_data", "x_train", "x_values", "x_tensor", "inputs", "input", "features", "data"),
    "y": ("y", "ys", "y_data", "y_train", "y_values", "y_tensor", "targets", "target", "labels", "outputs"),
}
WORDS = r"(?:final|best|learn(?:ed|t)|trained|fitted|opt|val|value|hat|new|est|np|t|tensor)"
SLOPE = re.compile(rf"(?:{WORDS}_)?(?:w|ws|weights?|m|slope|a|coef|theta_?1|beta_?1|w_?1)(?:_?{WORDS})?_?", re.I)
BIAS = re.compile(rf"(?:{WORDS}_)?(?:b|bias|biases|c|intercept|theta_?0|beta_?0|w_?0|b_?[01])(?:_?{WORDS})?_?", re.I)
NUMBERED = (re.compile(r"(?:w|weight|m|a|beta|theta)_?1", re.I), re.compile(r"(?:w|weight|m|a|beta|theta)_?2", re.I))
TOGETHER = re.compile(r"theta|betas?|params?|parameters|coefs?|coefficients|weights?|ws?|solution|wb", re.I)
LAST = 16  # of what is printed: earlier numbers are the way to the result


def text_of(student):
    """What answers this question; of a single file all of it."""
    pieces = student.pieces
    return pieces[0].text if len(pieces) == 1 and pieces[0].text else student.source


def nodes_of(student):
    """The tree of what the file says: its statements first, then all that stands in them."""
    try:
        return list(ast.walk(ast.parse(text_of(student))))
    except SyntaxError:  # a notebook's cells
        return [ast.Module([], [])]


def words_of(student):
    """Names that the code uses or defines, those behind a point included; imports alone use nothing."""
    words = {getattr(node, key, None) for node in nodes_of(student) for key in ("id", "attr")}
    return {word for word in words if isinstance(word, str)}


def set_at_top(student):
    """The names that statements at the top level set, in their order."""
    statements = [node for node in nodes_of(student)[0].body if isinstance(node, ast.Assign | ast.AnnAssign)]
    targets = [target for node in statements for target in getattr(node, "targets", None) or [node.target]]
    return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]


def same_numbers(value, sheet):
    return value is not None and value.numel() == sheet.numel() and torch.allclose(value.flatten(), sheet.double())


def given(student, **roles):
    """What stands there with numbers of ours, as (student, found, names). A role is a pair: the sheet's, and ours."""
    found, names, values = student.found(), set_at_top(student), {}
    for role, (sheet, ours) in roles.items():
        same = [name for name in names if same_numbers(found.numbers.get(name), sheet)]
        near = [name for name in names if name.lower() in USUAL[role]]
        values[(same or near or [role])[0]] = ours.tolist()
    again = student.given(values)
    return again, again.found(), sorted(values)


def has_data(student, x, y):
    """The sheet's points, in the file's text or under names; also as pairs."""
    places = Found(printed=text_of(student)), student.found()
    return any(each.says(torch.stack([x, y], 1).flatten()) for each in places) or all(
        any(each.says(values) or each.says(values.reshape(-1, 1)) for each in places) for values in (x, y)
    )


def copies(found, points):
    """The points (n, k) and what a script has made of them by shifting and scaling columns."""
    points = points.double()
    yield points
    for value in found.numbers.values():
        if value.numel() == points.numel():
            value = value.reshape(points.shape)
            shifted = points - points.mean(0), value - value.mean(0)
            scale = (shifted[0] * shifted[1]).sum(0) / (shifted[0] ** 2).sum(0)
            near = (shifted[1] - scale * shifted[0]).abs().amax(0) <= 1e-5 * shifted[1].abs().amax(0)
            if bool(near.all()) and bool((scale != 0).all()):
                yield value


def weights_in(found, k=1):
    """Pairs of k weights and a bias, all that the names or, without names, the last printed numbers can mean."""
    values = {name.rsplit(".", 1)[-1]: [] for name in found.numbers}
    for name, value in found.numbers.items():
        values[name.rsplit(".", 1)[-1]].append(value.flatten())

    def named(pattern, size):
        return [each for name, held in values.items() if pattern.fullmatch(name) for each in held if len(each) == size]

    slopes, biases = named(SLOPE, k), named(BIAS, 1)
    if k == 2:
        slopes += [torch.cat(pair) for pair in product(*(named(pattern, 1) for pattern in NUMBERED))]
    pairs = list(product(slopes, biases))
    whole = named(TOGETHER, k + 1)
    if not pairs and not whole and found.in_print.numel() > k:
        whole = list(found.in_print[-LAST:].unfold(0, k + 1, 1))
    return pairs + [pair for each in whole for pair in ((each[:-1], each[-1:]), (each[1:], each[:1]))]


def best_fit(x, y):
    rows = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], 1)
    return torch.linalg.lstsq(rows, y).solution  # (k + 1, 1): the weights, then the bias


def fits(found, x, y, room):
    """Some weights leave no more than the best ones do and, of the spread of y, this share."""
    x, y = x.double().reshape(len(y), -1), y.double().reshape(-1, 1)
    for inputs, targets in product(list(copies(found, x)), list(copies(found, y))):
        best = best_fit(inputs, targets)
        least = (inputs @ best[:-1] + best[-1] - targets).square().mean() + room * targets.var()
        for w, b in weights_in(found, x.shape[1]):
            if (inputs @ w.reshape(-1, 1) + b - targets).square().mean() <= least:
                return True
    return False


def told(found, k=1):
    """The weights at stake, by which a known mistake is recognised."""
    pairs = weights_in(found, k)
    return torch.cat(pairs[0]) if pairs else None


def demand(student, holds, what, names=(), got=None):
    if not holds:
        raise student.fails(Finding(code="not_left", facts={"what": what, "given": list(names)}), got)
