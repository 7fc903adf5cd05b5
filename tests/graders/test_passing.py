"""What is written is read again as it was, and what is no data by its name only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
import torch

from graders.diagnosis.passing import Mark, Plain
from graders.diagnosis.recognition import same
from graders.line import Mismatch
from graders.results import Finding, StudentFault, Verdict


class Pair(NamedTuple):
    one: int
    other: str


PLAIN = Plain(Pair)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        2**80,
        -0.5,
        1 + 2j,
        "text",
        b"\x00\xff",
        [1, [2.0, None]],
        (1, (2, "x")),
        {1, 2},
        frozenset({"a"}),
        {"a": 1, 2: (3,), None: []},
        slice(1, None, 2),
        torch.float16,
        torch.device("cpu"),
        torch.Size([2, 3]),
        Pair(1, "x"),
        np.float32(1.5),
    ],
)
def test_plain_data_comes_back_as_it_was(value):
    found = PLAIN.read(PLAIN.write(value))

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "dtype", [torch.float32, torch.bfloat16, torch.int64, torch.bool, torch.complex64, torch.uint8]
)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 4)])
def test_tensors_come_back_bit_for_bit(dtype, shape):
    value = (torch.randn(shape) * 3).to(dtype)

    found = PLAIN.read(PLAIN.write(value.T if len(shape) == 2 else value))
    assert torch.equal(found, value.T if len(shape) == 2 else value)
    assert found.dtype is dtype
    assert np.array_equal(PLAIN.read(PLAIN.write(np.arange(6.0).reshape(2, 3))), np.arange(6.0).reshape(2, 3))


def test_not_a_number_stays_one():
    assert same(PLAIN.read(PLAIN.write([float("nan"), float("inf")])), [float("nan"), float("inf")])


def test_faults_come_back_with_what_serves_the_diagnosis():
    finding = Finding(code="values", facts={"where": "", "index": [1], "difference": 0.5})
    found = PLAIN.read(PLAIN.write(Mismatch(finding, (torch.ones(2), None), 3, want=torch.zeros(2))))
    plain = PLAIN.read(
        PLAIN.write(StudentFault(Verdict.CRASH, Finding(code="raised", facts={"frames": [{"line": 1}]})))
    )

    assert (found.finding, found.ordinal, found.want) == (finding, 3, None)
    assert same(found.got, (torch.ones(2), None))
    assert (plain.verdict, plain.finding.facts) == (Verdict.CRASH, {"frames": [{"line": 1}]})


def test_what_is_no_data_is_known_by_its_type_alone():
    class Graph:
        pass

    assert PLAIN.read(PLAIN.write([Graph(), np.array([object()])])) == [Mark("Graph"), Mark("ndarray")]
