"""Seconds of a whole grading of each lab of a course, in the real sandbox, without database and queue.

    python -m bench.course manipal-cse3281

Graded are the solution, called by contract, and for a lab that takes either road a folder of its scripts, run as handed
in. A warm worker does it, as in service: the first grading of each lab, which loads it, is not counted.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
import zipfile
from pathlib import Path

from graders.lab import SCRIPTS, SOLUTION, Lab
from graders.scripts import scripts_in
from worker.job import Job
from worker.pipeline import Pipeline, open_pipeline

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
ROUNDS = 5


def main(course: str) -> None:
    pipeline = open_pipeline()
    print("| lab | solution, s | scripts, s |\n| --- | --- | --- |")
    try:
        for path in sorted((REFERENCE / course).glob("*/lab.toml")):
            lab = Lab.read(path.parent)
            solution = (SOLUTION, (lab.folder / SOLUTION).read_bytes())
            told = [_seconds(pipeline, lab, *solution)]
            told += [_seconds(pipeline, lab, *_folder(lab))] if lab.road == "either" else ["-"]
            print(f"| {lab.slug} | {' | '.join(told)} |", flush=True)
    finally:
        pipeline.close()


def _folder(lab: Lab) -> tuple[str, bytes]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for script in scripts_in(lab.second_road, SCRIPTS):
            archive.writestr(script.name, script.source)
    return "scripts.zip", buffer.getvalue()


def _seconds(pipeline: Pipeline, lab: Lab, name: str, data: bytes) -> str:
    grading_hash, _ = lab.hashes()
    took = []
    for number in range(ROUNDS + 1):
        started = time.perf_counter()
        outcome = pipeline.grade(Job(lab.folder, grading_hash, name, data, (), b"%d" % number), lambda _event: None)
        took.append(time.perf_counter() - started)
        if outcome.lab_fault:
            raise SystemExit(outcome.lab_fault)
    return f"{statistics.median(took[1:]):.2f}"


if __name__ == "__main__":
    main(sys.argv[1])
