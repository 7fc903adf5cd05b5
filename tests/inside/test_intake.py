"""Hand-ins as students write them are loaded for what they define."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.inside.conftest import notebook
from worker.sandbox.inside.intake import examine
from worker.sandbox.inside.values import Failed

ROOT = Path(__file__).resolve().parents[2]

TRAINS_AT_TOP = """\
import torch, nosuchlibrary
import matplotlib.pyplot as plt
from torch import nn
lr = 0.5
device = "cuda" if torch.cuda.is_available() else "cpu"
data = open("/home/me/data.csv").read()
class Net(nn.Module):
\tdef __init__(self):
\t\tsuper().__init__()
\t\tself.layer = nn.Linear(1, 1).to(device)
\tdef forward(self, x):
\t\treturn self.layer(x)
def update(w, g):
\treturn w - lr * g
net = Net()
for epoch in range(10**9):
\tprint(epoch)
plt.plot([1]); plt.show()
answer = input("? ")
if __name__ == "__main__":
\tupdate(1, 2)
"""


def call(objects, name, *args, **fields):
    return objects.perform("call", {"name": name, "args": args, **fields})


def test_a_script_that_trains_at_its_top_level_is_loaded_at_once(load):
    objects, answer = load(TRAINS_AT_TOP)
    assert answer["defined"] == ["lr", "device", "Net", "update", "net"]
    assert call(objects, "update", 3.0, 2.0) == 2.0


def test_what_fails_is_recorded_and_the_rest_goes_on(load):
    _, answer = load(TRAINS_AT_TOP)
    assert [(problem["line"], problem["type"]) for problem in answer["problems"]] == [
        (1, "ModuleNotFoundError"),
        (6, "FileNotFoundError"),
        (19, "EOFError"),
    ]
    assert "no keyboard" in answer["problems"][2]["message"]


def test_a_failing_cell_does_not_sink_the_others(load):
    cells = ["import math", "def broken(:\n  pass", "k = undefined + 1", "def area(r):\n    return math.pi * r**2"]
    objects, answer = load(notebook(*cells), "lab.ipynb")
    assert call(objects, "area", 1.0) == pytest.approx(3.14159265)
    assert [(p["cell"], p["line"], p["type"]) for p in answer["problems"]] == [
        (2, 1, "SyntaxError"),
        (3, 1, "NameError"),
    ]
    assert answer["cells"] == [{"cell": 1, "line": 1}, {"cell": 3, "line": 2}, {"cell": 4, "line": 3}]


def test_a_name_in_a_cell_that_is_no_python_is_answered_with_that_cell(load):
    objects, _ = load(notebook("x = 1", "def broken(:\n  pass"), "lab.ipynb")
    with pytest.raises(Failed) as caught:
        call(objects, "broken")
    assert caught.value.code == "raised"
    assert (caught.value.facts["type"], caught.value.facts["cell"], caught.value.facts["line"]) == ("SyntaxError", 2, 1)


def test_a_name_whose_definition_failed_is_answered_with_that_failure(load):
    objects, _ = load("class Net(missing_base):\n    pass\n")
    with pytest.raises(Failed) as caught:
        call(objects, "Net")
    assert (caught.value.verdict, caught.value.facts["type"], caught.value.facts["line"]) == ("CRASH", "NameError", 1)


@pytest.mark.parametrize("name", ["lab.py", "lab.ipynb"])
def test_a_file_without_any_python_says_where_its_syntax_breaks(load, name):
    text = "x = 1\ndef f(x)\n    return x\n"
    with pytest.raises(Failed) as caught:
        load(notebook(text) if name.endswith("ipynb") else text, name)
    facts = caught.value.facts
    assert (caught.value.code, facts["reason"], facts["line"]) == ("unreadable", "syntax", 2)
    assert "def f(x)" in facts["message"]
    assert facts["cell"] == (1 if name.endswith("ipynb") else None)


ATTACHES_LATER = (
    "def add_to_class(Class):\n    def wrapper(obj):\n        setattr(Class, obj.__name__, obj)\n    return wrapper",
    "class A:\n    def __init__(self):\n        self.b = 1",
    "@add_to_class(A)\ndef do(self):\n    return self.b + 1\n",
    "A.twice = lambda self: 2 * self.b\nA().do()",
)


def test_methods_attached_later_belong_to_the_class(load):
    objects, _ = load(notebook(*ATTACHES_LATER), "chapter 3.ipynb")
    made = call(objects, "A", keep=True)
    assert objects.perform("method", {"handle": made, "name": "do"}) == 2
    assert objects.perform("method", {"handle": made, "name": "twice"}) == 2


def test_the_last_definition_counts_and_all_are_listed(load):
    objects, answer = load(notebook("def f(): return 1", "def g(): return 0", "def f(): return 2"), "lab.ipynb")
    assert call(objects, "f") == 2
    assert answer["repeated"] == {"f": [{"cell": 1, "line": 1}, {"cell": 3, "line": 1}]}


def test_the_source_holds_definitions_alone_on_their_own_lines(load):
    _, answer = load("x = 1\nprint(x)\ndef f():\n    return x\n")
    assert answer["source"].split("\n")[2:4] == ["def f():", "    return x"]
    assert "print" not in answer["source"]


def test_a_hand_in_can_be_examined_without_executing_it(load):
    text = "import sys\nsys.was_run = True\nclass A:\n    raise SystemExit\ndef f():\n    return 1\n"
    examined = examine("lab2.py", text.encode())
    assert not hasattr(sys, "was_run")
    _, answer = load(text)
    assert sys.__dict__.pop("was_run")
    assert examined.source == answer["source"]


@pytest.mark.parametrize(
    "text", ["f" + ".f" * 900 + "()\n", "x = " + "-" * 5000 + "1\n", "x = " + "[" * 300 + "]" * 300]
)
def test_code_without_measure_sinks_nothing_else(load, text):
    objects, _ = load(notebook(text, "def f():\n    return 1"), "deep.ipynb")
    assert call(objects, "f") == 1


def test_dataclasses_and_postponed_annotations_work(load):
    text = """
from __future__ import annotations
from dataclasses import dataclass
@dataclass
class Point:
    x: NotYetDefined = 1
def f(p: Point) -> NotYetDefined:
    return p.x
"""
    objects, answer = load(text)
    assert answer["problems"] == []
    assert call(objects, "f", call(objects, "Point", keep=True)) == 1


def test_the_student_may_use_our_names(load):
    """`input`, `max` and `wire` are popular names, and none of ours is in their way."""
    objects, _ = load("input = 3\nvalues = wire = intake = objects = 4\ndef f(): return input + wire")
    assert call(objects, "f") == 7


SUBSTITUTES = """
import torch, sys
import matplotlib.pyplot as plt
from torch.utils.data import DataLoader, TensorDataset
def on_gpu(x):
    device = torch.device("cuda:0")
    model = torch.nn.Linear(3, 3).cuda()
    return model(x.cuda().to("cuda").to(device) + torch.zeros(3, device="cuda")).shape
def with_workers(n):
    data = TensorDataset(torch.arange(n))
    loader = DataLoader(data, batch_size=2, num_workers=2, persistent_workers=True, pin_memory=True)
    return [batch.sum().item() for (batch,) in loader]
def with_a_figure():
    plt.figure(); plt.plot([1, 2]); plt.show()
    return 1
"""


def test_a_machine_without_gpu_screen_and_workers_is_no_obstacle():
    """In a process of its own, since the substitutes are for the whole process; warnings there are errors."""
    script = f"""
import torch
from worker.sandbox.inside.objects import Objects
objects = Objects()
assert objects.perform("load", {{"name": "a.py", "data": {SUBSTITUTES.encode()!r}}})["problems"] == []
call = lambda name, *args: objects.perform("call", {{"name": name, "args": args}})
print(tuple(call("on_gpu", torch.ones(2, 3))), call("with_workers", 4), call("with_a_figure"))
"""
    command = [sys.executable, "-W", "error::UserWarning", "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.stdout.strip() == "(2, 3) [1, 5] 1", run.stderr
