"""Demand 5: `cuda` without a fallback runs on the CPU, and a note says so."""

from __future__ import annotations

import pytest

SOLUTION = "import torch\n\n\ndef double(x):\n    return 2 * x\n\n\nanswer = 42\n"
CHECKS = """
from graders import exercise

q = exercise("q")
q.value("double", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
"""


@pytest.mark.parametrize(
    "body",
    [
        "return (2 * x.cuda()).cpu()",
        "return 2 * x.to('cuda:0')",
        "return 2 * x.to(device)",
        "with torch.device('cuda'):\n        return torch.full((5,), 2.0) * x",
        "return torch.nn.Identity().cuda()(2 * x.to(device='cuda'))",
    ],
)
def test_the_gpu_that_is_not_there(graded, body):
    text = f"import torch\ndevice = torch.device('cuda')\ntorch.cuda.manual_seed(1)\ndef double(x):\n    {body}\n"
    result = graded(text, SOLUTION, CHECKS)
    assert result.passed, [result.message(name) for name in result.checks]
    assert result.notes == ["Line 2 asks for a GPU. There is none here, and it ran on the CPU."]


def test_asking_whether_there_is_one_is_worth_no_note(graded):
    for use in ("use = torch.cuda.is_available()", "use = 'cuda' if torch.cuda.is_available() else 'cpu'"):
        text = f"import torch\n{use}\ndef double(x):\n    return 2 * x\n"
        assert graded(text, SOLUTION, CHECKS).notes == []


def test_on_the_second_road(graded):
    checks = 'from graders import exercise\nq = exercise("q")\nq.named("answer", points=1, near=42)\n'
    text = "import torch\nx = torch.ones(42, device='cuda')\ntorch.cuda.synchronize()\nanswer = x.sum().cuda()\n"
    result = graded(text, SOLUTION, checks, road="as-handed-in")
    assert result.passed, [result.message(name) for name in result.checks]
    assert len(result.notes) == 1
