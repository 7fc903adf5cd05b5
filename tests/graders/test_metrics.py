"""Metrics against their definitions, written out here."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
import torch

from graders.kinds.metrics import METRICS, cut_at, labels, loss_metric, measure, metric
from graders.results import LabFault

WANT = torch.tensor([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
GOT = torch.tensor([1, 1, 1, 0, 1, 0, 0, 0, 0, 0])  # 3 found, 1 missed, 1 false alarm
SCORES = torch.tensor([0.9, 0.8, 0.7, 0.1, 0.6, 0.4, 0.3, 0.2, 0.15, 0.05])


def of(name: str, outputs: torch.Tensor, targets: torch.Tensor = WANT) -> float:
    return measure(METRICS[name], outputs, targets)


@pytest.mark.parametrize(("name", "value"), [("accuracy", 0.8), ("precision", 0.75), ("recall", 0.75), ("f1", 0.75)])
def test_scores_of_two_classes_whether_given_as_classes_probabilities_or_a_score_for_each(name: str, value: float):
    two = torch.stack([1 - SCORES, SCORES], dim=1)
    for outputs in (GOT, SCORES, SCORES.unsqueeze(1), two, two.log()):
        assert of(name, outputs) == pytest.approx(value)


def test_more_than_two_classes_are_averaged_over_the_classes():
    want = torch.tensor([0, 0, 1, 1, 2, 2])
    got = torch.tensor([0, 0, 1, 0, 2, 1])
    assert of("recall", got, want) == pytest.approx((1 + 1 / 2 + 1 / 2) / 3)
    assert of("precision", got, want) == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)


def test_a_class_that_is_never_predicted_counts_as_zero_without_a_warning():
    assert of("precision", torch.zeros(10, dtype=torch.int64)) == 0.0


def test_the_auc_is_the_share_of_pairs_in_the_right_order():
    pairs = [(SCORES[i] > SCORES[j]).item() for i in range(4) for j in range(4, 10)]
    two = torch.stack([-SCORES, SCORES], dim=1)
    for outputs in (SCORES, SCORES.unsqueeze(1), 7 * SCORES - 3, two):
        assert of("auc", outputs) == pytest.approx(sum(pairs) / len(pairs))
    with pytest.raises(LabFault, match="two classes"):
        of("auc", SCORES, torch.ones(10))


def test_errors_of_numbers_do_not_broadcast():
    want, got = torch.tensor([1.0, 2.0, 3.0, 6.0]), torch.tensor([1.0, 2.5, 2.0, 8.0])
    for shaped in (got, got.unsqueeze(1)):
        assert of("mse", shaped, want) == pytest.approx((0.25 + 1 + 4) / 4)
        assert of("mae", shaped, want) == pytest.approx((0.5 + 1 + 2) / 4)
        assert measure(loss_metric(torch.nn.functional.mse_loss), shaped, want) == pytest.approx(5.25 / 4)


def test_psnr_is_the_mean_over_pictures():
    want = torch.zeros(3, 1, 4, 4)
    got = want.clone()
    got[0] += 0.1
    got[1] += 0.01
    assert of("psnr", got, want) == pytest.approx((20 + 40 + 100) / 3, rel=1e-4)
    assert of("psnr", got[:1], want[:1]) == pytest.approx(10 * math.log10(1 / 0.01), rel=1e-4)


def test_logits_of_one_score_are_cut_at_zero():
    logits = (SCORES / (1 - SCORES)).log()
    assert measure(cut_at(METRICS["recall"], 0.0), logits, WANT) == of("recall", SCORES) == 0.75
    assert measure(METRICS["recall"], logits, WANT) == 0.75
    assert measure(cut_at(METRICS["recall"], 0.0), 0.4 * logits, WANT) == 0.75
    assert measure(METRICS["recall"], 0.4 * logits, WANT) == 0.5


def test_labels_of_scores_of_whole_pictures():
    masks = torch.tensor([[[1, 0], [0, 1]]])
    assert labels(torch.stack([1.0 - masks, masks.float()], dim=1), masks).tolist() == [1, 0, 0, 1]
    assert labels(torch.tensor([[[[0.9, 0.1], [0.6, 0.4]]]]), masks).tolist() == [1, 0, 1, 0]
    assert of("iou", torch.tensor([[[[0.9, 0.1], [0.6, 0.4]]]]), masks) == pytest.approx(1 / 3)


def test_each_of_several_labels_of_a_sample_counts():
    want = torch.tensor([[1, 0, 1], [0, 1, 0]])
    assert of("accuracy", torch.tensor([[0.9, 0.8, 0.7], [0.1, 0.2, 0.3]]), want) == pytest.approx(4 / 6)


def test_an_unknown_metric_is_answered_with_the_known_ones():
    with pytest.raises(LabFault, match="use one of accuracy, auc, f1, iou, mae"):
        metric("accurracy")


def test_describing_a_lab_with_metrics_imports_none_of_their_libraries():
    code = "import sys, graders.language; print([m for m in ('sklearn', 'skimage') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
