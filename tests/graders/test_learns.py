"""Models of any architecture: what they may bring along, what is carried, and data that nobody has met."""

from __future__ import annotations

from textwrap import dedent

import pytest
import torch

from graders import Draw, digits
from graders.datasets import among_signs, signs
from graders.results import LabFault
from graders.student import RemoteModule
from tests.graders.conftest import LabWriter
from worker.local import LocalSession

SOLUTION = """
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = nn.Linear(784, 32)
            self.out = nn.Linear(32, 10)

        def forward(self, x):
            return self.out(torch.relu(self.hidden(x)))


    def train(model, x, y):
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(8):
            for batch in torch.randperm(len(x)).split(50):
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
                optimizer.step()
"""
CHECKS = """
    from graders import among_signs, digits, exercise, signs


    def few(d):
        return signs(d, train=600, test=300)


    def half_public(d):
        split = among_signs(digits, 5)(d)
        return split._replace(train_x=split.train_x[:1000], train_y=split.train_y[:1000])


    q = exercise("q")
    q.learns("Net", points=4, at_least=0.75, data={data}, numbers_at_most={most})
"""


@pytest.fixture
def written(lab: LabWriter) -> LabWriter:
    return lab.write(checks=CHECKS.format(data="few", most=None), solution=SOLUTION)


def graded(written: LabWriter, source: str = "UNCHANGED = True"):
    (result,) = written.grade(source).values()
    return result


ANOTHER = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.bone = nn.Sequential(nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 8, 5, 2), nn.BatchNorm2d(8), nn.ReLU())
            self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.1), nn.LazyLinear(10))
            self.head(self.bone(torch.zeros(2, 784)))

        def forward(self, x):
            return self.head(self.bone(x)).log_softmax(1)
"""
BY_HAND = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.w1 = nn.Parameter(0.05 * torch.randn(784, 40))
            self.w2 = nn.Parameter(0.1 * torch.randn(40, 10))

        def forward(self, x):
            return torch.tanh(x @ self.w1) @ self.w2
"""


@pytest.mark.parametrize("source", [ANOTHER, BY_HAND], ids=["convolutions", "plain parameters"])
def test_any_architecture_that_learns_passes(written, source: str):
    assert graded(written, source).verdict == "PASS", graded(written, source).finding


# The class centres of the grading's own held-out pictures, if they could be known at home.
KNOWING = """
    from graders import Draw, signs

    def centres():
        x, y, _, _ = signs(Draw(b"at home"), train=600, test=300)
        return torch.stack([x[y == sign].mean(0) for sign in range(10)])

    class Net(Net):
        def forward(self, x):
            return -torch.cdist(x, centres()) + 0 * self.out.bias

    def train(model, x, y):
        model.out.bias.data.fill_(1.0)
"""


def test_what_is_known_of_other_signs_is_worth_nothing(written):
    result = graded(written, KNOWING)
    assert (result.finding.code, result.points) == ("score", 0.0)
    assert result.finding.facts["value"] < 0.4


def test_signs_of_one_grading_are_those_of_no_other():
    first, other = signs(Draw(b"1"), train=600, test=400), signs(Draw(b"2"), train=600, test=400)
    centres = torch.stack([first.train_x[first.train_y == sign].mean(0) for sign in range(10)])
    found = [
        float((torch.cdist(split.test_x, centres).argmin(1) == split.test_y).float().mean()) for split in (first, other)
    ]
    assert found[0] > 0.7
    assert found[1] < 0.4
    assert (first.train_x.min() >= 0, first.train_x.max() <= 1, first.train_x.dtype) == (True, True, torch.float32)
    assert signs(Draw(b"1"), train=8, test=2, shape=(1, 28, 28)).test_x.shape == (2, 1, 28, 28)


def test_among_signs_leaves_half_of_the_classes_as_they_are_published():
    public, mixed = digits(), among_signs(digits, 5)(Draw(b"1"))
    kept = [
        digit
        for digit in range(10)
        if torch.equal(public.test_x[public.test_y == digit], mixed.test_x[mixed.test_y == digit])
    ]
    assert len(kept) == 5
    assert mixed.train_y is public.train_y
    assert among_signs(digits, 5)(Draw(b"2")).test_x.ne(mixed.test_x).any()
    for classes in (0, 10):
        with pytest.raises(LabFault, match="some of the classes"):
            among_signs(digits, classes)(Draw(b"1"))


# Nearest means of all public digits, known at home, whatever the training gives.
HOME = """
    from graders import digits

    def known():
        data = digits()
        x, y = torch.cat([data.train_x, data.test_x]), torch.cat([data.train_y, data.test_y])
        return x, y

    class Net(Net):
        def forward(self, x):
            return nn.functional.one_hot(self.read(x), 10).float() + 0 * self.out.bias

        def read(self, x):
            images, labels = known()
            return labels[torch.cdist(x, images).argmin(1)]

    def train(model, x, y):
        pass
"""


def test_all_that_is_public_reads_no_more_than_the_public_half(lab: LabWriter):
    lab.write(checks=CHECKS.format(data="half_public", most=None), solution=SOLUTION)
    assert graded(lab).verdict == "PASS"
    result = graded(lab, HOME)
    assert (result.finding.code, result.points) == ("score", 0.0)
    assert 0.4 < result.finding.facts["value"] < 0.7


KEPT = {
    "a list": """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = [nn.Linear(784, 32), nn.Linear(32, 10)]

            def forward(self, x):
                return self.layers[1](torch.relu(self.layers[0](x)))

        def parameters(model):
            return [p for layer in model.layers for p in layer.parameters()]
    """,
    "a global": """
        BIG = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))

        class Net(nn.Module):
            def forward(self, x):
                return BIG(x)

        def parameters(model):
            return list(BIG.parameters())
    """,
}
TRAINED = """
        def train(model, x, y):
            optimizer = torch.optim.Adam(parameters(model), lr=0.01)
            for _ in range(60):
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(x), y).backward()
                optimizer.step()
"""


@pytest.mark.parametrize("where", KEPT)
def test_what_is_kept_outside_the_model_stays_behind(written, where: str):
    result = graded(written, KEPT[where] + TRAINED)
    assert (result.finding.code, result.finding.facts["numbers"]) == ("not_carried", 0)


MORE = "class Net(Net):\n    def __init__(self):\n        super().__init__()\n"


@pytest.mark.parametrize(
    ("most", "source", "numbers"),
    [
        (25_450, "UNCHANGED = True", None),
        (25_450, f"{MORE}        self.more = nn.Parameter(torch.zeros(1))\n", 25_451),
        (25_450, f"{MORE}        self.register_buffer('more', torch.zeros(9, dtype=torch.uint8))\n", 25_453),
        (30_000, "class Net(Net):\n    def parameters(self, *a, **k):\n        return iter([self.out.bias])\n", None),
        (30_000, f"{MORE}        self.double()\n", 50_900),
    ],
)
def test_numbers_are_counted_as_they_are_carried(lab: LabWriter, most: int, source: str, numbers: int | None):
    lab.write(checks=CHECKS.format(data="few", most=most), solution=SOLUTION)
    finding = graded(lab, source).finding
    counted = finding.facts["numbers"] if finding and finding.code == "numbers" else None
    assert counted == numbers


def test_a_model_that_knows_before_it_learns_is_found_out(lab: LabWriter):
    """Binary data of a rule that is the same in every grading: the author's mistake, which the start betrays."""
    checks = """
        from graders import Split, exercise

        def clouds(d):
            x = d.normal((300, 6))
            y = (x[:, 0] > x[:, 1]).long()
            return Split(x[:200], y[:200], x[200:], y[200:])

        q = exercise("q")
        q.learns("Net", points=4, at_least=0.9, data=clouds)
    """
    lab.write(checks=checks, solution=SOLUTION.replace("784", "6").replace("(32, 10)", "(32, 2)"))
    result = graded(
        lab, "class Net(Net):\n    def forward(self, x):\n        return x[:, [1, 0]] + 0 * self.out(self.hidden(x))\n"
    )
    assert (result.finding.code, result.points) == ("score_before", 0.0)


def test_data_that_is_the_same_for_everyone_is_a_fault_of_the_lab(lab: LabWriter):
    lab.write(checks=CHECKS.format(data="digits", most=None), solution=SOLUTION)
    with pytest.raises(LabFault, match=r"can be learnt at home; give learns a function of a draw, such as data=signs"):
        lab.load()


def test_a_nearest_neighbour_that_keeps_its_training_data_has_learnt(written):
    """Not stopped, and no cheat: it knows nothing but what the training gave. `numbers_at_most` bounds it."""
    source = """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.register_buffer("x", torch.zeros(600, 784))
                self.register_buffer("y", torch.zeros(600, dtype=torch.long))

            def forward(self, x):
                return nn.functional.one_hot(self.y[torch.cdist(x, self.x).argmin(1)], 10).float()

        def train(model, x, y):
            model.x.copy_(x)
            model.y.copy_(y)
    """
    assert graded(written, source).verdict == "PASS"


# Empty buffers count no number, but as many letters as one likes fit in their names, and more in their sizes.
HIDDEN = {
    "names": """
        def hide(model, x, y):
            model.register_buffer("".join(map(str, y.tolist()))[:190], torch.zeros(0))
    """,
    "sizes": """
        def hide(model, x, y):
            model.hidden_in = torch.zeros(0, *y[:8].tolist())
    """,
}
CARRYING = """
    class Net(Net):
        def __init__(self):
            super().__init__()
            self.register_buffer("hidden_in", torch.zeros(0))

    def train(model, x, y):
        hide(model, x, y)
"""


def test_no_process_meets_what_another_one_still_knows(written, monkeypatch):
    """Two that live at the same time share the locks of files, which hold more than any model."""
    alive: list[list[str]] = []
    fresh, leave, perform = LocalSession.fresh, LocalSession.leave, LocalSession.request
    monkeypatch.setattr(LocalSession, "fresh", lambda self: alive[-1].append("other") or fresh(self))
    monkeypatch.setattr(LocalSession, "leave", lambda self: alive.append([]) or leave(self))
    monkeypatch.setattr(LocalSession, "request", lambda self, op, **f: noted(op, f) or perform(self, op, **f))

    def noted(op: str, fields: dict) -> None:
        rows = [len(each) for each in fields.get("args", ()) if isinstance(each, torch.Tensor)]
        alive[-1] += ["trains"] if fields.get("name") == "train" and rows else []
        alive[-1] += ["withheld"] if rows == [300] else []

    alive.append([])
    graded(written)
    assert alive == [["trains"], ["withheld"], ["withheld"], []]


@pytest.mark.parametrize("where", HIDDEN)
def test_nothing_is_carried_that_is_not_counted(written, monkeypatch, where: str):
    loaded: list[tuple[str, torch.Size]] = []
    load = RemoteModule.load

    def noted(made: RemoteModule, state: dict[str, torch.Tensor]) -> None:
        loaded.extend((name, tensor.shape) for name, tensor in state.items())
        load(made, state)

    monkeypatch.setattr(RemoteModule, "load", noted)
    graded(written, dedent(HIDDEN[where]) + dedent(CARRYING))
    assert ("hidden_in", (0,)) in loaded
    assert {shape for _, shape in loaded} <= {(0,), (784, 32), (32, 784), (32,), (10, 32), (10,)}
    assert {name.partition(".")[0] for name, _ in loaded} == {"hidden_in", "hidden", "out"}
