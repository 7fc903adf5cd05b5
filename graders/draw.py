"""Inputs that change with every grading and can be drawn again: one generator per check, seeded by secret and name."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

import torch

T = TypeVar("T")


def derive_seed(seed: bytes, exercise: str, check: str, repeat: int = 0) -> bytes:
    """The seed of one check. Names cannot hold NUL, so different checks never share one."""
    return hmac.new(seed, f"{exercise}\0{check}\0{repeat}".encode(), hashlib.sha256).digest()


class Draw:
    """What a check function receives as `draw`: every input drawn from it repeats with the same seed.

    x = draw.uniform((64,), -3, 3)
    rows = draw.integers((8,), 0, 10)
    width = draw.choice([16, 32, 64])
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        # manual_seed wants a signed 64-bit number.
        number = int.from_bytes(hashlib.sha256(seed).digest()[:8], "big", signed=True)
        self._generator = torch.Generator().manual_seed(number)

    def repeated(self, repeat: int) -> Draw:
        """What the check draws from when it runs again: fresh, and the same again for whoever replays the grading."""
        return Draw(derive_seed(self._seed, "", "", repeat))

    def uniform(
        self, shape: Sequence[int], low: float = 0.0, high: float = 1.0, *, dtype: torch.dtype = torch.float32
    ) -> torch.Tensor:
        unit = torch.rand(tuple(shape), generator=self._generator, dtype=torch.float64)
        return (low + (high - low) * unit).to(dtype)

    def normal(
        self, shape: Sequence[int], mean: float = 0.0, std: float = 1.0, *, dtype: torch.dtype = torch.float32
    ) -> torch.Tensor:
        return (mean + std * torch.randn(tuple(shape), generator=self._generator, dtype=torch.float64)).to(dtype)

    def integers(self, shape: Sequence[int], low: int, high: int) -> torch.Tensor:
        """Whole numbers from low up to, not including, high."""
        return torch.randint(low, high, tuple(shape), generator=self._generator)

    def scalar(self, low: float = 0.0, high: float = 1.0) -> float:
        return float(self.uniform((), low, high, dtype=torch.float64))

    def integer(self, low: int, high: int) -> int:
        """One whole number from low up to, not including, high."""
        return int(self.integers((), low, high))

    def choice(self, items: Sequence[T]) -> T:
        return items[self.integer(0, len(items))]

    def permutation(self, n: int) -> torch.Tensor:
        return torch.randperm(n, generator=self._generator)

    def seed(self) -> int:
        """A number to seed the student's run with, where the code under test is allowed chance."""
        return self.integer(0, 2**31)
