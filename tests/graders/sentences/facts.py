"""Facts that many findings share, and what of them nobody may read of a drawn check."""

from __future__ import annotations

ORIGIN = {"function": "slope", "subject": "what `slope` returns", "call": "slope(2.0)", "where": ""}
SECRETS = ("SECRET", "slope(2.0)", "652", "326.5")

VALUES = {"mismatched": 12, "total": 64, "index": [3], "difference": 0.2512, "allowed": 1e-5}
FOUND = {"got_value": 652.0, "want_value": 326.5}
CRASH = {
    "type": "ValueError",
    "message": "SECRET",
    "line": 12,
    "cell": None,
    "source_line": "  return 1 / x",
    "frames": [],
}
