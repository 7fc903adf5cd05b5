"""Demand 2: of a hand-in for the contract only definitions are loaded, with the globals that its functions read."""

from __future__ import annotations

SOLUTION = "def update(w, g):\n    return w - 0.5 * g\n"
CHECKS = """
from graders import exercise

q = exercise("q")
q.value("update", points=1, draw=lambda d: (d.uniform((5,), 1, 2), d.uniform((5,), 1, 2)))
"""
TRAINS = """
import torch, time
import matplotlib.pyplot as plt
from torch import nn
learning_rate = 0.5
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
loader = torch.utils.data.DataLoader(torch.zeros(4, 1), batch_size=2, shuffle=True, num_workers=2)
def update(w, g):
\tassert len(loader) == 2 and device.type == "cpu"
\treturn w - learning_rate * g
class Net(nn.Module):
\tdef __init__(self):
\t\tsuper().__init__()
\t\tself.layer = nn.Linear(1, 1)
net = Net().to(device)
for epoch in range(50000):
\ttime.sleep(1)
\tprint(epoch)
plt.plot([1]); plt.show()
max = 12
input = 3
if __name__ == "__main__":
\ttime.sleep(1000)
'''
epoch 1 loss 0.5
'''
"""


def test_training_at_the_top_is_dropped_and_what_functions_read_is_there(graded):
    result = graded(TRAINS, SOLUTION, CHECKS, name="Lab 3 & q1 (final) [v2].py")
    assert result.passed, [result.message(name) for name in result.checks]
    assert all(result.checks[name].output == "" for name in result.checks)


def test_what_fails_is_noted_and_the_rest_counts(graded):
    lines = ["import msvcrt", "data = open('/home/me/data.csv').read()", "def update(w, g):", "    return w - 0.5 * g"]
    result = graded("\n".join(lines), SOLUTION, CHECKS)
    assert result.passed
    assert [note.partition(" (")[0] for note in result.notes] == [
        "Line 1 raised ModuleNotFoundError: No module named 'msvcrt'",
        "Line 2 raised FileNotFoundError: [Errno 2] No such file or directory: '/home/me/data.csv'",
    ]


def test_there_are_never_more_than_ten_notes(graded):
    bad = "".join(f"x{number} = open('{number}')\n" for number in range(40))
    result = graded(bad + "def update(w, g):\n    return w - 0.5 * g\n", SOLUTION, CHECKS)
    assert result.passed
    assert len(result.notes) == 10


def test_the_words_of_a_note_are_cut_and_inert(graded):
    bad = "raise_ = [][int('9' * 3) if True else 0]\nclass E(Exception): pass\nx = setattr(1, 'a' * 9000, 2)\n"
    result = graded(bad + "def update(w, g):\n    return w - 0.5 * g\n", SOLUTION, CHECKS)
    assert result.passed
    assert all(len(note) < 900 for note in result.notes)
