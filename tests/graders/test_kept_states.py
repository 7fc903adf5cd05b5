"""What a model starts with and what it keeps: start weights, and the running statistics of normalisation."""

from __future__ import annotations

import pytest

from tests.graders.test_structures import HEAD, checks, codes

NORMED = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(2, 3, 3)
            self.norm = nn.BatchNorm2d(3)

        def forward(self, x):
            return self.norm(self.conv(x)).mean((2, 3))
"""
NORMED_CHECKS = checks(
    "batch = lambda d: d.normal((4, 2, 5, 5))",
    "q.equivalence('Net', points=2, inputs=batch, train_mode=True)",
    "q.running_statistics('Net', points=2, inputs=batch)",
)
BY_HAND = """
class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.ones(3)), nn.Parameter(torch.zeros(3))
        self.register_buffer("running_mean", torch.zeros(3))
        self.register_buffer("running_var", torch.ones(3))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
            self.num_batches_tracked += 1
            self.running_mean.lerp_(mean.detach(), 0.1)
            self.running_var.lerp_(x.var((0, 2, 3)).detach(), 0.1)
        at = (None, slice(None), None, None)
        return (x - mean[at]) / (var[at] + 1e-5).sqrt() * self.scale[at] + self.shift[at]

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(2, 3, 3), Norm()

    def forward(self, x):
        return self.second(self.first(x)).mean((2, 3))
"""


def test_running_statistics_after_forward_passes_in_training_mode(lab):
    lab.write(checks=NORMED_CHECKS, solution=HEAD + NORMED)

    assert codes(lab.grade()) == ["PASS", "PASS"]
    assert codes(lab.grade(BY_HAND)) == ["PASS", "PASS"]
    for old, new in (
        ("self.running_var.lerp_(x.var((0, 2, 3)).detach(), 0.1)", "self.running_var.lerp_(var.detach(), 0.1)"),
        ("lerp_(mean.detach(), 0.1)", "lerp_(mean.detach(), 0.9)"),
        ("            self.running_mean.lerp_(mean.detach(), 0.1)\n", ""),
        ("self.num_batches_tracked += 1", "pass"),
    ):
        assert codes(lab.grade(BY_HAND.replace(old, new))) == ["PASS", "values"], old


def test_statistics_that_are_kept_but_not_used_earn_nothing(lab):
    lab.write(checks=NORMED_CHECKS, solution=HEAD + NORMED)
    ignoring = BY_HAND.replace("if self.training:", "if True:").replace("+= 1", "+= int(self.training)")
    # It moves the buffers in evaluation too and goes by the batch there.
    results = lab.grade(ignoring)
    assert results["running_statistics_Net"].finding.code == "values"
    assert results["running_statistics_Net"].points == 0


ONES = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.ones(3))
            self.b = nn.Parameter(torch.ones(3))

        def forward(self, x):
            return x * self.w + 2 * self.b
"""
ONES_CHECKS = checks(
    "batch = lambda d: d.normal((4, 3))",
    "q.start_weights('Net', points=2, inputs=batch)",
    "q.start_weights('Net', points=2, inputs=batch, name='all_ones', what='all are 1',",
    "    holds=lambda w: all(bool((v == 1).all()) for v in w.values()))",
)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("torch.ones(3)", "torch.full((3,), 1.0)", ["PASS", "PASS"]),
        ("self.w", "self.slope", ["PASS", "PASS"]),
        ("nn.Parameter(torch.ones(3))", "nn.Parameter(torch.rand(3))", ["values", "property"]),
        ("nn.Parameter(torch.ones(3))", "nn.Parameter(torch.full((3,), float('nan')))", ["property", "property"]),
        # The ones that it shows are not the weights that it works with.
        ("x * self.w", "x * 3", ["values", "values"]),
    ],
)
def test_start_weights_are_read_and_seen_in_effect(lab, old: str, new: str, found: list[str]):
    lab.write(checks=ONES_CHECKS, solution=HEAD + ONES)
    source = ONES.replace(old, new)
    assert source != ONES
    assert codes(lab.grade(HEAD + source)) == found


def test_start_weights_need_words_for_what_must_hold(lab):
    from graders.results import LabFault

    lab.write(checks=checks("q.start_weights('Net', points=4, inputs=None, what='all are 1')"), solution=HEAD + ONES)
    with pytest.raises(LabFault, match="what= says in words what holds= asks"):
        lab.load()
