"""How far a result may lie from the reference: one table by dtype and device. An override gives its reason."""

from __future__ import annotations

from typing import NamedTuple

import torch


class Tolerance(NamedTuple):
    """A value is accepted when |got - want| <= atol + rtol * |want|."""

    rtol: float
    atol: float


EXACT = Tolerance(0.0, 0.0)

# float32 on a GPU sums in another order with fused multiply-adds, hence ten times the room.
TABLE: dict[tuple[torch.dtype, str], Tolerance] = {
    (torch.float16, "cpu"): Tolerance(2e-3, 1e-3),
    (torch.bfloat16, "cpu"): Tolerance(1.6e-2, 1e-2),
    (torch.float32, "cpu"): Tolerance(1e-5, 1e-5),
    (torch.float64, "cpu"): Tolerance(1e-9, 1e-9),
    (torch.complex64, "cpu"): Tolerance(1e-5, 1e-5),
    (torch.complex128, "cpu"): Tolerance(1e-9, 1e-9),
    (torch.float16, "cuda"): Tolerance(2e-3, 1e-3),
    (torch.bfloat16, "cuda"): Tolerance(1.6e-2, 1e-2),
    (torch.float32, "cuda"): Tolerance(1e-4, 1e-4),
    (torch.float64, "cuda"): Tolerance(1e-9, 1e-9),
    (torch.complex64, "cuda"): Tolerance(1e-4, 1e-4),
    (torch.complex128, "cuda"): Tolerance(1e-9, 1e-9),
}


def tolerance_for(*dtypes: torch.dtype, device: str = "cpu") -> Tolerance:
    """The widest allowance among these dtypes: a result is as good as its coarsest part. Integers are exact."""
    rows = [TABLE[dtype, device] for dtype in dtypes if (dtype, device) in TABLE]
    return max(rows, default=EXACT)
