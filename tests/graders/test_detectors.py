"""Each detector on a hand-in that makes the mistake, and on a near miss that it must be silent about."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.diagnosis.detectors import detect
from graders.feedback import hint
from graders.line import Asked, Compared, Mismatch
from graders.results import Finding

# Function of the solution, how its inputs are drawn, the hand-in's body, what is detected (code and facts) or None.
SQUARED = "def f(x, y):\n    return ((x - y) ** 2).mean()"
SOFTMAX = "def f(x):\n    return torch.softmax(x, dim=1)"
LINEAR = "def f(x, w, b):\n    return x @ w + b"
POWERS = "def f(x, k):\n    for _ in range(k):\n        x = x * 1.5 + 1\n    return x"
PAIRS = (
    "lambda d: [(d.normal((7,)), d.normal((7,))), (d.normal((11,)), d.normal((11,))), (d.normal((5,)), d.normal((5,)))]"
)
ROWS = "lambda d: (d.normal((5, 3)),)"
AFFINE = "lambda d: (d.normal((5, 3)), d.normal((3, 4)), d.normal((4,)))"
COUNTED = "lambda d: [(d.normal((4,)), 3), (d.normal((4,)), 5)]"
VECTOR = "lambda d: (d.normal((9,)),)"
AGAIN = "lambda d: [(d.normal((4,)),) for _ in range(3)]"
DOUBLED = "def f(x):\n    return 3 * x**2 + x"

DETECTED = [
    (SQUARED, PAIRS, "return ((x - y) ** 2).sum()", ("scaled", {"factor": "size", "loss": True})),
    (SQUARED, PAIRS, "return ((x - y) ** 2).mean() / 2", ("scaled", {"factor": "1/2", "loss": True})),
    (SQUARED, PAIRS, "return ((x - y) ** 2).sum() / 2", ("scaled", {"factor": "size/2", "loss": True})),
    (SQUARED, PAIRS, "return ((x - y) ** 2).mean() / len(x)", ("scaled", {"factor": "1/size", "loss": True})),
    (SQUARED, PAIRS, "return ((x - y) ** 2).mean() * 3", None),
    (SQUARED, PAIRS, "return ((x - y) ** 2).mean() + 1", None),
    (SQUARED, PAIRS, "return (x - y) ** 2", ("unreduced", {"by": "mean"})),
    (SQUARED, PAIRS, "return (x - y).abs()", None),
    (SQUARED, PAIRS, "return ((x[:, None] - y) ** 2).mean()", ("stretched", {})),
    (SQUARED, PAIRS, "return ((x[:, None] - y) ** 2).mean() * 1.01", None),
    (DOUBLED, VECTOR, "return 2 * (3 * x**2 + x)", ("scaled", {"factor": "2", "loss": False})),
    (DOUBLED, VECTOR, "return -(3 * x**2 + x)", ("sign", {})),
    (DOUBLED, VECTOR, "return -3 * x**2 + x", None),
    (DOUBLED, VECTOR, "return 9 * (3 * x**2 + x)", ("scaled", {"factor": "size", "loss": False})),
    (DOUBLED, VECTOR, "return 8 * (3 * x**2 + x)", None),
    (DOUBLED, AGAIN, "global S\n    S = globals().get('S', 0) + 3 * x**2 + x\n    return S", ("accumulated", {})),
    (DOUBLED, AGAIN, "global S\n    S = 0.5 * globals().get('S', 0) + 3 * x**2 + x\n    return S", None),
    (SOFTMAX, ROWS, "return torch.softmax(x, dim=0)", ("softmax_axis", {"got_axis": 0, "want_axis": 1})),
    (SOFTMAX, ROWS, "return torch.softmax(x * 2, dim=0)", None),
    (SOFTMAX, ROWS, "return x", ("other_scale", {"got": "scores", "want": "probabilities"})),
    (SOFTMAX, ROWS, "return x * 1.1", None),
    (
        SOFTMAX,
        ROWS,
        "return torch.log_softmax(x, 1)",
        ("other_scale", {"got": "log probabilities", "want": "probabilities"}),
    ),
    (
        SOFTMAX.replace("softmax", "log_softmax"),
        ROWS,
        "return torch.softmax(x, 1)",
        ("other_scale", {"got": "probabilities", "want": "log probabilities"}),
    ),
    (
        SOFTMAX.replace("softmax", "log_softmax"),
        ROWS,
        "return torch.log_softmax(x, 0)",
        ("softmax_axis", {"got_axis": 0, "want_axis": 1}),
    ),
    (
        SOFTMAX.replace("torch.softmax(x, dim=1)", "x + 1"),
        ROWS,
        "return torch.softmax(x + 1, 1)",
        ("other_scale", {"got": "probabilities", "want": "scores"}),
    ),
    (SOFTMAX, ROWS, "return torch.softmax(x, 1).T", ("permuted", {"axes": [1, 0]})),
    (SOFTMAX, "lambda d: (d.normal((4, 4)),)", "return torch.softmax(x, 1).T", ("permuted", {"axes": [1, 0]})),
    (SOFTMAX, ROWS, "return torch.softmax(x, 1).reshape(3, 5)", None),
    (LINEAR, AFFINE, "return x @ w", ("argument_ignored", {"argument": 3})),
    (LINEAR, AFFINE, "return x @ w + b.mean()", None),
    (
        POWERS,
        COUNTED,
        "for _ in range(k - 1):\n        x = x * 1.5 + 1\n    return x",
        ("off_by_one", {"argument": 2, "by": -1}),
    ),
    (
        POWERS,
        COUNTED,
        "for _ in range(k + 1):\n        x = x * 1.5 + 1\n    return x",
        ("off_by_one", {"argument": 2, "by": 1}),
    ),
    (POWERS, COUNTED, "for _ in range(k + 2):\n        x = x * 1.5 + 1\n    return x", None),
]


@pytest.mark.parametrize(("solution", "draw", "body", "told"), DETECTED)
def test_a_cause_is_named_and_a_near_miss_is_not(lab, solution: str, draw: str, body: str, told):
    head = solution.split("\n", maxsplit=1)[0]
    lab.write(
        checks=f'from graders import exercise\nq = exercise("q")\nq.value("f", points=4, draw={draw})\n',
        solution=f"import torch\n\n\n{solution}\n",
    )
    result = lab.grade(f"import torch\n\n{head}\n    {body}\n")["value_f"]

    assert result.verdict == "WRONG"
    assert result.mistake is None
    found = result.detected and (
        result.detected.code,
        {k: v for k, v in result.detected.facts.items() if k != "function"},
    )
    assert found == told
    for audience in ("student", "staff"):
        assert bool(hint(result, audience)) is (told is not None)


def test_right_at_the_printed_point_only_is_told_as_the_fact_that_it_is(lab):
    lab.write(
        checks="""
            from graders import exercise
            q = exercise("q")
            q.value("slope", points=2, show="example", draw=lambda d: (2.0,), name="at_two", title="The slope at 2")
            q.value("slope", points=2, draw=lambda d: (d.uniform((9,), -3, 3),))
        """
    )
    told = lab.grade("def slope(x):\n    return 146.0 * x\n")
    wrong_everywhere = lab.grade("def slope(x):\n    return 145.0 * x\n")

    assert told["value_slope"].detected == Finding(
        code="only_at_example", facts={"function": "slope", "title": "The slope at 2"}
    )
    assert {result.detected for result in wrong_everywhere.values()} == {None}


def test_a_known_mistake_is_told_in_its_authors_words_and_nothing_else(lab):
    hinted = '"""Too much by a factor of two."""\ndef slope(x):\n    return 2 * (32 * x**3 + 9 * x**2)\n'
    lab.write(
        checks="""
            from graders import exercise
            q = exercise("q")
            q.value("slope", points=4, draw=lambda d: (d.uniform((9,)),))
        """,
        mistakes__double=hinted,
    )
    result = lab.grade(hinted)["value_slope"]

    assert (result.mistake, result.detected) == ("double.py", None)
    assert hint(result, "student") == "Too much by a factor of two."


def mismatch(got: torch.Tensor, want: torch.Tensor, argument: torch.Tensor) -> tuple[Mismatch, list[Compared]]:
    facts = {"function": "f", "subject": "what `f` returns", "where": ""}
    asked = Asked("call", {"args": [argument], "kwargs": {}})
    return (
        Mismatch(Finding(code="values", facts=facts), got, 1, want=want, asked=asked),
        [Compared("f", "what `f` returns", got, want, asked)],
    )


@settings(max_examples=300, deadline=None)
@given(
    seed=st.integers(0, 2**32), shape=st.sampled_from([(3,), (8,), (3, 3), (4, 5), (2, 3, 4), (1, 6)]), data=st.data()
)
def test_random_wrong_numbers_are_never_given_a_hint(seed: int, shape: tuple[int, ...], data):
    draw = torch.Generator().manual_seed(seed)
    kind = data.draw(st.sampled_from([torch.randn, torch.rand]))
    got, want, argument = (kind(shape, generator=draw) for _ in range(3))

    assert detect(*mismatch(got, want, argument), lambda _, calls: [torch.randn(shape) for _ in calls]) is None


STRANGE = st.sampled_from([0.0, 1.0, -1.0, 2.0, 1e-300, 1e300, -1e300, 0.5, float("inf"), float("nan")])


@settings(max_examples=300, deadline=None)
@given(data=st.data(), shape=st.sampled_from([(), (1,), (3,), (0,), (2, 2), (3, 1), (2, 0), (1, 2, 3, 1, 2)]))
def test_strange_numbers_break_nothing(data, shape: tuple[int, ...]):
    size = torch.zeros(shape).numel()
    numbers = st.lists(STRANGE, min_size=size, max_size=size)
    got, want, argument = (torch.tensor(data.draw(numbers), dtype=torch.float64).reshape(shape) for _ in range(3))
    other = data.draw(st.sampled_from([got, got.tolist(), {"a": got}, (got, None), "text", None, got.reshape(-1)]))

    found, heard = mismatch(other, want, argument)
    with np.errstate(all="ignore"):
        detect(found, heard * 4, lambda _, calls: [argument for _ in calls])


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), noise=st.sampled_from([0.01, 0.1, 1.0]))
def test_a_cause_with_noise_on_top_is_not_named(seed: int, noise: float):
    draw = torch.Generator().manual_seed(seed)
    want, argument = (torch.randn(6, generator=draw) for _ in range(2))
    got = 2 * want + noise * torch.randn(6, generator=draw)

    assert detect(*mismatch(got, want, argument), lambda _, calls: [None for _ in calls]) is None


@pytest.mark.parametrize("want", [torch.zeros(5), torch.ones(5), torch.tensor([2.0]), torch.tensor([1.0, 0.0, 0.0])])
def test_numbers_that_say_too_little_name_nothing(want: torch.Tensor):
    assert detect(*mismatch(2 * want + 0 * want, want, torch.ones(5)), lambda _, calls: [None for _ in calls]) is None


MODELS = """
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = nn.Linear(3, 4)
            self.norm = nn.BatchNorm1d(4)
            self.head = nn.Linear(4, 2)

        def forward(self, x):
            return self.head(torch.relu(self.norm(self.hidden(x))))


    class Line(nn.Module):
        def __init__(self):
            super().__init__()
            self.head = nn.Linear(3, 4)

        def forward(self, x):
            return self.head(x)


    def step(model, x, y):
        model.zero_grad()
        ((model(x) - y) ** 2).mean().backward()
        _descend(model)


    def _descend(model):
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad


    def update(w, x, y):
        return w - 0.1 * 2 * x.T @ (x @ w - y) / len(x)
"""
ON_MODELS = """
    from graders import exercise

    q = exercise("q")
    q.equivalence("Net", points=1, inputs=lambda d: d.normal((6, 3)))
    q.update_steps("step", model="Line", points=2, batches=lambda d: (d.normal((6, 3)), d.normal((6, 4))))
    q.state_steps("update", points=1, state=lambda d: (d.normal((3,)),),
                  batches=lambda d: (d.normal((5, 3)), d.normal((5,))))
"""
FORWARD = (
    "class Net(Net):\n    def forward(self, x):\n        h = nn.functional.{call}\n"
    "        return nn.functional.linear(torch.relu(h), self.head.weight, self.head.bias{extra})\n"
)
BATCHED = (
    "batch_norm(self.hidden(x), self.norm.running_mean, self.norm.running_var, self.norm.weight, self.norm.bias, True)"
)
NO_BIAS = (
    "class Net(Net):\n    def forward(self, x):\n"
    "        h = nn.functional.linear(x, self.hidden.weight) + 0 * self.hidden.bias.sum()\n"
    "        h = nn.functional.batch_norm(h, self.norm.running_mean, self.norm.running_var, self.norm.weight)\n"
    "        unused = 0 * (self.head.bias.sum() + self.norm.bias.sum())\n"
    "        return nn.functional.linear(torch.relu(h), self.head.weight) + unused\n"
)
STEP = "def step(model, x, y):\n    {before}\n    ((model(x) - y) ** 2).{loss}.backward()\n    _descend(model)\n"


@pytest.mark.parametrize(
    ("hand_in", "check", "told"),
    [
        (NO_BIAS, "equivalence_Net", ("no_bias", {})),
        (FORWARD.format(call=BATCHED, extra=""), "equivalence_Net", ("other_mode", {"mode": "training"})),
        (FORWARD.format(call=BATCHED, extra=" * 2"), "equivalence_Net", None),
        (STEP.format(before="pass", loss="mean()"), "steps_step", ("summed_gradients", {})),
        (STEP.format(before="model.zero_grad()", loss="mean().mul(2)"), "steps_step", ("step_scaled", {"factor": "2"})),
        (STEP.format(before="model.zero_grad()", loss="mean().neg()"), "steps_step", ("uphill", {})),
        (STEP.format(before="model.zero_grad()", loss="mean().mul(1.7)"), "steps_step", None),
        (
            STEP.format(before="step_(model, x, y)", loss="mean()")
            .replace("def step", "def step_", 1)
            .replace("    step_(model, x, y)\n", "    model.zero_grad()\n")
            + "\ndef step(model, x, y):\n    step_(model, x, y)\n    step_(model, x, y)\n",
            "steps_step",
            ("steps", {"by": 1}),
        ),
        ("def update(w, x, y):\n    return w + 0.1 * 2 * x.T @ (x @ w - y) / len(x)\n", "steps_update", None),
        (
            (
                "def update(w, x, y):\n    for _ in range(2):\n"
                "        w = w - 0.1 * 2 * x.T @ (x @ w - y) / len(x)\n    return w\n"
            ),
            "steps_update",
            ("steps", {"by": 1}),
        ),
    ],
)
def test_causes_in_models_and_in_steps(lab, hand_in: str, check: str, told):
    result = lab.write(checks=ON_MODELS, solution=MODELS).grade(f"import torch\nfrom torch import nn\n{hand_in}")[check]

    assert result.verdict == "WRONG"
    found = result.detected and (
        result.detected.code,
        {k: v for k, v in result.detected.facts.items() if k != "function"},
    )
    assert found == told
