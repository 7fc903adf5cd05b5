from __future__ import annotations

import torch

from graders.draw import Draw, derive_seed


def everything(draw: Draw) -> list[object]:
    return [
        draw.uniform((3, 2), -3, 3).tolist(),
        draw.normal((4,), mean=5, std=0.1).tolist(),
        draw.integers((9,), 0, 10).tolist(),
        draw.permutation(12).tolist(),
        draw.scalar(-1, 1),
        draw.integer(0, 1000),
        draw.choice("abcdefgh"),
        draw.seed(),
    ]


def test_the_same_seed_draws_the_same_and_another_seed_another() -> None:
    assert everything(Draw(b"one")) == everything(Draw(b"one"))
    assert all(a != b for a, b in zip(everything(Draw(b"one")), everything(Draw(b"two")), strict=True))


def test_draws_leave_the_global_generator_alone() -> None:
    torch.manual_seed(7)
    expected = torch.rand(1)
    torch.manual_seed(7)
    everything(Draw(b"one"))

    assert torch.rand(1) == expected


def test_values_keep_their_range_and_dtype() -> None:
    draw = Draw(b"range")
    x = draw.uniform((10_000,), -3, 2, dtype=torch.float64)

    assert (x.dtype, draw.uniform((2,)).dtype) == (torch.float64, torch.float32)
    assert -3 <= x.min() < -2.99
    assert 1.99 < x.max() <= 2
    assert set(draw.integers((1000,), 3, 6).tolist()) == {3, 4, 5}
    assert abs(draw.normal((10_000,), 5, 0.1).mean() - 5) < 0.01


def test_every_part_of_its_name_changes_the_seed_of_a_check() -> None:
    names = [("q1", "check", 0), ("q2", "check", 0), ("q1", "check2", 0), ("q1", "check", 1), ("q1c", "heck", 0)]
    seeds = {derive_seed(b"secret", *name) for name in names} | {derive_seed(b"other", *names[0])}

    assert len(seeds) == 6
