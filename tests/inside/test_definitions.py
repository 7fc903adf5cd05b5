"""What is kept of a hand-in and what is dropped. Positions never move."""

import ast

import pytest

from worker.sandbox.inside.definitions import Kept

pytestmark = pytest.mark.unit

TRAINS = "def train(m):\n    for _ in range(9):\n        m.step()\n"


def kept(text):
    tree = ast.parse(text)
    left, left_tree = Kept([tree]).definitions_only(text, tree)
    if left_tree is not None:
        assert dumped(left_tree.body) == dumped(ast.parse(left).body)
    return left


def dumped(body):
    """Without the 0 that stands where something was dropped: nobody executes it."""
    zero = ast.dump(ast.parse("0").body[0])
    return [ast.dump(s, include_attributes=True) for s in body if ast.dump(s) != zero]


def test_the_tree_is_known_unless_something_was_dropped_inside_a_statement():
    for text, known in (("x = 1", True), ("x = 1\nprint(x)", True), ("if a:\n  print(1)\nx = 1", False)):
        tree = ast.parse(text)
        assert (Kept([tree]).definitions_only(text, tree)[1] is not None) is known


@pytest.mark.parametrize(
    "text",
    [
        "import torch.nn as nn",
        "from os import *",
        "device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')",
        "x: float = 3.5",
        "lr, epochs = 0.1, 10",
        "model = Net(3).to(device)",
        "squares = [i * i for i in range(10)]",
        "def f():\n    print('inside')",
        "@decorator(1)\nclass A(B):\n    print('while the class is made')",
        "A.forward = lambda self, x: x",
        "setattr(A, 'forward', forward)",
        "torch.set_default_dtype(torch.float64)",
        "try:\n    import d2l\nexcept ImportError:\n    d2l = None",
        "if torch.cuda.is_available():\n    device = 1\nelif x:\n    device = 2\nelse:\n    device = 3",
        "with torch.no_grad():\n    w = torch.ones(3)",
    ],
)
def test_definitions_stay(text):
    assert kept(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('"""A docstring"""', "0"),
        ("print('hello')", "0"),
        ("for epoch in range(10):\n    pass", "0\n"),
        ("while True: pass", "0"),
        ("plt.show()", "0"),
        ("x = 1; print(x); y = 2", "x = 1; 0       ; y = 2"),
        ("if __name__ == '__main__':\n    main()", "0\n"),
        ("if x:\n    print(x)\nelse:\n    y = 1", "if x:\n    0\nelse:\n    y = 1"),
        ("if x: print(x)", "if x: 0"),
        ("s = 'é'; print('é')", "s = 'é'; 0"),
        ("import matplotlib.pyplot as plt\nfig, axes = plt.subplots(2, 2)", "import matplotlib.pyplot as plt\n0"),
        ("history = model.fit(x)", "0"),
        (TRAINS + "losses = train(model)", TRAINS + "0"),
        (
            TRAINS + "def run():\n    return train(1)\nbest = min([run()])",
            TRAINS + "def run():\n    return train(1)\n0",
        ),
        ("with open('a') as f:\n    print(f)", "with open('a') as f:\n    0"),
    ],
)
def test_uses_are_dropped(text, left):
    assert "\n".join(line.rstrip() for line in kept(text).split("\n")) == left


def test_a_lambda_is_a_definition_whatever_it_will_call():
    text = TRAINS + "run = lambda model: train(model)"
    assert kept(text) == text


def test_a_cheap_helper_of_the_hand_in_may_be_called():
    text = "def pick():\n    return 'cpu'\ndevice = pick()"
    assert kept(text) == text


@pytest.mark.parametrize(
    "text", ["x = 1\nprint(\n    x,\n)\ndef f():\n    return x\n", "if a:\n  if b:\n    f()\n  g()\nh = 2"]
)
def test_what_is_left_is_python_with_every_line_in_its_place(text):
    before, after = ast.parse(text), ast.parse(kept(text))
    places = {(n.lineno, n.col_offset) for n in ast.walk(after) if isinstance(n, ast.FunctionDef | ast.Assign)}
    assert places == {(n.lineno, n.col_offset) for n in ast.walk(before) if isinstance(n, ast.FunctionDef | ast.Assign)}
    assert len(kept(text)) == len(text)
