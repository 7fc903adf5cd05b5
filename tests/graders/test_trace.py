from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.nn import functional

from graders.kinds.trace import SEEN_AS, count, plain, prove_visible
from graders.results import LabFault
from worker.sandbox.inside.operations import Counted

CHECKS = """
    import torch
    from graders import exercise

    q = exercise("q")
    q.trace("{function}", draw=lambda d: (d.normal((4, 4)),), {rule})
    q.value("{function}", points=3, draw=lambda d: (d.normal((4, 4)),))
    q.value("poly", points=1, draw=lambda d: (d.scalar(),))
"""
SOLUTION = """
    import torch

    def poly(x):
        return x**2

    def square(x):
        return (x[:, :, None] * x[None]).sum(dim=1)

    class Square(torch.nn.Module):
        def forward(self, x):
            return square(x)
"""


def graded(lab, hand_in: str, rule: str, function: str = "square"):
    lab.write(checks=CHECKS.format(function=function, rule=rule), solution=SOLUTION)
    return lab.grade(hand_in)


def verdicts(results) -> dict[str, str]:
    return {name: str(result.verdict) for name, result in results.items()}


@pytest.mark.parametrize(
    "product",
    [
        "x @ x",
        "torch.mm(x, x)",
        "torch.matmul(x, x)",
        "torch.mm(x, x, out=torch.empty(4, 4))",
        "torch.einsum('ij,jk->ik', x, x)",
        "torch.nn.functional.linear(x, x.T)",
        "torch.bmm(x[None], x[None])[0]",
        "torch.zeros(4, 4).addmm_(x, x)",
        "getattr(torch, 'm' + 'm')(x, x)",
        "torch.ops.aten.mm(x, x)",
        "torch.stack([torch.mv(x.T, row) for row in x])",
        "with_inference(x)",
    ],
)
def test_a_product_is_seen_whatever_it_is_called_by(lab, product: str):
    hand_in = f"""
        import torch

        def with_inference(x):
            with torch.inference_mode():
                return torch.nn.functional.linear(x, x.T)

        def square(x):
            return {product}
    """
    results = graded(lab, hand_in, 'never=("matmul",)')

    assert verdicts(results) == {"trace_square": "POLICY", "value_square": "NOT-REACHED", "value_poly": "PASS"}
    facts = results["trace_square"].finding.facts
    assert (facts["function"], facts["name"], facts["at_most"]) == ("square", "matmul", 0)


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ('at_most={"aten::mul": 1, "sum": 1}', {"name": "mul", "at_most": 1, "found": 2}),
        ('calls=("sum", "mul", "unsqueeze")', {"name": "unsqueeze", "at_least": 1, "found": 0}),
        ('never=("aten::clone.default",)', {"name": "clone", "at_most": 0, "found": 1}),
        ('never=("div_",), calls=("sum",)', {"name": "div", "at_most": 0, "found": 1}),
    ],
)
def test_rules_that_the_solution_keeps_and_another_right_answer_breaks(lab, rule: str, broken: dict[str, Any]):
    roundabout = "def square(x):\n    y = x.clone().view(4, 4, 1) * x\n    return (y * 2).sum(dim=1).div_(2)\n"
    results = graded(lab, roundabout, rule)

    assert str(results["trace_square"].verdict) == "POLICY"
    assert results["trace_square"].finding.facts == {"function": "square", **broken}


def test_an_object_is_made_and_called(lab):
    lab.write(
        checks="""
            import torch
            from graders import exercise
            q = exercise("q")
            q.trace("Square", arguments=(), draw=lambda d: (d.normal((4, 4)),), never=("mm",))
            q.value("square", points=4, draw=lambda d: (d.normal((4, 4)),))
        """,
        solution=SOLUTION,
    )
    results = lab.grade("class Square(torch.nn.Module):\n    def forward(self, x):\n        return x @ x\n")

    assert verdicts(results) == {"trace_Square": "POLICY", "value_square": "PASS"}
    assert {str(result.verdict) for result in lab.grade().values()} == {"PASS"}


def test_code_that_fails_while_it_is_traced_has_not_kept_the_rule(lab):
    hand_in = """
        from torch.utils._python_dispatch import _get_current_dispatch_mode

        def square(x):
            if _get_current_dispatch_mode() is not None:
                raise ValueError
            return x @ x
    """
    results = graded(lab, hand_in, 'never=("matmul",)')

    assert verdicts(results) == {"trace_square": "CRASH", "value_square": "NOT-REACHED", "value_poly": "PASS"}


@pytest.mark.parametrize(
    ("name", "plain_name"),
    [("mm", "mm"), ("aten::mm.out", "mm"), ("relu_", "relu"), ("aten::_softmax", "softmax"), ("ours::mm", "ours::mm")],
)
def test_the_twins_of_an_operation_have_one_name(name: str, plain_name: str):
    assert plain(name) == plain_name


x, image = torch.randn(4, 4), torch.randn(2, 3, 8, 8)
CALLS = {
    "matmul": lambda: x @ x,
    "linear": lambda: functional.linear(x, x, x[0]),
    "einsum": lambda: torch.einsum("ij,kj->ik", x, x),
    "tensordot": lambda: torch.tensordot(x, x, 1),
    "conv1d": lambda: functional.conv1d(image[:, :, 0], torch.ones(4, 3, 3)),
    "conv2d": lambda: functional.conv2d(image, torch.ones(4, 3, 3, 3)),
    "conv3d": lambda: functional.conv3d(image[None], torch.ones(4, 2, 3, 3, 3)),
    "conv_transpose1d": lambda: functional.conv_transpose1d(image[:, :, 0], torch.ones(3, 4, 3)),
    "conv_transpose2d": lambda: functional.conv_transpose2d(image, torch.ones(3, 4, 3, 3)),
    "conv_transpose3d": lambda: functional.conv_transpose3d(image[None], torch.ones(2, 4, 3, 3, 3)),
    "softmax": lambda: functional.softmax(x, 1),
    "cross_entropy_loss": lambda: functional.cross_entropy(x, torch.arange(4)),
    "nll_loss": lambda: functional.nll_loss(x, torch.arange(4)),
    "batch_norm": lambda: functional.batch_norm(image, torch.zeros(3), torch.ones(3)),
    "layer_norm": lambda: functional.layer_norm(x, (4,)),
    "group_norm": lambda: functional.group_norm(image, 3),
    "max_pool1d": lambda: functional.max_pool1d(x, 2),
    "max_pool2d": lambda: functional.max_pool2d(image, 2),
    "max_pool3d": lambda: functional.max_pool3d(image, 2),
}


@pytest.mark.parametrize("name", sorted(SEEN_AS))
@pytest.mark.parametrize("tracking", [True, False])
def test_what_pytorch_takes_apart_is_seen_as_what_it_becomes(name: str, tracking: bool):
    prove_visible(name)
    counted = Counted(CALLS[name])
    with torch.set_grad_enabled(tracking), torch.inference_mode(not tracking):
        counted()

    assert count(name, counted.told()) >= 1, counted.told()


@pytest.mark.parametrize("name", ["reshape", "gru", "no_such"])
def test_what_no_trace_shows_cannot_be_a_rule(name: str):
    with pytest.raises(LabFault, match="never appears in a trace"):
        prove_visible(name)


@pytest.mark.parametrize(
    ("rule", "mistake", "hand_in"),
    [
        ('q.trace("square", draw=lambda d: (d.normal((4, 4)),), never=("matmul",))', "x @ x", "torch.mm(x, x)"),
        ('q.forbids(syntax=("@",), in_=("square",))', "x @ x", "(1 * x) @ x"),
    ],
)
def test_who_breaks_a_rule_as_a_known_mistake_does_reads_its_hint(lab, rule: str, mistake: str, hand_in: str):
    checks = f'from graders import exercise\nq = exercise("q")\n{rule}\n'
    checks += 'q.value("square", points=4, draw=lambda d: (d.normal((4, 4)),))\n'
    known = f'"""The product is PyTorch\'s own"""\n\n\ndef square(x):\n    return {mistake}\n'
    lab.write(checks=checks, solution=SOLUTION, mistakes__product=known)
    results = lab.grade(f"import torch\n\ndef square(x):\n    return {hand_in}\n")

    assert {(result.check == "value_square", result.mistake, result.hint) for result in results.values()} == {
        (False, "product.py", "The product is PyTorch's own"),
        (True, None, None),
    }
