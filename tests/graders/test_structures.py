"""Models of other builds than a chain of layers: alike layers, nested outputs, shared weights, frozen and big ones."""

from __future__ import annotations

import pytest

from graders.feedback import message

HEAD = """
    import torch
    from torch import nn
    from torch.nn import functional as F

"""


def codes(results):
    return [r.finding.code if r.finding else str(r.verdict) for r in results.values()]


def checks(*lines: str) -> str:
    return "from graders import exercise\n\nq = exercise('q')\n" + "\n".join(lines) + "\n"


ALIKE = (
    HEAD
    + """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.query = nn.Linear(6, 6)
            self.key = nn.Linear(6, 6)
            self.value = nn.Linear(6, 6)

        def forward(self, x):
            return (self.query(x) @ self.key(x).T).softmax(1) @ self.value(x)
"""
)
ALIKE_CHECKS = checks(
    "q.equivalence('Net', points=3, inputs=lambda d: d.normal((5, 6)))",
    "q.parameter_count('Net', points=1, inputs=lambda d: d.normal((5, 6)))",
)
# The same network, its layers created in another order under other names.
OTHER_ORDER = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.v, self.q, self.k = nn.Linear(6, 6), nn.Linear(6, 6), nn.Linear(6, 6)

    def forward(self, x):
        return (self.q(x) @ self.k(x).T).softmax(1) @ self.v(x)
"""


def test_alike_layers_in_another_order_are_told_apart_by_their_outputs(lab):
    lab.write(checks=ALIKE_CHECKS, solution=ALIKE)

    assert codes(lab.grade(OTHER_ORDER)) == ["PASS", "PASS"]
    assert codes(lab.grade(OTHER_ORDER.replace("softmax(1)", "softmax(0)"))) == ["values", "values"]


MANY = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList(nn.Linear(3, 3) for _ in range(5))

        def forward(self, x):
            for layer in self.layers:
                x = torch.tanh(layer(x))
            return x
"""
BACKWARDS = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stack = nn.ModuleList(nn.Linear(3, 3) for _ in range(5))

    def forward(self, x):
        for layer in reversed(self.stack):
            x = torch.tanh(layer(x))
        return x
"""


def test_more_orders_than_are_tried_are_answered_with_the_names_to_use(lab):
    lab.write(checks=checks("q.equivalence('Net', points=4, inputs=lambda d: d.normal((5, 3)))"), solution=HEAD + MANY)
    (result,) = lab.grade(BACKWARDS).values()

    assert (result.finding.code, result.finding.facts["tried"], result.finding.facts["total"]) == ("ambiguous", 24, 120)
    told = message(result, "student")
    assert "`layers.0.weight`" in told
    assert "stack" not in told
    assert codes(lab.grade(BACKWARDS.replace("reversed(self.stack)", "self.stack"))) == ["PASS"]
    assert codes(lab.grade(BACKWARDS.replace("stack", "layers"))) == ["values"]


RECURRENT = """
    class Tagger(nn.Module):
        def __init__(self, width=4, *, dropout=0.5):
            super().__init__()
            self.dropout = nn.Dropout(dropout)
            self.lstm = nn.LSTM(3, width, batch_first=True)
            self.head = nn.Linear(width, 2)

        def forward(self, x, h, c):
            outputs, state = self.lstm(x, (h, c))
            return self.dropout(self.head(outputs)), state
"""
RECURRENT_CHECKS = checks(
    "def batch(d, n, length):",
    "    return d.normal((n, length, 3)), d.normal((1, n, 5)), d.normal((1, n, 5))",
    "q.equivalence('Tagger', points=4, kwargs={'width': 5, 'dropout': 0.0}, train_mode=True,",
    "    inputs=lambda d: [batch(d, 2, 4), batch(d, 1, 7)])",
)


def test_several_inputs_several_batches_and_nested_outputs(lab):
    lab.write(checks=RECURRENT_CHECKS, solution=HEAD + RECURRENT)

    assert codes(lab.grade()) == ["PASS"]
    for old, new, code in (
        ("outputs)), state", "outputs)), (state[1], state[0])", "values"),
        ("outputs)), state", "outputs))", "kind"),
        ("outputs)), state", "outputs)), tuple(s.detach() for s in state)", "values"),
        ("(h, c))", "(h, torch.zeros_like(c)))", "values"),
    ):
        changed = RECURRENT.replace(old, new)
        assert changed != RECURRENT
        assert codes(lab.grade(HEAD + changed)) == [code], new


TIED = """
    class Coder(nn.Module):
        def __init__(self):
            super().__init__()
            self.down = nn.Linear(6, 2, bias=False)
            self.up = nn.Linear(2, 6, bias=False)
            self.up.weight = nn.Parameter(torch.rand(6, 2))
            self.table = nn.Embedding(6, 2)
            self.up.weight = self.table.weight

        def forward(self, x):
            return self.up(self.down(x) + self.table.weight.sum(0))
"""
TIED_CHECKS = checks(
    "q.equivalence('Coder', points=3, inputs=lambda d: d.normal((5, 6)))",
    "q.parameter_count('Coder', points=1, inputs=lambda d: d.normal((5, 6)))",
)


def test_shared_weights_count_once_and_stay_shared(lab):
    lab.write(checks=TIED_CHECKS, solution=HEAD + TIED)

    assert codes(lab.grade()) == ["PASS", "PASS"]
    apart = lab.grade(HEAD + TIED.replace("            self.up.weight = self.table.weight\n", ""))
    assert codes(apart) == ["mapping", "count"]
    facts = apart["parameter_count_Coder"].finding.facts
    assert (facts["got"], facts["want"]) == (36, 24)


FROZEN = """
    class Net(nn.Module):
        def __init__(self, width=4):
            super().__init__()
            self.features = nn.Sequential(nn.Linear(5, width), nn.ReLU())
            self.head = nn.Linear(width, 2)
            for parameter in self.features.parameters():
                parameter.requires_grad = False

        def forward(self, x):
            return self.head(self.features(x))
"""
FROZEN_CHECKS = checks(
    "batch = lambda d: d.normal((6, 5))",
    "q.equivalence('Net', points=1, inputs=batch)",
    "q.parameter_count('Net', points=1, inputs=batch, per=('features', 'head'))",
    "q.parameter_count('Net', points=2, inputs=batch, trainable=True, name='trainable')",
)
FREEZE = "for parameter in self.features.parameters()"


def test_what_is_frozen_and_what_is_not_is_counted_by_gradients(lab):
    lab.write(checks=FROZEN_CHECKS, solution=HEAD + FROZEN)
    assert codes(lab.grade()) == ["PASS", "PASS", "PASS"]

    thawed = lab.grade(HEAD + FROZEN.replace("= False", "= True"))
    assert codes(thawed) == ["not_frozen", "not_frozen", "not_frozen"]
    assert thawed["equivalence_Net"].finding.facts["where"] == "`features.0.weight` (parameter 1 of shape (4, 5))"

    all_frozen = lab.grade(HEAD + FROZEN.replace(FREEZE, "for parameter in self.parameters()"))
    assert codes(all_frozen) == ["untrainable"] * 3


def test_the_module_with_the_wrong_count_is_named(lab):
    lab.write(checks=FROZEN_CHECKS, solution=HEAD + FROZEN)
    counted = lab.grade(HEAD + FROZEN.replace("nn.Linear(width, 2)", "nn.Linear(width, 2, bias=False)"))
    facts = counted["parameter_count_Net"].finding.facts

    assert (facts["got"], facts["want"], facts["named"]) == (32, 34, True)
    assert facts["missing"] == [{"name": "head.bias", "shape": [2]}]
    moved = HEAD + FROZEN.replace("nn.Linear(5, width), nn.ReLU()", "nn.Linear(5, width, bias=False)").replace(
        "nn.Linear(width, 2)", "nn.Sequential(nn.ReLU(), nn.Linear(width, 2), nn.Linear(2, 1), nn.Linear(1, 1))[:2]"
    )
    assert codes(lab.grade(moved))[1] == "count"
    told = message(lab.grade(moved)["parameter_count_Net"], "student")
    assert "has 30 parameters; asked for are 34" in told


BIG = """
    class Net(nn.Module):
        def __init__(self, width=2):
            super().__init__()
            self.first = nn.Linear(4, 100 * width)
            self.wide = nn.Linear(100 * width, 100 * width)
            self.last = nn.Linear(100 * width, 3)

        def forward(self, x):
            return self.last(torch.relu(self.wide(torch.relu(self.first(x)))))
"""
BIG_CHECKS = checks(
    "q.parameter_count('Net', points=4, arguments=(20,), proved_at=(1,), inputs=lambda d: d.normal((6, 4)))"
)


def test_a_big_model_is_counted_without_memory_and_proved_when_small(lab):
    lab.write(checks=BIG_CHECKS, solution=HEAD + BIG)
    assert codes(lab.grade()) == ["PASS"]

    wrong = lab.grade(HEAD + BIG.replace("nn.Linear(100 * width, 3)", "nn.Linear(100 * width, 3, bias=False)"))
    facts = wrong["parameter_count_Net"].finding.facts
    assert (facts["got"], facts["want"]) == (4_018_000, 4_018_003)
    # A model that asks for numbers cannot do without memory: it is made for real.
    asking = HEAD + BIG.replace("super().__init__()", "super().__init__(); assert torch.ones(1).item() == 1")
    assert codes(lab.grade(asking)) == ["PASS"]
    assert codes(lab.grade(asking.replace("(4, 100", "(5, 100"))) == ["count"]


def test_a_claim_about_the_big_model_earns_nothing_without_the_small_one(lab):
    lab.write(checks=BIG_CHECKS, solution=HEAD + BIG)
    claiming = """
class Net(nn.Module):
    def __init__(self, width=2):
        super().__init__()
        self.first = nn.Linear(4, 100 * width)
        self.wide = nn.Linear(100 * width, 100 * width)
        self.last = nn.Linear(100 * width, 3)
        self.real = [nn.Linear(4, 3)]

    def forward(self, x):
        return self.real[0](x)
"""
    (result,) = lab.grade(claiming).values()
    assert (result.finding.code, result.points) == ("values", 0.0)


@pytest.mark.parametrize("what", ["per=('body',)", "per=('features.1',)"])
def test_a_module_that_the_reference_does_not_have_is_the_labs_fault(lab, what):
    from graders.results import LabFault

    check = f"q.parameter_count('Net', points=4, inputs=lambda d: d.normal((6, 5)), {what})"
    lab.write(checks=checks(check), solution=HEAD + FROZEN)
    with pytest.raises(LabFault, match="no parameters in"):
        lab.grade()


BUILT_WRONG = {
    "mistakes__no_bias": '''
        """The layers have no bias"""


        class Net(Net):
            def __init__(self, width=4):
                super().__init__(width)
                self.head.bias = None
    ''',
    "mistakes__twice_as_wide": '''
        """The hidden layer is twice as wide"""


        class Net(Net):
            def __init__(self, width=4):
                super().__init__(2 * width)
    ''',
    "mistakes__thawed": '''
        """The features are not frozen"""


        class Net(Net):
            def __init__(self, width=4):
                super().__init__(width)
                self.requires_grad_(True)
    ''',
}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("nn.Linear(width, 2)", "nn.Linear(width, 2, bias=False)", "no_bias.py"),
        ("width=4", "width=8", "twice_as_wide.py"),
        ("width=4", "width=7", None),
        ("= False", "= True", "thawed.py"),
        (FREEZE, "for parameter in self.parameters()", None),
    ],
)
def test_the_known_mistake_behind_a_wrong_build_is_named(lab, old: str, new: str, named: str | None):
    lab.write(checks=FROZEN_CHECKS, solution=HEAD + FROZEN, **BUILT_WRONG)
    result = lab.grade(HEAD + FROZEN.replace(old, new))["equivalence_Net"]
    assert (result.verdict, result.mistake) == ("WRONG", named)
