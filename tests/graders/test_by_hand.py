"""A function on its own: what of a file it needs, what of that leads to autograd, and what is not there any more."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from graders.kinds.alone import detours, needed
from graders.kinds.syntax import read
from graders.results import Verdict

CHECKS = """
    from graders import exercise

    q = exercise("q")
    q.by_hand("slope", points=4, draw=lambda d: (d.uniform((9,), -3, 3),))
"""
RIGHT = "return 32 * x**3 + 9 * x**2"
UNDER_OTHER_NAMES = {
    "plainly": "def slope(x):\n    x = x.requires_grad_()\n    return torch.autograd.grad(poly(x).sum(), x)[0]",
    "imported": "from torch import autograd as ag\ndef slope(x):\n    return ag.grad(poly(x).sum(), x)[0]",
    "imported inside": "def slope(x):\n    from torch.autograd import grad as by\n    return by(poly(x).sum(), x)[0]",
    "imported in one line": f"def slope(x):\n    import importlib; m = importlib.import_module('torch')\n    {RIGHT}",
    "getattr": f"def slope(x):\n    ag = getattr(torch, 'auto' + 'grad')\n    {RIGHT}",
    "getattr by another name": f"look = getattr\ndef slope(x):\n    look(torch, 'auto' + 'grad')\n    {RIGHT}",
    "eval": f"def slope(x):\n    eval(bytes([116, 111]).decode())\n    {RIGHT}",
    "a class pattern": f"def slope(x):\n    match torch:\n        case object(autograd=ag): pass\n    {RIGHT}",
    "builtins": f"def slope(x):\n    __builtins__['get' + 'attr']\n    {RIGHT}",
    "a frame": f"def slope(x):\n    (lambda: 0).__globals__\n    {RIGHT}",
    "a module of a module": f"import functools\ndef slope(x):\n    functools.sys\n    {RIGHT}",
    "func": "def slope(x):\n    return torch.func.grad(lambda x: poly(x).sum())(x)",
    "func by another name": "F = torch.func\ndef slope(x):\n    return F.grad(lambda x: poly(x).sum())(x)",
    "a keyword unpacked": f"def slope(x):\n    torch.tensor(1.0, **{{'requires' + '_grad': True}})\n    {RIGHT}",
    "a parameter": f"from torch import nn\ndef slope(x):\n    nn.Parameter(x)\n    {RIGHT}",
    "a layer": f"from torch.nn import Linear as L\ndef slope(x):\n    L(1, 1)\n    {RIGHT}",
    "a layer of another name": f"import torch.nn as nn\nN = nn\ndef slope(x):\n    N.Linear(1, 1)\n    {RIGHT}",
    "a decorator": f"def by(f):\n    return torch.func.grad(f)\n@by\ndef slope(x):\n    {RIGHT}",
    "a default": f"def slope(x, ag=torch.autograd):\n    {RIGHT}",
    "a helper of a helper": (
        "def far(x):\n    return x.requires_grad_()\ndef near(x):\n    return far(x)\n"
        f"def slope(x):\n    near(x)\n    {RIGHT}"
    ),
    "a table": f"HOW = {{'by': torch.autograd}}\ndef slope(x):\n    HOW['by']\n    {RIGHT}",
    "a table filled later": f"HOW = {{}}\nHOW['by'] = torch.autograd\ndef slope(x):\n    HOW['by']\n    {RIGHT}",
    "behind a line that is needed": f"THREE = 3; torch.by = torch.autograd\ndef slope(x):\n    THREE\n    {RIGHT}",
    "private": f"def slope(x):\n    torch._C\n    {RIGHT}",
    "a star": f"from torch.nn import *\ndef slope(x):\n    Linear(1, 1)\n    {RIGHT}",
}
OWN_NAMES = """
import torch.nn.functional as F
import math
THREE: int = 3

class Power:
    def __init__(self, n):
        self._n, self.func = n, math.pow

    def backward(self, x):
        return self._n * x ** (self._n - 1)

def grad(x):
    return 8 * Power(4).backward(x) + 3 * Power(THREE).backward(x)

def slope(x):
    F.relu(x)
    types = [torch.float32, torch.float64]
    return grad(x.detach().clone())
"""
HONEST = {
    "plain": f"def slope(x):\n    # no autograd, no getattr\n    '''not by torch.autograd'''\n    {RIGHT}",
    "its own names": OWN_NAMES,
    "beside autograd": (
        "def poly_autograd(x):\n    x = x.requires_grad_()\n    return torch.autograd.grad(poly(x).sum(), x)\n\n\n"
        f"def slope(x):\n    {RIGHT}"
    ),
}


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS)


@pytest.mark.parametrize("how", UNDER_OTHER_NAMES)
def test_autograd_is_found_under_other_names(written, how: str):
    (result,) = written.grade(f"import torch\n{UNDER_OTHER_NAMES[how]}\n").values()
    assert (result.verdict, result.finding.code, result.points) == (Verdict.POLICY, "forbidden", 0.0)
    assert result.finding.facts["text"]


@pytest.mark.parametrize("how", HONEST)
def test_arithmetic_is_not_taken_for_autograd(written, how: str):
    (result,) = written.grade(f"import torch\n{HONEST[how]}\n").values()
    assert (result.verdict, result.points) == (Verdict.PASS, 4.0), result.finding


def test_what_the_function_needs_is_all_that_is_kept():
    text = """
        import math, torch
        import os
        THREE = 3
        FOUR = THREE + 1
        def unused():
            return os
        def helper(x):
            return FOUR * x
        if True:
            def slope(x):
                return helper(x)
        torch.exp = unused
        unused()
    """
    source = read(dedent(text))
    kept = needed(source.tree.body, "slope")
    assert [type(each) for each in kept] == [ast.Assign, ast.Assign, ast.FunctionDef, ast.If]
    assert [list(detours(source, each, ())) for each in kept] == [[], [], [], []]
    assert needed(source.tree.body, "missing") == []
