"""Kinds of check about functions, beyond values and gradients: differences, properties, chance, half types."""

from __future__ import annotations

import math

import pytest
import torch

from graders import follows_normal, follows_uniform
from graders.kinds.differences import slopes
from graders.kinds.functions import expected
from graders.results import LabFault
from tests.graders.test_kinds import verdicts

HEAD = "import torch\nfrom graders import exercise\n\nq = exercise('q')\n"


def written(lab, line: str, solution: str):
    return lab.write(checks=HEAD + line, solution=solution)


# --- Differences -----------------------------------------------------------------------------------------------------

NEURON = """
    import torch

    def neuron(w, x, b):
        return torch.tanh(torch.as_tensor(w * x + b))

    def slopes(w, x, b):
        gate = 1 - neuron(w, x, b) ** 2
        numbers = x * gate, w * gate, gate
        return numbers if isinstance(w, torch.Tensor) else tuple(map(float, numbers))

    def dw(w, x, b):
        return slopes(w, x, b)[0]
"""
ALL = """q.finite_differences("slopes", of="neuron", points=4, draw=lambda d: [
    tuple(d.scalar(-2, 2) for _ in range(3)), tuple(d.normal((5,)) for _ in range(3)),
    tuple(d.normal((2, 3), dtype=torch.float64) for _ in range(3))])"""
FIRST = (
    'q.finite_differences("dw", of="neuron", by=(0,), points=4, draw=lambda d: tuple(d.normal((6,)) for _ in range(3)))'
)


@pytest.mark.parametrize("line", [ALL, FIRST])
def test_the_right_slopes_are_what_differences_say(lab, line: str):
    assert {result.verdict for result in written(lab, line, NEURON).grade().values()} == {"PASS"}


def test_numbers_of_python_are_differenced_in_float64_too(lab):
    """The reference makes tensors of them, by default of float32, and their rounding over the step is not small."""
    lab = written(lab, ALL, NEURON)
    for number in range(30):
        assert {result.verdict for result in lab.grade(seed=bytes([number] * 32)).values()} == {"PASS"}
    assert torch.get_default_dtype() is torch.float32


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        ("numbers = gate, w * gate, gate", "values", "[0]"),
        ("numbers = x * gate, w * gate, 2 * gate", "values", "[2]"),
        ("numbers = w * gate, x * gate, gate", "values", "[0]"),
        ("numbers = [x * gate, w * gate]", "length", ""),
        ("numbers = [x * gate, w * gate, gate, gate]", "length", ""),
        ("return x * gate", "kind", ""),
    ],
)
def test_wrong_slopes_are_told_by_their_place(lab, body: str, code: str, where: str):
    hand_in = f"""
        def slopes(w, x, b):
            gate = 1 - neuron(w, x, b) ** 2
            {body}
            return numbers if isinstance(w, torch.Tensor) else tuple(map(float, numbers))
    """
    result = written(lab, ALL, NEURON).grade(hand_in)["finite_differences_slopes"]

    assert (result.finding.code, result.finding.facts["where"]) == (code, where)
    assert result.points == 0


def test_a_float64_input_leaves_the_room_of_float32(lab):
    line = 'q.finite_differences("g", of="f", points=4, draw=lambda d: (d.normal((9,), dtype=torch.float64),))'
    lab = written(lab, line, "def f(x):\n    return x**3\n\ndef g(x):\n    return 3 * x**2\n")

    assert lab.grade("def g(x):\n    return (3 * x.float() ** 2)\n")["finite_differences_g"].points == 4
    assert lab.grade("def g(x):\n    return 3 * x**2 + 1e-3\n")["finite_differences_g"].points == 0


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        (torch.exp, torch.exp),
        (torch.sin, torch.cos),
        (lambda x: torch.sigmoid(20 * x), lambda x: 20 * torch.sigmoid(20 * x) * (1 - torch.sigmoid(20 * x))),
        (lambda x: x**5, lambda x: 5 * x**4),
        (lambda x: 1e4 * x, lambda x: torch.full_like(x, 1e4)),
    ],
)
def test_differences_are_as_near_as_they_claim(function, derivative):
    for seed in range(20):
        x = torch.randn(7, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        torch.testing.assert_close(slopes(function, (x,), 0), derivative(x), rtol=1e-6, atol=1e-6)


def test_the_sum_of_the_outputs_is_differentiated():
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])

    assert torch.allclose(slopes(lambda a: torch.stack([a.sum(), (a**2).sum()]), (x,), 0), 1 + 2 * x)
    assert slopes(lambda a, n: a**n, (3.0, 2), 0) == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'q.finite_differences("f", of="f", points=4, draw=lambda d: (3,))',
            r"can vary the arguments \[\] of this draw",
        ),
        ('q.finite_differences("f", of="f", by=(1,), points=4, draw=lambda d: (3.0, 2))', "name some of them in by="),
        ('q.finite_differences("f", of="f", points=4, draw=lambda d: (d.normal((99, 99)),))', "draw at most 4096"),
        ('q.gradient("f", points=4, draw=lambda d: (d.normal((3,)),))', "returns no tensor with a graph"),
    ],
)
def test_what_cannot_be_differentiated_is_the_labs_fault(lab, line: str, said: str):
    lab = written(lab, line, "def f(x, y=0):\n    return 3.0\n")

    with pytest.raises(LabFault, match=said):
        lab.grade()


# --- Properties ------------------------------------------------------------------------------------------------------

ROWS = """q.property("softmax", points=4, what="every row sums to 1",
    draw=lambda d: [(d.normal((4, 5)),), (d.normal((1, 2)),)],
    holds=lambda got, x: got.shape == x.shape and torch.allclose(got.sum(dim=1), torch.ones(len(x))))"""
SOFTMAX = "import torch\n\ndef softmax(x):\n    return torch.softmax(x, 1)\n"


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("return torch.softmax(x, 1)", ("PASS", None)),
        ("return torch.softmax(x, 0)", ("WRONG", "property")),
        ("return x.zero_() + 1 / x.shape[1]", ("PASS", None)),
        ("return torch.softmax(x, 1)[0]", ("WRONG", "property")),
        ("return 'a text'", ("INVALID", "unfit")),
        ("return object()", ("INVALID", "not_data")),
    ],
)
def test_a_property_holds_of_every_call(lab, body: str, verdict: tuple[str, str | None]):
    result = written(lab, ROWS, SOFTMAX).grade(f"def softmax(x):\n    {body}\n")

    assert verdicts(result) == {"property_softmax": verdict}


RELATION = '''
@q.check(points=4)
def shift(student, reference, draw):
    """Adding a constant changes nothing"""
    x = draw.normal((4, 5))
    student.call("softmax", x + 3).close_to({other})
'''


@pytest.mark.parametrize("other", ['student.call("softmax", x)', 'student.call("softmax", x).value'])
@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("return torch.softmax(x, 1)", ("PASS", None)),
        ("return x", ("WRONG", "values")),
        ("return x / 0", None),
        ("return object()", ("INVALID", "not_data")),
    ],
)
def test_two_results_of_the_student_are_compared(lab, other: str, body: str, verdict: tuple[str, str | None] | None):
    """NaN on the side that is compared with is the student's too, however the author wrote it down."""
    results = written(lab, RELATION.format(other=other), SOFTMAX).grade(f"def softmax(x):\n    {body}\n")

    assert verdicts(results)["shift"] in ([verdict] if verdict else [("WRONG", "not_finite"), ("INVALID", "unfit")])


# --- Chance ----------------------------------------------------------------------------------------------------------

NOISE = "import torch\n\ndef noise(n, seed):\n    return torch.rand(n, generator=torch.Generator().manual_seed(seed))\n"
START = "import random\nimport numpy as np\nimport torch\n\ndef noise(n):\n    return torch.randn(n)\n"
BY_ARGUMENT = 'q.deterministic("noise", seed="seed", points=4, draw=lambda d: (5,))'
BY_GENERATOR = 'q.deterministic("noise", points=4, draw=lambda d: (5,))'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("torch.manual_seed(seed); return torch.rand(n)", None),
        ("return torch.rand(n)", "not_repeated"),
        ("torch.manual_seed(7); return torch.rand(n)", "not_random"),
        ("return torch.zeros(n)", "not_random"),
        ("CALLS.append(n); return torch.full((n,), float(len(CALLS)))", "not_repeated"),
        ("return torch.full((n,), seed + float(hash('a') % 1000))", None),
        ("return torch.full((n,), float('nan'))", "not_finite"),
        ("return object()", "not_data"),
    ],
)
def test_chance_by_an_argument(lab, body: str, code: str | None):
    results = written(lab, BY_ARGUMENT, NOISE).grade(f"CALLS = []\n\ndef noise(n, seed):\n    {body}\n")

    assert (results["deterministic_noise"].finding and results["deterministic_noise"].finding.code) == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("return torch.randn(n)", None),
        ("return np.random.normal(size=n)", None),
        ("return [random.random() for _ in range(n)]", None),
        ("return np.random.default_rng().normal(size=n)", "not_repeated"),
        ("return np.random.default_rng(3).normal(size=n)", "not_random"),
    ],
)
def test_chance_by_the_global_generators(lab, body: str, code: str | None):
    results = written(lab, BY_GENERATOR, START).grade(f"def noise(n):\n    {body}\n")

    assert (results["deterministic_noise"].finding and results["deterministic_noise"].finding.code) == code


def test_honest_draws_follow_their_distribution():
    for seed in range(300):
        generator = torch.Generator().manual_seed(seed)
        assert follows_uniform(3 + 2 * torch.rand(500, generator=generator), 3, 5)
        assert follows_normal(-1 + 0.5 * torch.randn(500, generator=generator), -1, 0.5)


def test_other_draws_do_not():
    generator = torch.Generator().manual_seed(0)
    uniform, normal = torch.rand(10_000, generator=generator), torch.randn(10_000, generator=generator)
    signs = torch.sign(normal)

    assert not any(
        map(follows_uniform, [normal, 0.95 * uniform, uniform**1.2, (uniform * 9).round() / 9, 1 - 0 * uniform])
    )
    assert not any(
        map(follows_normal, [(uniform - 0.5) * math.sqrt(12), 1.1 * normal, normal + 0.1, signs, normal.abs()])
    )
    assert follows_uniform(uniform)
    assert follows_normal(normal.numpy())
    with pytest.raises(ValueError, match="draw at least 100"):
        follows_normal(normal[:99])


# --- Half types ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_types_are_judged_by_a_result_that_was_rounded_once(dtype: torch.dtype):
    x = torch.rand(1000, generator=torch.Generator().manual_seed(1)).to(dtype)

    def in_steps(a: torch.Tensor) -> torch.Tensor:
        return (a / 3 + a / 7) * a - a / 5

    precise = in_steps(x.double()).to(dtype)
    assert torch.equal(expected(in_steps, (x,)), precise)
    assert not torch.equal(in_steps(x), precise)
    told = expected(lambda a: {"sum": a.sum(), "largest": (a.argmax(), a > 0.5)}, (x,))
    assert (told["sum"].dtype, told["largest"][0].dtype, told["largest"][1].dtype) == (dtype, torch.int64, torch.bool)


def test_a_reference_with_half_weights_of_its_own_gives_its_own_result():
    weights = torch.ones(3, 3).half()
    x = torch.rand(2, 3).half()

    assert torch.equal(expected(lambda a: a @ weights, (x,)), x @ weights)


def test_a_half_result_is_accepted_in_its_own_type_alone(lab):
    line = 'q.value("square", points=4, draw=lambda d: (d.normal((50,), dtype=torch.float16),))'
    lab = written(lab, line, "def square(x):\n    return x * x\n")

    assert verdicts(lab.grade("def square(x):\n    return (x.float() ** 2).half()\n")) == {
        "value_square": ("PASS", None)
    }
    assert verdicts(lab.grade("def square(x):\n    return x.float() ** 2\n")) == {"value_square": ("WRONG", "dtype")}
    assert verdicts(lab.grade("def square(x):\n    return x * x * 1.01\n")) == {"value_square": ("WRONG", "values")}


# --- Arguments -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("argument", ["object()", "len", "torch.ones(2).to_sparse()", "[{'a': print}]"])
def test_an_argument_that_cannot_be_sent_is_the_labs_fault(lab, argument: str):
    lab = written(lab, f'q.value("f", points=4, draw=lambda d: ({argument},))', "def f(x):\n    return 1.0\n")

    with pytest.raises(LabFault, match="cannot be sent to the student's code; send tensors, arrays"):
        lab.grade()


def test_numbers_of_numpy_and_named_tuples_are_sent_as_plain_ones(lab):
    draw = "(np.float32(2), (torch.ones(2).max(dim=0),), frozenset({1}))"
    line = f'import numpy as np\nq.value("f", points=4, draw=lambda d: {draw})'
    solution = "def f(x, y, z):\n    return x + float(y[0][0]) + len(z)\n"

    assert verdicts(written(lab, line, solution).grade()) == {"value_f": ("PASS", None)}


def test_an_answer_without_a_graph_is_told_with_its_function(lab):
    line = 'q.gradient("f", points=4, draw=lambda d: (d.normal((3,)),))'
    lab = written(lab, line, "def f(x):\n    return (x**2).sum()\n")
    number = lab.grade("def f(x):\n    return (x**2).sum().item()\n")["gradient_f"].finding
    detached = lab.grade("def f(x):\n    return (x**2).sum().detach()\n")["gradient_f"].finding

    assert (number.code, number.facts["type"], number.facts["where"]) == ("not_data", "float", "output")
    assert (detached.code, detached.facts["function"]) == ("no_gradient", "f")
