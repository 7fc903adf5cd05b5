"""How good is a threshold that chance has a part in? The reference, run on many seeds, says what honest results are.

The estimate assumes that results are spread like a normal distribution around their mean. A few runs show the spread
only roughly, so what is used is what it is at most with a confidence of nine in ten. The rule for borderline results is
in the estimate: a result below the threshold, but within the margin, fails when one of two more runs falls short too.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from graders.checks import LoadedLab
from graders.diagnosis.naming import MakeLocal
from graders.draw import Draw
from graders.kinds.goals import Measured
from graders.kinds.thresholds import Attempt, Threshold
from graders.language import Check
from graders.results import LabFault, StudentFault
from graders.run import check_seed
from graders.student import Student

FEWEST_RUNS = 3
# One in a thousand gradings of work as good as the reference may fail by chance alone.
ACCEPTED_FALSE_FAILS = 1e-3
# The proposal leaves the reference this many spreads, so that honest work which is a little weaker passes too.
SPREADS = 5.0
CONFIDENCE = 0.9


@dataclass(frozen=True)
class Calibration:
    """One check with a threshold, and what the reference reaches. `false_fails` is of work as good as the reference."""

    exercise: str
    check: str
    place: str
    metric: str
    higher_is_better: bool
    measured: tuple[float, ...]
    before: tuple[float, ...]
    seconds: tuple[float, ...]
    mean: float
    spread: float
    threshold: float
    margin: float
    false_fails: float
    proposed: float
    proposed_margin: float
    proposed_false_fails: float

    @property
    def fits(self) -> bool:
        """Whether the lab's threshold may stay: honest work rarely fails, and no untrained model comes near it."""
        return self.false_fails <= ACCEPTED_FALSE_FAILS and not self.within_reach_of_the_untrained

    @property
    def within_reach_of_the_untrained(self) -> bool:
        better = max if self.higher_is_better else min
        if not self.before:
            return False
        best = better(self.before)
        return best + self.margin >= self.threshold if self.higher_is_better else best - self.margin <= self.threshold


def calibrate(loaded: LoadedLab, exercise: str, seeds: Sequence[bytes], make_local: MakeLocal) -> list[Calibration]:
    """The reference on these seeds, for each check of the exercise whose verdict hangs on a measured number."""
    if len(seeds) < FEWEST_RUNS:
        raise LabFault(f"a calibration needs at least {FEWEST_RUNS} seeds; 10 or 20 say more")
    found = []
    for check in loaded.exercises[exercise]:
        measured = measured_by(check)
        if measured is not None:
            runs = [_run(measured, check, loaded, make_local, seed) for seed in seeds]
            found.append(_calibration(check, measured, runs, f"{loaded.lab.slug}/{check.place}"))
    return found


def measured_by(check: Check) -> Measured | None:
    """What measures the number that the check compares with a threshold; None for all other checks."""
    owner = getattr(check.function, "__self__", None)
    return owner if isinstance(owner, Measured) else None


def _run(
    measured: Measured, check: Check, loaded: LoadedLab, make_local: MakeLocal, seed: bytes
) -> tuple[Attempt, float]:
    started = time.perf_counter()
    solution = Student(make_local(loaded.solved(check.exercise)))
    try:
        attempt = measured.attempt(solution, loaded.reference, Draw(check_seed(seed, check)))
    except StudentFault as fault:
        raise LabFault(
            f"{loaded.lab.slug}/{check.place}: the solution gets no result in {check.name} "
            f"({fault.finding.code}); correct it or the check until `allclose lab check` passes."
        ) from fault
    return attempt, time.perf_counter() - started


def _calibration(check: Check, measured: Measured, runs: Sequence[tuple[Attempt, float]], place: str) -> Calibration:
    threshold = measured.threshold
    values = tuple(attempt.measured for attempt, _ in runs)
    if not all(map(math.isfinite, values)):
        raise LabFault(
            f"{place}: the reference's {threshold.metric.told} is NaN or infinite on some seeds; "
            "lower its learning rate, or train it for longer."
        )
    mean, spread = fmean(values), spread_at_most(values)
    proposed = proposal(threshold, mean, spread)
    return Calibration(
        exercise=check.exercise,
        check=check.name,
        place=check.place,
        metric=threshold.metric.told,
        higher_is_better=threshold.metric.higher_is_better,
        measured=values,
        before=tuple(attempt.before for attempt, _ in runs if attempt.before is not None),
        seconds=tuple(seconds for _, seconds in runs),
        mean=mean,
        spread=spread,
        threshold=threshold.value,
        margin=threshold.margin,
        false_fails=false_fails(threshold, mean, spread),
        proposed=proposed.value,
        proposed_margin=proposed.margin,
        proposed_false_fails=false_fails(proposed, mean, spread),
    )


def false_fails(threshold: Threshold, mean: float, spread: float) -> float:
    """How often results of this spread fail, by the rule for borderline ones."""
    if spread == 0:
        return 0.0 if threshold.reached(mean) else 1.0
    # Turned so that more is better.
    sign = 1.0 if threshold.metric.higher_is_better else -1.0
    results = NormalDist(sign * mean, spread)
    short = results.cdf(sign * threshold.value)
    far_short = results.cdf(sign * threshold.value - threshold.margin)
    return far_short + (short - far_short) * (1 - (1 - short) ** 2)


def proposal(threshold: Threshold, mean: float, spread: float) -> Threshold:
    """The mean less some spreads, rounded to where it is easier to reach; two spreads beside it are borderline."""
    higher = threshold.metric.higher_is_better
    value = mean - SPREADS * spread if higher else mean + SPREADS * spread
    return Threshold(
        threshold.metric, rounded(value, math.floor if higher else math.ceil), rounded(2 * spread, math.ceil)
    )


def rounded(value: float, towards: Callable[[float], int]) -> float:
    """To two digits that count."""
    if value == 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    # Written by repr, 0.87 and not 0.8700000000000001.
    return float(f"{towards(value / unit) * unit:.12g}")


def spread_at_most(values: Sequence[float]) -> float:
    """The standard deviation that is exceeded with a chance of one in ten only, going by these values."""
    freedom = len(values) - 1
    return stdev(values) * math.sqrt(freedom / chi_squared(1 - CONFIDENCE, freedom))


def chi_squared(chance: float, freedom: int) -> float:
    """Below this a chi-squared number is with that chance: by the cube of a normal one (Wilson and Hilferty)."""
    part = 2 / (9 * freedom)
    return freedom * max(1 - part + NormalDist().inv_cdf(chance) * math.sqrt(part), 0.01) ** 3
