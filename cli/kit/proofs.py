"""Proofs of many labs, by a few processes at once that each import torch once. This process never does."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from cli.places import ROOT
from graders.kit.proven import Proof
from graders.results import ServiceFault

# A grading of float32 numbers must not depend on how many threads share a sum.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def proofs(folders: Sequence[Path], *, seeds: int, quick: bool = False) -> Iterator[Proof]:
    """One for each folder, in the order in which they are done. Raises ServiceFault when one cannot be proved here."""
    at_once = min(os.cpu_count() or 1, len(folders))
    done: SimpleQueue[Proof | str] = SimpleQueue()
    unproved = []
    with ThreadPoolExecutor(max_workers=max(at_once, 1)) as pool:
        for first in range(at_once):
            pool.submit(_prove, folders[first::at_once], seeds, done, quick=quick)
        for _ in folders:
            answer = done.get()
            if isinstance(answer, Proof):
                yield answer
            else:
                unproved.append(answer)
    if unproved:
        raise ServiceFault(" ".join(unproved))


def _prove(folders: Sequence[Path], seeds: int, done: SimpleQueue[Proof | str], *, quick: bool) -> None:
    """Proves one after the other. Every folder gets an answer, those too that the process did not come to."""
    left = [folder.resolve() for folder in folders]
    words = ["--seeds", str(seeds), *(["--quick"] if quick else []), *map(str, left)]
    command = [sys.executable, "-m", "cli.kit.prover", *words]
    environment = {**os.environ, **ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as log:
        try:
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment) as process:
                for line in process.stdout or ():
                    done.put(Proof.model_validate_json(line))
                    left.pop(0)
        finally:
            log.seek(0)
            why = (log.read().decode("utf-8", "replace").strip().splitlines() or ["no word"])[-1]
            for folder in left:
                name = "/".join(folder.parts[-2:])
                done.put(f"{name} could not be proved, because the process that does it ended: {why}.")
