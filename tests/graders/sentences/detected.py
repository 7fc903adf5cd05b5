"""What is recognised without the lab author's help, and mistakes that could not be tried."""

from __future__ import annotations

from typing import Any

# code, verdict, facts, what a student reads of a drawn check, what of an example
TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "mistake_dropped",
        "WRONG",
        {"place": "course/lab/mistakes/loops.py", "why": "it did not end within 1.0 s"},
        "The result is not right.",
        (
            "course/lab/mistakes/loops.py: it did not end within 1.0 s when it was tried, so nobody is told this hint "
            "for now. Correct the file."
        ),
    ),
]
