"""What may be noted about a hand-in by the word of its own process."""

from __future__ import annotations

import pytest

from graders.lab import Exercise
from worker.handin import HandIn
from worker.loading import Given
from worker.notes import MOST_WARNED, Notes


@pytest.mark.unit
def test_a_process_that_has_met_secret_inputs_names_few_lines():
    work = Given(HandIn((("a.py", b"x = 1\n" * 100),))).work(Exercise(name="q", title="q", points=1))
    notes = Notes()
    for first in (1, 50):
        notes.warned(work, [{"line": first + more, "cell": None, "file": "a.py"} for more in range(40)])
    assert [note.facts["line"] for note in notes.found] == list(range(1, MOST_WARNED + 1))
