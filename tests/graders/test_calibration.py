"""Thresholds against what the reference reaches: estimates by formula, by simulation, and of little labs."""

from __future__ import annotations

import math
from statistics import NormalDist, stdev

import pytest
import torch

from graders.kinds.metrics import METRICS
from graders.kinds.thresholds import Threshold
from graders.kit.calibration import calibrate, chi_squared, false_fails, proposal, rounded, spread_at_most
from graders.results import LabFault
from tests.graders.test_goals import CHECKS, SOLUTION
from worker.local import LocalSession

ACCURACY, ERROR = METRICS["accuracy"], METRICS["mse"]
SEEDS = [bytes([number]) for number in range(6)]


@pytest.mark.parametrize(("mean", "threshold", "margin"), [(0.87, 0.85, 0.02), (0.85, 0.85, 0.01), (0.86, 0.85, 0.0)])
def test_the_estimate_is_what_a_simulation_of_the_rule_gives(mean: float, threshold: float, margin: float):
    runs = mean + 0.01 * torch.randn((400_000, 3), generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    enough = runs >= threshold
    near = ~enough[:, 0] & (runs[:, 0] >= threshold - margin)
    passed = enough[:, 0] | (near & enough[:, 1] & enough[:, 2])
    expected = 1 - float(passed.double().mean())

    assert false_fails(Threshold(ACCURACY, threshold, margin), mean, 0.01) == pytest.approx(expected, abs=0.004)
    assert false_fails(Threshold(ERROR, -threshold, margin), -mean, 0.01) == pytest.approx(expected, abs=0.004)


def test_running_again_makes_bad_luck_rare():
    without = false_fails(Threshold(ACCURACY, 0.85, 0.0), 0.87, 0.01)
    assert without == pytest.approx(NormalDist().cdf(-2))
    assert false_fails(Threshold(ACCURACY, 0.85, 0.03), 0.87, 0.01) < 0.06 * without


def test_results_without_spread_fail_always_or_never():
    assert false_fails(Threshold(ACCURACY, 0.85, 0.02), 0.9, 0.0) == 0.0
    assert false_fails(Threshold(ACCURACY, 0.95, 0.02), 0.9, 0.0) == 1.0


@pytest.mark.parametrize("runs", [4, 10, 20])
def test_the_true_spread_is_exceeded_in_one_case_in_ten(runs: int):
    samples = torch.randn((4000, runs), generator=torch.Generator().manual_seed(2), dtype=torch.float64).tolist()
    covered = sum(spread_at_most(sample) >= 1.0 for sample in samples) / len(samples)
    assert covered == pytest.approx(0.9, abs=0.02)
    assert spread_at_most(samples[0]) > stdev(samples[0])


def test_chi_squared_as_tables_have_it():
    assert chi_squared(0.1, 9) == pytest.approx(4.168, rel=0.01)
    assert chi_squared(0.1, 19) == pytest.approx(11.651, rel=0.01)


def test_a_proposal_is_easier_than_the_mean_by_five_spreads_and_round():
    higher = proposal(Threshold(ACCURACY, 0.5, 0.02), 0.922, 0.0087)
    assert (higher.value, higher.margin) == (0.87, 0.018)
    lower = proposal(Threshold(ERROR, 9.0, 0.5), 0.0101, 0.0004)
    assert (lower.value, lower.margin) == (0.013, 0.0008)
    assert rounded(0.0, math.floor) == 0.0


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS, solution=SOLUTION)


def test_every_check_with_a_measured_number_is_calibrated(written):
    found = {each.check: each for each in calibrate(written.load(), "q", SEEDS, LocalSession)}

    assert list(found) == ["mae_Line", "loss_Line", "loss_fit"]
    mae = found["mae_Line"]
    assert (mae.metric, mae.threshold, mae.margin) == ("mean absolute error", 0.05, pytest.approx(0.0025))
    assert len(mae.measured) == len(mae.before) == len(mae.seconds) == len(SEEDS)
    assert len(set(mae.measured)) == len(SEEDS)
    assert mae.mean < mae.proposed < 0.05
    assert min(mae.before) > 0.1
    assert mae.fits
    assert mae.false_fails < 1e-6
    assert found["loss_fit"].before == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Hardly reached by the reference.
        ("at_most=0.05", "at_most=0.0085"),
        # Nearly reached without any training.
        ("at_most=0.05", "at_most=0.6, margin=5.0"),
    ],
)
def test_a_threshold_that_does_not_fit_is_told(lab, old: str, new: str):
    lab.write(checks=CHECKS.replace(old, new, 1), solution=SOLUTION)
    mae = calibrate(lab.load(), "q", SEEDS, LocalSession)[0]
    assert not mae.fits
    assert (mae.false_fails > 1e-3) != mae.within_reach_of_the_untrained


def test_a_lab_that_cannot_be_calibrated_says_why(lab, written):
    with pytest.raises(LabFault, match="at least 3 seeds"):
        calibrate(written.load(), "q", SEEDS[:2], LocalSession)
    lab.write(solution=SOLUTION.replace("lr=0.1", "lr=1e20"))
    with pytest.raises(LabFault, match=r"course/lab/checks.py:\d+: the solution gets no result in mae_Line .diverged."):
        calibrate(lab.load(), "q", SEEDS, LocalSession)
    lab.write(solution=SOLUTION.replace("return w[:-1], w[-1]", "return w[:-1] * float('nan'), w[-1]"))
    with pytest.raises(LabFault, match="loss is NaN or infinite on some seeds"):
        calibrate(lab.load(), "q", SEEDS, LocalSession)


def test_a_check_without_a_threshold_is_left_out(lab):
    value = "from graders import exercise\nq = exercise('q')\nq.value('slope', points=4, draw=lambda d: (1.0,))\n"
    lab.write(checks=value)
    assert calibrate(lab.load(), "q", SEEDS, LocalSession) == []
