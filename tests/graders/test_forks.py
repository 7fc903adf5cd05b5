"""Trusted lab code that fills the memory: an error of its own, in whichever process it runs."""

from __future__ import annotations

import pytest
import torch

from graders import forks
from graders.diagnosis.aside import Aside
from graders.diagnosis.passing import Plain
from graders.kit.apart import apart

MIB = 1024**2


@pytest.fixture(autouse=True)
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "MEMORY_BYTES", 256 * MIB)


def fill() -> str:
    try:
        kept = [torch.ones(16 * MIB) for _ in range(20)]
    except RuntimeError as error:
        return str(error)
    return f"{len(kept)} tensors"


def test_of_a_proof() -> None:
    assert "can't allocate memory" in apart(fill, 60).value


def test_of_the_process_beside_the_checker() -> None:
    aside = Aside(lambda _: fill(), Plain())
    assert "can't allocate memory" in aside.ask(None, 60)
    aside.close()
