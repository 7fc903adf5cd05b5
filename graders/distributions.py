"""Do these numbers follow a distribution? For checks of random tensors, whose values nobody can know.

Compared are mean, spread and the whole distribution function, each within six standard errors or what is as rare, so
that an honest draw fails once in a million. More numbers make it sharper: draw ten thousand where they cost nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

ERRORS = 6.0
# Kolmogorov: the greatest distance of the distribution functions exceeds this over sqrt(n) once in two million.
DISTANCE = 2.75
FEWEST = 100


def follows_uniform(values: torch.Tensor, low: float = 0.0, high: float = 1.0) -> bool:
    """Whether the values could be drawn uniformly from low up to, not including, high."""
    values = torch.as_tensor(values)
    if not bool(((values >= low) & (values < high)).all()):
        return False
    width = high - low
    moments = _moments_fit(values, (low + high) / 2, width / math.sqrt(12), kurtosis=1.8)
    return moments and _distance_fits(values, lambda x: (x - low) / width)


def follows_normal(values: torch.Tensor, mean: float = 0.0, std: float = 1.0) -> bool:
    """Whether the values could be drawn from the normal distribution of this mean and standard deviation."""
    values = torch.as_tensor(values)
    moments = _moments_fit(values, mean, std, kurtosis=3.0)
    return moments and _distance_fits(values, lambda x: torch.special.ndtr((x - mean) / std))


def _moments_fit(values: torch.Tensor, mean: float, std: float, kurtosis: float) -> bool:
    """The mean of n values scatters by std/sqrt(n), their variance by std^2 * sqrt((kurtosis - 1)/n)."""
    x = values.detach().double().flatten()
    if x.numel() < FEWEST:
        raise ValueError(f"{x.numel()} values say little about a distribution; draw at least {FEWEST}")
    error = ERRORS / math.sqrt(x.numel())
    mean_fits = abs(float(x.mean()) - mean) <= error * std
    variance = float(((x - mean) ** 2).mean())
    return mean_fits and abs(variance - std**2) <= error * std**2 * math.sqrt(kurtosis - 1)


def _distance_fits(values: torch.Tensor, below: Callable[[torch.Tensor], torch.Tensor]) -> bool:
    """`below(x)` is the share of values that the distribution has up to x."""
    x = values.detach().double().flatten().sort().values
    share = torch.arange(len(x) + 1, dtype=torch.float64) / len(x)
    theory = below(x)
    distance = float(torch.maximum(share[1:] - theory, theory - share[:-1]).max())
    return distance <= DISTANCE / math.sqrt(len(x))
