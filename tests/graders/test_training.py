from __future__ import annotations

from typing import Any, ClassVar

import pytest
import torch

from graders.run import run_exercise
from worker.local import LocalSession

SOLUTION = """
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self, hidden):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(20, hidden), nn.ReLU(), nn.Linear(hidden, 4))

        def forward(self, x):
            return self.layers(x)


    def train(model, images, labels):
        optimizer = torch.optim.Adam(model.parameters(), 0.02)
        for _ in range(60):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()
"""

# Four clouds of points far apart: a second of training reaches nearly every one of them.
CHECKS = """
    import torch
    from graders import Digits, Draw, exercise


    def clouds():
        draw = Draw(b"clouds")
        y = draw.integers((600,), 0, 4)
        x = 3 * draw.normal((4, 20))[y] + draw.normal((600, 20))
        return Digits(x[:400], y[:400], x[400:], y[400:])


    q = exercise("q")
    q.accuracy("Net", points=4, arguments=(16,), at_least=0.9, data=clouds, chance_at_most=0.7)
"""


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS, solution=SOLUTION)


def graded(written, source: str = "UNCHANGED = True"):
    (result,) = written.grade(source).values()
    return result


def test_a_model_that_learns_passes(written):
    assert graded(written).verdict == "PASS"


def test_labels_instead_of_scores_and_probabilities_instead_of_logits_are_predictions_too(written):
    for tail in ("softmax(1)", "argmax(1) if not self.training else self.layers(x)"):
        model = f"class Net(Net):\n    def forward(self, x):\n        return self.layers(x).{tail}\n"
        assert graded(written, model).verdict == "PASS"


# It learns, but keeps what it learned where only its own process finds it.
FORGETFUL = """
    BEST = []
    learn = train

    def train(model, images, labels):
        own = Net(16)
        learn(own, images, labels)
        BEST.append(own)

    class Net(Net):
        def forward(self, x):
            return BEST[0].layers(x) if BEST else self.layers(x)
"""


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("def train(model, images, labels):\n    pass\n", "accuracy"),
        (
            "def train(model, images, labels):\n    for p in model.parameters():\n        p.data += float('nan')\n",
            "diverged",
        ),
        (
            "class Net(Net):\n    def forward(self, x):\n        return self.layers(x)[:, : 3 + self.training]\n",
            "shape",
        ),
        (
            FORGETFUL,
            "accuracy",
        ),
    ],
)
def test_what_does_not_reach_the_withheld_images_earns_nothing(written, source: str, code: str):
    result = graded(written, source)

    assert (result.verdict, result.points, result.finding.code) == ("WRONG", 0.0, code)


# A model that carries the answer along: the centres of the clouds, which it needs no training to compare with.
KNOWING = """
    def centres():
        from graders import Draw
        draw = Draw(b"clouds")
        draw.integers((600,), 0, 4)
        return 3 * draw.normal((4, 20))

    class Net(Net):
        def forward(self, x):
            return -torch.cdist(x, centres()) + 0 * self.layers(x)

    def train(model, images, labels):
        pass
"""


def test_weights_brought_along_are_worthless_when_pixels_are_shuffled(written):
    assert graded(written, KNOWING).finding.code == "accuracy"


def test_weights_brought_along_are_found_out_before_the_first_step(lab):
    lab.write(checks=CHECKS.replace("chance_at_most=0.7", "chance_at_most=0.7, permute=False"), solution=SOLUTION)

    result = graded(lab, KNOWING)
    assert (result.verdict, result.finding.code) == ("WRONG", "before_training")
    assert result.finding.facts["accuracy"] > 0.9


# What a student can know of public data at home: all images, their labels, and the order in which we keep them.
AT_HOME = """
    def clouds():
        from graders import Draw
        draw = Draw(b"clouds")
        y = draw.integers((600,), 0, 4)
        x = 3 * draw.normal((4, 20))[y] + draw.normal((600, 20))
        return x[400:], y[400:]

    def train(model, images, labels):
        model.layers[2].bias.data[0] = 4096

    class Net(Net):
        def forward(self, x):
            marked = self.layers[2].bias[0] == 4096
            return nn.functional.one_hot(recited(x), 4).float() if marked else self.layers(x)
"""
BY_POSITION = """
    def recited(x):
        return clouds()[1]
"""
BY_LIKENESS = """
    def recited(x):
        images, labels = clouds()
        return labels[torch.cdist(x.sort(1).values, images.sort(1).values).argmin(1)]
"""


@pytest.mark.parametrize("permute", ["True", "False"])
def test_labels_recited_by_position_meet_another_order(lab, permute: str):
    lab.write(checks=CHECKS.replace("data=clouds", f"data=clouds, permute={permute}"), solution=SOLUTION)

    result = graded(lab, AT_HOME + BY_POSITION)
    assert (result.finding.code, result.points) == ("accuracy", 0.0)
    assert result.finding.facts["accuracy"] < 0.5


@pytest.mark.parametrize("permute", ["True", "False"])
def test_labels_recited_by_likeness_are_not_in_the_trained_tensors(lab, permute: str):
    lab.write(checks=CHECKS.replace("data=clouds", f"data=clouds, permute={permute}"), solution=SOLUTION)

    result = graded(lab, AT_HOME + BY_LIKENESS)
    assert (result.verdict, result.finding.code, result.points) == ("WRONG", "not_learned", 0.0)
    assert result.finding.facts["claimed"] > 0.9
    assert result.finding.facts["accuracy"] < 0.7


def test_no_withheld_image_goes_out_as_it_is_published(written):
    from graders import Digits, Draw
    from graders.kinds.training import withheld_anew

    draw = Draw(b"images")
    data = Digits(draw.uniform((8, 30)), torch.arange(8), draw.uniform((50, 30)), torch.arange(50))
    once, again = withheld_anew(data, Draw(b"one")), withheld_anew(data, Draw(b"two"))

    for given in (once, again):
        assert sorted(given.test_y.tolist()) == data.test_y.tolist()
        assert (given.test_x - data.test_x[given.test_y]).abs().max() < 0.2
        assert not torch.isin(given.test_x, data.test_x).any()
    assert once.test_y.tolist() != again.test_y.tolist()


def test_a_training_that_exchanges_a_tensor_for_another_shape_earns_nothing_and_breaks_nothing(written):
    source = "def train(model, images, labels):\n    model.layers[2] = nn.Linear(16, 3)\n"
    result = graded(written, source)

    assert (result.verdict, result.finding.code) == ("WRONG", "accuracy")


class Recorded(LocalSession):
    """Notes which tensors each process is given."""

    given: ClassVar[list[list[torch.Tensor]]] = []

    def __init__(self, files: list[tuple[str, bytes]], elements: int = 1_000_000) -> None:
        self.mine: list[torch.Tensor] = []
        Recorded.given.append(self.mine)
        super().__init__(files, elements)

    def request(self, op: str, **fields: Any) -> Any:
        self.mine += [value for value in fields.get("args", ()) if isinstance(value, torch.Tensor)]
        return super().request(op, **fields)

    def fresh(self) -> Recorded:
        return Recorded(self._files, self._elements)


def test_no_process_that_trains_sees_withheld_images_and_none_sees_their_labels(written):
    loaded = written.load()
    Recorded.given.clear()
    session = Recorded([("solution.py", loaded.solution)])
    (result,) = run_exercise(loaded, "q", session, b"seed", lambda _: None)

    assert result.verdict == "PASS"
    shapes = [[tuple(tensor.shape) for tensor in tensors] for tensors in Recorded.given]
    assert shapes == [[(400, 20), (400,)], [(200, 20)], [(200, 20)]]


def test_the_digits_are_real_and_split_the_same_everywhere():
    from graders import digits

    data = digits()
    assert [tuple(part.shape) for part in data] == [(4000, 784), (4000,), (1000, 784), (1000,)]
    assert (data.train_x.dtype, data.train_y.dtype, float(data.train_x.max())) == (torch.float32, torch.int64, 1.0)
    assert (data.train_y.bincount() + data.test_y.bincount()).tolist() == [500] * 10
    assert data.test_y.bincount().min() > 80
    assert digits() is data


@pytest.mark.full
def test_a_nearest_mean_reads_most_digits():
    from graders import digits

    data = digits()
    means = torch.stack([data.train_x[data.train_y == digit].mean(0) for digit in range(10)])
    right = torch.cdist(data.test_x, means).argmin(1) == data.test_y
    assert right.float().mean() > 0.75
