from __future__ import annotations

import pytest

from graders.kinds.mapping import assignments

SOLUTION = """
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self, inputs, hidden):
            super().__init__()
            self.first = nn.Linear(inputs, hidden)
            self.second = nn.Linear(hidden, 3)

        def forward(self, x):
            return self.second(torch.relu(self.first(x)))
"""

CHECKS = """
    from graders import exercise

    q = exercise("q")
    q.equivalence("Net", points=3, arguments=(5, 4), inputs=lambda d: d.normal((16, 5)))
    q.parameter_count("Net", points=1, arguments=(5, 4), inputs=lambda d: d.normal((16, 5)))
"""


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS, solution=SOLUTION)


def codes(results):
    return [r.finding.code if r.finding else str(r.verdict) for r in results.values()]


def net(init: str, forward: str, more: str = "") -> str:
    lines = [f"        {line}" for line in init.split("; ")]
    body = "\n".join(["        super().__init__()", *lines])
    extra = f"    {more}\n" if more else ""
    head = f"class Net(nn.Module):\n    def __init__(self, i, h):\n{body}\n"
    return f"{head}    def forward(self, x):\n        {forward}\n{extra}"


RIGHT = "return self.b(torch.relu(self.a(x)))"


@pytest.mark.parametrize(
    "source",
    [
        "UNCHANGED = True",
        net("self.a = nn.Linear(i, h); self.b = nn.Linear(h, 3)", RIGHT),
        net("self.b = nn.Linear(h, 3); self.a = nn.Linear(i, h)", RIGHT),
        net(
            "self.all = nn.Sequential(nn.Linear(i, h), nn.Dropout(0.5), nn.ReLU(), nn.Linear(h, 3))",
            "return self.all(x)",
        ),
        net(
            "self.w = nn.Parameter(torch.rand(h, i)); self.c = nn.Parameter(torch.rand(h)); self.b = nn.Linear(h, 3)",
            "return self.b((x @ self.w.T + self.c).clamp(min=0))",
        ),
        net(
            "self.a = nn.Linear(i, h); self.b = nn.Linear(h, 3); self.register_buffer('zero', torch.zeros(1))",
            "return self.b(torch.maximum(self.a(x), self.zero))",
        ),
    ],
)
def test_the_same_function_is_accepted_whatever_its_parts_are_called(written, source: str):
    assert codes(written.grade(source)) == ["PASS", "PASS"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (net("self.a = nn.Linear(i, h); self.b = nn.Linear(h, 3)", "return self.b(self.a(x))"), ["values", "values"]),
        (
            net(
                "self.a = nn.Linear(i, h); self.b = nn.Linear(h, 3)", "return self.b(torch.relu(self.a(x))).softmax(1)"
            ),
            ["values", "values"],
        ),
        (net("self.a = nn.Linear(i, h, bias=False); self.b = nn.Linear(h, 3)", RIGHT), ["mapping", "count"]),
        (net("self.a = nn.Linear(i, 2 * h); self.b = nn.Linear(2 * h, 3)", RIGHT), ["mapping", "count"]),
        # Outputs are right, but the first layer would never learn.
        (
            net("self.a = nn.Linear(i, h); self.b = nn.Linear(h, 3)", "return self.b(torch.relu(self.a(x).detach()))"),
            ["untrainable", "untrainable"],
        ),
    ],
)
def test_another_function_is_not_accepted(written, source: str, found: list[str]):
    assert codes(written.grade(source)) == found


HIDDEN = {
    "in a list": net(
        "self.b = nn.Linear(h, 3); self.hidden = [nn.Linear(i, h)]", "return self.b(torch.relu(self.hidden[0](x)))"
    ),
    "in a closure": net(
        "layer = nn.Linear(i, h); self.first = lambda x: layer(x); self.b = nn.Linear(h, 3)",
        "return self.b(torch.relu(self.first(x)))",
    ),
    "in buffers": net(
        "self.b = nn.Linear(h, 3); self.w = nn.Buffer(torch.rand(h, i)); self.c = nn.Buffer(torch.rand(h))",
        "return self.b(torch.relu(x @ self.w.T + self.c))",
    ),
    "behind fakes": net(
        "self.a = nn.Linear(i, h); self.b = nn.Linear(h, 3); self.real = [nn.Linear(i, 500), nn.Linear(500, 3)]",
        "return self.real[1](torch.relu(self.real[0](x)))",
    ),
    "behind fakes in use": net(
        "self.a = nn.Linear(i, h); self.b = nn.Linear(h, 3); self.real = [nn.Linear(i, 3)]",
        "return self.b(torch.relu(self.a(x))) + self.real[0](x)",
    ),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_model_that_hides_its_weights_earns_nothing(written, how: str):
    results = written.grade(HIDDEN[how])

    assert [r.verdict for r in results.values()] == ["WRONG", "WRONG"]
    assert sum(r.points for r in results.values()) == 0


def test_a_model_that_claims_fewer_parameters_shows_the_number_that_we_counted(written):
    results = written.grade(HIDDEN["in a list"])

    facts = results["parameter_count_Net"].finding.facts
    assert (facts["function"], facts["got"], facts["want"]) == ("Net", 15, 39)
    assert [each["shape"] for each in facts["missing"]] == [[4, 5], [4]]
    assert facts["surplus"] == []


def test_what_was_found_and_what_is_wanted_is_told(written):
    finding = written.grade(HIDDEN["in a list"])["equivalence_Net"].finding

    assert finding.facts["got"] == [{"name": "b.weight", "shape": [3, 4]}, {"name": "b.bias", "shape": [3]}]
    assert [each["shape"] for each in finding.facts["want"]] == [[4, 5], [4], [3, 4], [3]]


def test_a_model_that_is_no_module_is_invalid(written):
    assert [r.verdict for r in written.grade("class Net:\n    def __init__(self, i, h): pass\n").values()] == [
        "INVALID",
        "INVALID",
    ]


def test_running_statistics_get_values_of_ours_and_are_compared(lab):
    norm = SOLUTION.replace("self.second = ", "self.norm = nn.BatchNorm1d(hidden)\n            self.second = ").replace(
        "self.first(x)", "self.norm(self.first(x))"
    )
    lab.write(checks=CHECKS, solution=norm)
    by_batch = norm.replace("self.norm(self.first(x))", "self.norm.train()(self.first(x))")

    assert codes(lab.grade()) == ["PASS", "PASS"]
    assert codes(lab.grade(by_batch)) == ["values", "values"]


@pytest.mark.parametrize(
    ("theirs", "matched"),
    [
        ({"b": [2, 3], "a": [4]}, {"a": "a", "b": "b"}),
        ({"x": [4], "y": [2, 3]}, {"a": "x", "b": "y"}),
        ({"y": [2, 3], "x": [4]}, {"a": "x", "b": "y"}),
        ({"x": [4]}, None),
        ({"x": [4], "y": [3, 2]}, None),
        ({"x": [4], "y": [2, 3], "z": [1]}, None),
    ],
)
def test_names_are_matched_by_name_then_order_then_shape(theirs, matched):
    found = assignments({"a": [4], "b": [2, 3]}, theirs)
    assert found.likeliest[:1] == ([matched] if matched else [])


def test_a_deep_network_of_alike_layers_is_matched_at_once():
    ours = {f"blocks.{number}.{leaf}": [9] for number in range(100) for leaf in ("weight", "bias")}
    theirs = {name.replace("blocks", "stack"): shape for name, shape in ours.items()}
    found = assignments(ours, theirs)
    assert found.likeliest[0] == {name: name.replace("blocks", "stack") for name in ours}
    assert len(found.likeliest) == 24 < found.total


def test_shapes_that_occur_twice_leave_open_which_is_which():
    found = assignments({"a": [4], "b": [4], "c": [2]}, {"x": [2], "y": [4], "z": [4]})
    assert found.total == 2
    assert found.likeliest == [{"a": "y", "b": "z", "c": "x"}, {"a": "z", "b": "y", "c": "x"}]


# Every parameter goes by a name of the code's choice, which could be what it was given.
RENAMES = """
    def named_parameters(self, *args, **kwargs):
        return [(f"SECRET{i}", p) for i, (_, p) in enumerate(super().named_parameters(*args, **kwargs))]
"""
HALF = """
class Half(torch.autograd.Function):
    forward = staticmethod(lambda ctx, x: x.clone())
    backward = staticmethod(lambda ctx, slope: slope / 2)


"""


@pytest.mark.parametrize(
    ("forward", "code"),
    [
        ("return nn.functional.linear(torch.relu(self.a(x)), self.b.weight, self.b.bias.detach())", "untrainable"),
        ("return Half.apply(self.b(torch.relu(self.a(x))))", "values"),
    ],
)
def test_a_drawn_check_tells_parameters_by_place_and_shape(written, forward: str, code: str):
    from graders.feedback import message

    layers = "self.a = nn.Linear(i, h); self.b = nn.Linear(h, 3)"
    result = written.grade(HALF + net(layers, forward) + RENAMES)["equivalence_Net"]

    told = message(result, "student")
    assert result.finding.code == code
    assert "parameter 4 of shape (3,)" in told or "parameter 1 of shape (4, 5)" in told
    assert "SECRET" not in told
