"""`allclose lab calibrate`: what the reference reaches on many seeds, and the thresholds that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table

from graders.checks import LoadedLab, load
from graders.kit.apart import Lost, apart
from graders.kit.calibration import FEWEST_RUNS, Calibration, calibrate
from graders.kit.proof import LAB_CODE_S, LOAD_S
from graders.kit.trial import warm_up
from graders.results import LabFault
from worker.local import LocalSession

CALIBRATIONS = TypeAdapter(list[Calibration])
COLUMNS = ("Check", "Metric", "Reference", "Untrained", "Threshold", "False fails", "Proposed", "False fails", "s", "")


def calibrations(folder: Path, exercises: Sequence[str], seeds: int) -> Iterator[Calibration]:
    """Exercise by exercise, each in a process of its own. Raises LabFault, also for what does not end."""
    warm_up()
    slug = "/".join(folder.parts[-2:])
    try:
        apart(lambda: bool(load(folder)), LOAD_S)
        loaded = load(folder)
        for name in _wanted(loaded, exercises):
            limit_s = seeds * loaded.lab.exercise(name).limits.total_s + LAB_CODE_S
            found = apart(lambda: _facts(loaded, name, seeds), limit_s).value  # noqa: B023  called at once
            yield from CALIBRATIONS.validate_python(found)
    except Lost as lost:
        raise LabFault(f"{slug}: its calibration {lost}. Look for a loop, or give fewer --seeds.") from None


def _wanted(loaded: LoadedLab, exercises: Sequence[str]) -> Sequence[str]:
    unknown = set(exercises) - loaded.exercises.keys()
    if unknown:
        raise LabFault(f"{loaded.lab.slug} has no exercise {', '.join(sorted(unknown))}; lab.toml names those it has.")
    return exercises or list(loaded.exercises)


def _facts(loaded: LoadedLab, exercise: str, seeds: int) -> list[dict[str, Any]]:
    numbers = [b"seed %d" % number for number in range(max(seeds, FEWEST_RUNS))]
    return [asdict(found) for found in calibrate(loaded, exercise, numbers, LocalSession)]


def show(console: Console, found: Sequence[Calibration]) -> None:
    table = Table(*COLUMNS, caption=LEGEND, caption_justify="left")
    for one in found:
        table.add_row(
            f"{one.exercise}\n{one.check} ({one.place})",
            one.metric,
            f"{one.mean:.4g} ± {one.spread:.2g}",
            _best(one),
            _threshold(one.threshold, one.margin),
            f"{one.false_fails:.1e}",
            _threshold(one.proposed, one.proposed_margin),
            f"{one.proposed_false_fails:.1e}",
            f"{sum(one.seconds) / len(one.seconds):.1f}",
            "[green]fits[/]" if one.fits else "[red]change it[/]",
        )
    console.print(table)


LEGEND = (
    "Reference: mean and spread of what solution.py reaches. Untrained: the best before the first step. "
    "Threshold and margin: where the threshold is missed by at most the margin, two more runs decide. "
    "False fails: how often work as good as the reference would fail."
)


def _threshold(value: float, margin: float) -> str:
    return f"{value:g}, margin {margin:g}" if margin else f"{value:g}"


def _best(one: Calibration) -> str:
    better = max if one.higher_is_better else min
    return f"{better(one.before):.4g}" if one.before else ""
