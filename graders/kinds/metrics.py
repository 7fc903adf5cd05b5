"""Metrics as the field's libraries compute them, on outputs of a model and targets that it never saw.

A new one is a line in METRICS. The libraries are imported when the first metric is computed: the process that all
checkers are forked from does not pay for them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import torch

from graders.results import LabFault

Array = np.ndarray[Any, np.dtype[Any]]
Compute = Callable[[torch.Tensor, torch.Tensor], float]
TWO_DIMENSIONS = 2
BINARY = 2
# Probabilities of class 1 mean class 1 above this.
CUT = 0.5
BOUNDED_MARGIN = 0.02
RELATIVE_MARGIN = 0.05


class Metric(NamedTuple):
    """What is computed, what it is called in a sentence, and which way is better. `bounded` ones lie in [0, 1]."""

    told: str
    compute: Compute
    higher_is_better: bool
    bounded: bool = False

    def margin(self, threshold: float) -> float:
        """How far below the threshold a result may be bad luck, where the author names no margin."""
        return BOUNDED_MARGIN if self.bounded else RELATIVE_MARGIN * abs(threshold)


def measure(metric: Metric, outputs: Any, targets: torch.Tensor) -> float:
    """The metric of outputs and targets; a column of numbers is a list of them, which must not broadcast."""
    same = isinstance(outputs, torch.Tensor) and outputs.numel() == targets.numel()
    return metric.compute(outputs.reshape(targets.shape) if same else outputs, targets)


def cut_at(metric: Metric, cut: float) -> Metric:
    """The same metric of single scores that mean class 1 above this, as logits do above 0."""

    def compute(outputs: torch.Tensor, targets: torch.Tensor) -> float:
        shifted = outputs + (CUT - cut) if outputs.dtype.is_floating_point else outputs
        return metric.compute(shifted, targets)

    return metric._replace(compute=compute)


def labels(outputs: torch.Tensor, targets: torch.Tensor) -> Array:
    """Predicted classes: as given, one score for each target, or scores of all classes in the second dimension."""
    if not outputs.dtype.is_floating_point:
        return outputs.flatten().numpy()
    if outputs.numel() == targets.numel():
        return (outputs.flatten() > CUT).long().numpy()
    return outputs.argmax(1).flatten().numpy()


def _of_labels(name: str) -> Compute:
    """A score of scikit-learn for predicted classes: of class 1 where there are two, else the mean over classes."""

    def compute(outputs: torch.Tensor, targets: torch.Tensor) -> float:
        score = getattr(import_module("sklearn.metrics"), name)
        known = targets.flatten().long().numpy()
        average = "binary" if len(set(known.tolist())) <= BINARY else "macro"
        return float(score(known, labels(outputs, targets), average=average, zero_division=0.0))

    return compute


def _of_numbers(name: str) -> Compute:
    def compute(outputs: torch.Tensor, targets: torch.Tensor) -> float:
        score = getattr(import_module("sklearn.metrics"), name)
        return float(score(targets.flatten().double().numpy(), outputs.flatten().double().numpy()))

    return compute


def _auc(outputs: torch.Tensor, targets: torch.Tensor) -> float:
    if len(set(targets.flatten().tolist())) != BINARY:
        raise LabFault("the AUC needs targets of two classes; draw data with both, or choose another metric")
    # Of two scores a row, their difference ranks as the probability of class 1 would.
    two = outputs.ndim == TWO_DIMENSIONS and outputs.shape[1] == BINARY
    scores = outputs[:, 1] - outputs[:, 0] if two else outputs.flatten()
    return float(import_module("sklearn.metrics").roc_auc_score(targets.flatten().numpy(), scores.double().numpy()))


def _psnr(outputs: torch.Tensor, targets: torch.Tensor) -> float:
    """The mean over pictures with values from 0 to 1; 100 dB stands for two that are equal."""
    psnr = import_module("skimage.metrics").peak_signal_noise_ratio
    pairs = zip(targets.double().numpy(), outputs.double().numpy(), strict=True)
    found = [100.0 if np.array_equal(want, got) else float(psnr(want, got, data_range=1.0)) for want, got in pairs]
    return float(np.mean(found))


def _accuracy(outputs: torch.Tensor, targets: torch.Tensor) -> float:
    return float((torch.as_tensor(labels(outputs, targets)) == targets.flatten()).float().mean())


METRICS = {
    "accuracy": Metric("accuracy", _accuracy, higher_is_better=True, bounded=True),
    "precision": Metric("precision", _of_labels("precision_score"), higher_is_better=True, bounded=True),
    "recall": Metric("recall", _of_labels("recall_score"), higher_is_better=True, bounded=True),
    "f1": Metric("F1 score", _of_labels("f1_score"), higher_is_better=True, bounded=True),
    "iou": Metric("intersection over union", _of_labels("jaccard_score"), higher_is_better=True, bounded=True),
    "auc": Metric("area under the ROC curve", _auc, higher_is_better=True, bounded=True),
    "mse": Metric("mean squared error", _of_numbers("mean_squared_error"), higher_is_better=False),
    "mae": Metric("mean absolute error", _of_numbers("mean_absolute_error"), higher_is_better=False),
    "psnr": Metric("PSNR in dB", _psnr, higher_is_better=True),
}


def metric(name: str) -> Metric:
    if name not in METRICS:
        raise LabFault(f"{name!r} is no metric known here; use one of {', '.join(sorted(METRICS))}")
    return METRICS[name]


def loss_metric(loss: Callable[[torch.Tensor, torch.Tensor], Any]) -> Metric:
    """A loss function of PyTorch or of the lab, as a metric that must fall."""
    return Metric("loss", lambda outputs, targets: float(loss(outputs, targets)), higher_is_better=False)
