"""Figures and saved models as checks judge them."""

from __future__ import annotations

import json

import pytest

from graders.results import LabFault

# Students hand tensors to matplotlib as they are, which torch and numpy deprecate in each other.
pytestmark = pytest.mark.filterwarnings("ignore:__array:DeprecationWarning")

SOLUTION = """
    import matplotlib.pyplot as plt
    import torch
    from torch import nn


    def relu(x):
        return torch.clamp(x, min=0)


    def plot_relu(x):
        plt.plot(x, relu(x), label="relu")
        plt.xlabel("x")
        plt.ylabel("relu(x)")
        plt.legend()


    def curves(x, path):
        figure, axes = plt.subplots(1, 2)
        axes[0].bar(range(len(x)), x.tolist())
        axes[1].imshow(torch.outer(x, x))
        figure.savefig(path)
        plt.close(figure)


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Linear(3, 4)
            self.norm = nn.BatchNorm1d(4)
            self.two = nn.Linear(4, 2)


    def save(model, path):
        torch.save({"model": model.state_dict(), "epoch": 3}, path)
"""

FIGURE = """
    import torch
    from graders import exercise

    q = exercise("q")
    q.figure("plot_relu", points=3, draw=lambda d: (d.uniform((40,), -8, 8),), labelled=True,
             shows=lambda reference, x: (x, reference.relu(x)))
    q.figure("curves", points=1, draw=lambda d: (d.uniform((5,)), "curves.png"), axes=2, bars=5, images=1,
             shows=lambda reference, x, path: [x, torch.outer(x, x)])
"""

CHECKPOINT = """
    from graders import exercise

    q = exercise("q")
    q.checkpoint("save", points=4, model="Net")
"""


def verdicts(results):
    return {name: (str(r.verdict), r.finding.code if r.finding else None) for name, r in results.items()}


def facts(results, check):
    return results[check].finding.facts


@pytest.fixture
def figures(lab):
    return lab.write(solution=SOLUTION, checks=FIGURE)


@pytest.fixture
def checkpoints(lab):
    return lab.write(solution=SOLUTION, checks=CHECKPOINT)


def test_the_solution_passes(figures):
    assert verdicts(figures.grade()) == {"figure_plot_relu": ("PASS", None), "figure_curves": ("PASS", None)}


OTHER_WAYS = {
    "points instead of a line": "plt.scatter(x, relu(x))",
    "axes of a figure of its own": "f, a = plt.subplots(); a.plot(x, relu(x)); plt.sca(a)",
    "two lines": "plt.plot(x, -x); plt.plot(x, relu(x))",
    "columns": "plt.plot(x.reshape(-1, 1), relu(x).reshape(-1, 1))",
    "numpy in double": "plt.plot(x.double().numpy(), relu(x).double().numpy())",
    "the best line is the second figure's": "plt.plot(x, x); plt.figure(); plt.plot(x, relu(x))",
}


@pytest.mark.parametrize("drawing", OTHER_WAYS.values(), ids=OTHER_WAYS.keys())
def test_the_same_numbers_drawn_in_another_way_pass(figures, drawing):
    labels = "for n in plt.get_fignums():\n        plt.figure(n).gca().set(xlabel='x', ylabel='y')"
    results = figures.grade(f"def plot_relu(x):\n    {drawing}\n    {labels}\n")
    assert verdicts(results)["figure_plot_relu"] == ("PASS", None)


@pytest.mark.parametrize(
    "ending", ["plt.savefig('a.png')", "plt.close()", "plt.savefig('a.png'); plt.clf()", "plt.show()"]
)
def test_a_figure_counts_however_it_ends(figures, ending):
    labels = "plt.xlabel('x'); plt.ylabel('y')"
    results = figures.grade(f"def plot_relu(x):\n    plt.plot(x, relu(x)); {labels}; {ending}\n")
    assert verdicts(results)["figure_plot_relu"] == ("PASS", None)


WRONG_WAYS = {
    "pass": "too_few_drawn",
    "plt.figure()": "too_few_drawn",
    "plt.plot(x, torch.relu(-x))": "values",
    "plt.plot(relu(x), x)": "values",
    "plt.plot(x[1:], relu(x)[1:])": "not_drawn",
    "plt.imshow(x.reshape(5, 8))": "not_drawn",
    "plt.plot(x, relu(x) * float('nan'))": "not_finite",
    "plt.plot(x, relu(x)); plt.xlabel('x')": "unlabelled",
    "raise ValueError": "raised",
}


@pytest.mark.parametrize(("drawing", "code"), WRONG_WAYS.items(), ids=WRONG_WAYS.keys())
def test_wrong_figures_are_told_apart(figures, drawing, code):
    results = figures.grade(f"def plot_relu(x):\n    {drawing}\n")
    assert verdicts(results)["figure_plot_relu"][1] == code
    assert results["figure_plot_relu"].points == 0


def test_the_nearest_line_tells_what_is_wrong(figures):
    almost = "y = relu(x)\n    y[7] += 1\n    plt.plot(x, -x)\n    plt.plot(x, y)"
    found = facts(figures.grade(f"def plot_relu(x):\n    {almost}\n"), "figure_plot_relu")
    assert (found["mismatched"], found["total"], found["index"]) == (1, 80, [7, 1])
    assert found["subject"] == "what the figure of `plot_relu` shows"


def test_one_line_does_not_stand_for_two(lab):
    two = 'plt.plot(x, relu(x), label="relu")\n        plt.plot(x, relu(x))'
    lab.write(solution=SOLUTION.replace('plt.plot(x, relu(x), label="relu")', two))
    lab.write(checks=FIGURE.replace("(x, reference.relu(x))", "[(x, reference.relu(x))] * 2"))
    assert verdicts(lab.grade())["figure_plot_relu"] == ("PASS", None)
    once = lab.grade("def plot_relu(x):\n    plt.plot(x, relu(x))\n")
    assert verdicts(once)["figure_plot_relu"][1] == "not_drawn"


def test_figures_of_another_call_are_not_this_one_s(figures):
    """What the hand-in drew before, at its top level or in another function, earns nothing."""
    results = figures.grade("plt.plot([1, 2])\nFIRST = plt.figure()\n\ndef plot_relu(x):\n    pass\n")
    assert facts(results, "figure_plot_relu")["got"] == 0


def test_a_mistake_is_named_by_what_it_draws(figures):
    figures.write(mistakes__sign='"""The other side is cut off."""\n\ndef plot_relu(x):\n    plt.plot(x, -relu(-x))\n')
    results = figures.grade("def plot_relu(x):\n    plt.plot(x, x.clamp(max=0))\n")
    assert results["figure_plot_relu"].hint == "The other side is cut off."


def test_a_figure_without_numbers_of_ours_earns_nothing(lab):
    lab.write(solution=SOLUTION, checks=FIGURE.replace("shows=lambda reference, x: (x, reference.relu(x))", ""))
    with pytest.raises(LabFault, match=r"a figure by itself earns no points.*plot_relu.*shows="):
        lab.load()


def test_the_weights_that_we_chose_are_in_the_file(checkpoints):
    results = checkpoints.grade()
    assert verdicts(results) == {"checkpoint_save": ("PASS", None)}
    (description,) = results["checkpoint_save"].artifacts
    told = json.loads(description.data)
    assert told["elements"] == 3 * 4 + 4 + 4 * 4 + 1 + 4 * 2 + 2
    assert {"name": "model/one.weight", "dtype": "float32", "shape": [4, 3]} in told["entries"]
    assert {"name": "epoch", "value": "3"} in told["entries"]


RIGHT = ["torch.save(model.state_dict(), path)", "torch.save({'a': {'b': dict(model.state_dict())}}, path)"]


@pytest.mark.parametrize("saving", RIGHT)
def test_the_weights_may_stand_alone_or_in_a_dictionary(checkpoints, saving):
    assert verdicts(checkpoints.grade(f"def save(model, path):\n    {saving}\n")) == {"checkpoint_save": ("PASS", None)}


WRONG = {
    "pass": "no_file",
    "torch.save(model, path)": "not_a_checkpoint",
    "import pathlib; pathlib.Path(path).write_text('weights')": "not_a_checkpoint",
    "torch.save(dict(model.named_parameters()), path)": "not_saved",
    "torch.save(list(model.parameters()), path)": "not_saved",
    "torch.save(Net().state_dict(), path)": "values",
    "torch.save({k: v.half() for k, v in model.state_dict().items()}, path)": "dtype",
    "torch.save({k: v.reshape(-1) for k, v in model.state_dict().items()}, path)": "shape",
    "import os; os.mkfifo(path)": "no_file",
    "import os; os.mkdir(path)": "no_file",
    "import os; os.symlink('/etc/hostname', path)": "no_file",
}


@pytest.mark.parametrize(("saving", "code"), WRONG.items(), ids=WRONG.keys())
def test_wrong_files_are_told_apart(checkpoints, saving, code):
    results = checkpoints.grade(f"def save(model, path):\n    {saving}\n")
    assert verdicts(results)["checkpoint_save"][1] == code


def test_the_values_beside_the_weights_can_be_asked_for(lab):
    lab.write(
        solution=SOLUTION,
        checks="""
        from graders import exercise

        q = exercise("q")

        @q.check(points=4)
        def epoch(student, reference, draw):
            \"\"\"The file says how far the training was\"\"\"
            model = student.make("Net")
            student.do("save", model, "a.pt")
            saved = student.checkpoint("a.pt", written_by="save")
            saved.value("epoch").equals(3)
    """,
    )
    assert verdicts(lab.grade())["epoch"] == ("PASS", None)
    other = "def save(model, path):\n    torch.save({'epoch': 4}, path)\n"
    assert verdicts(lab.grade(other))["epoch"] == ("WRONG", "values")
    nothing = "def save(model, path):\n    torch.save({}, path)\n"
    assert verdicts(lab.grade(nothing))["epoch"] == ("WRONG", "no_entry")
