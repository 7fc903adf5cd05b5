"""How far a result may lie from the reference: one table by dtype and device. An override gives its reason."""

from __future__ import annotations

from typing import NamedTuple

import torch


class Tolerance(NamedTuple):
    """A value is accepted when |got - want| <= atol + rtol * |want|."""

    rtol: float
    atol: float


EXACT = Tolerance(0.0, 0.0)
HALF, BRAIN, DOUBLE = Tolerance(2e-3, 1e-3), Tolerance(1.6e-2, 1e-2), Tolerance(1e-9, 1e-9)
# Two steps between neighbours of types with three and two bits after the leading one.
FLOAT8 = {torch.float8_e4m3fn: Tolerance(0.25, 2**-8), torch.float8_e5m2: Tolerance(0.5, 2**-15)}

_ANYWHERE: dict[torch.dtype, Tolerance] = {
    torch.float16: HALF,
    torch.complex32: HALF,
    torch.bfloat16: BRAIN,
    torch.float64: DOUBLE,
    torch.complex128: DOUBLE,
    **FLOAT8,
}
# float32 on a GPU sums in another order with fused multiply-adds, hence ten times the room.
TABLE: dict[tuple[torch.dtype, str], Tolerance] = {
    **{(dtype, device): row for dtype, row in _ANYWHERE.items() for device in ("cpu", "cuda")},
    (torch.float32, "cpu"): Tolerance(1e-5, 1e-5),
    (torch.complex64, "cpu"): Tolerance(1e-5, 1e-5),
    (torch.float32, "cuda"): Tolerance(1e-4, 1e-4),
    (torch.complex64, "cuda"): Tolerance(1e-4, 1e-4),
}


def tolerance_for(*dtypes: torch.dtype, device: str = "cpu") -> Tolerance:
    """The widest allowance among these dtypes: a result is as good as its coarsest part. Integers are exact."""
    column = device.partition(":")[0]
    rows = [TABLE[dtype, column] for dtype in dtypes if (dtype, column) in TABLE]
    return max(rows, default=EXACT)
