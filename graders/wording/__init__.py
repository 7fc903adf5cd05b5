"""One sentence per finding. `full` says whether inputs, values and the student's own words may be shown.

Without it, nothing is repeated that the student's code can choose after it saw an input: no names of its types,
parameters or attributes, no numbers without a bound. Lines of code and the names that a file defines are read by the
worker from its own copy of the hand-in, so they stay.

A family of findings has a file of its own: `SENTENCES` there maps its codes to functions.
"""

from __future__ import annotations

from collections.abc import Callable

from graders.wording import artifacts, detected, evidence, models, notes, outcomes, training, values
from graders.wording.outcomes import LIMITS, limit

__all__ = ["LIMITS", "SENTENCES", "limit"]

SENTENCES: dict[str, Callable[..., str]] = {
    **values.SENTENCES,
    **models.SENTENCES,
    **training.SENTENCES,
    **outcomes.SENTENCES,
    **artifacts.SENTENCES,
    **detected.SENTENCES,
    **evidence.SENTENCES,
    **notes.SENTENCES,
}
