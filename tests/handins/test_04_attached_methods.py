"""Demand 3: methods that a decorator attaches to a class, as the book does, belong to the class."""

from __future__ import annotations

from tests.handins.conftest import notebook

SOLUTION = """
class Line:
    def __init__(self):
        self.slope = 2.0

    def forward(self, x):
        return self.slope * x
"""
CHECKS = """
from graders import exercise

q = exercise("q")


@q.check(points=1)
def forward(student, reference, draw):
    "Line goes forward"
    x = draw.uniform((5,), 1, 2)
    student.make("Line").method("forward", x).close_to(reference.Line().forward(x))
"""
DECORATOR = """
def add_to_class(Class):
    def wrapper(obj):
        setattr(Class, obj.__name__, obj)
    return wrapper
"""
LINE = "class Line:\n    def __init__(self):\n        self.slope = 2.0"
OTHER = "class Other: pass\n@add_to_class(Other)\ndef forward(self, x):\n    return x"
RIGHT = "@add_to_class(Line)\ndef forward(self, x):\n    return self.slope * x"
WRONG = "@add_to_class(Line)\ndef forward(self, x):\n    return x"


def test_each_class_gets_its_own_method(graded):
    result = graded(notebook(DECORATOR, LINE, RIGHT, OTHER), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.passed, [result.message(name) for name in result.checks]
    assert result.notes == []


def test_a_method_attached_twice_is_tried_like_a_function_defined_twice(graded):
    result = graded(notebook(DECORATOR, LINE, RIGHT, OTHER, WRONG), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.passed, [result.message(name) for name in result.checks]
    assert result.notes[0].startswith("`Line.forward` is defined 2 times. Graded was an earlier one")
    assert "(cell 3, line 2)" in result.notes[0]


def test_the_libraries_decorator_is_the_same(graded):
    book = "from d2l import torch as d2l"
    right = RIGHT.replace("@add", "@d2l.add")
    result = graded(notebook(book, LINE, right), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.passed, [result.message(name) for name in result.checks]
