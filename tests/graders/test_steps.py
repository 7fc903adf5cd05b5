"""Steps of training, each compared with the reference's: functions over models, optimizer classes, pure functions."""

from __future__ import annotations

import pytest

from graders.feedback import message
from graders.results import LabFault

SOLUTION = """
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = nn.Linear(3, 4)
            self.head = nn.Linear(4, 1)

        def forward(self, x):
            return self.head(torch.relu(self.hidden(x)))


    def make_optimizer(model):
        return torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)


    def train_step(model, optimizer, x, y):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()


    def plain_step(model, x, y, lr):
        loss = nn.functional.mse_loss(model(x), y)
        slopes = torch.autograd.grad(loss, list(model.parameters()))
        with torch.no_grad():
            for parameter, slope in zip(model.parameters(), slopes):
                parameter -= lr * slope


    class SGD:
        def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
            self.params, self.lr, self.momentum, self.decay = list(params), lr, momentum, weight_decay
            self.speeds = [torch.zeros_like(p) for p in self.params]

        @torch.no_grad()
        def step(self):
            for p, v in zip(self.params, self.speeds):
                v.mul_(self.momentum).add_(p.grad + self.decay * p)
                p -= self.lr * v

        def zero_grad(self):
            for p in self.params:
                p.grad = None


    def update(w, b, x, y, lr):
        residual = w * x + b - y
        return w - lr * 2 * (residual * x).mean(), b - lr * 2 * residual.mean()
"""

CHECKS = """
    from graders import exercise

    q = exercise("q")


    def batch(d):
        return d.normal((6, 3)), d.normal((6, 1))


    q.update_steps("train_step", model="Net", optimizer="make_optimizer", points=1, batches=batch)
    q.update_steps("plain_step", model="Net", points=1, batches=lambda d: (*batch(d), 0.05))
    q.optimizer_steps("SGD", points=1, arguments=(0.1,), kwargs={"momentum": 0.9, "weight_decay": 0.05})
    q.state_steps("update", points=1, state=lambda d: (d.normal(()), d.normal(())),
                  batches=lambda d: (d.normal((7,)), d.normal((7,)), 0.1))
"""
STEPS = {"train": "steps_train_step", "plain": "steps_plain_step", "class": "steps_SGD", "pure": "steps_update"}


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS, solution=SOLUTION)


def failed(results):
    return {r.check: (r.finding.code, r.finding.facts.get("step")) for r in results.values() if r.finding}


OTHER_WAYS = """
    def make_optimizer(model):
        return SGD(model.parameters(), 0.1, momentum=0.9)

    def plain_step(net, x, y, lr):
        optimizer = torch.optim.SGD(net.parameters(), lr=lr)
        optimizer.zero_grad()
        ((net(x) - y) ** 2).mean().backward()
        optimizer.step()

    class SGD(torch.optim.SGD):
        pass

    def update(w, b, x, y, lr):
        w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
        dw, db = torch.autograd.grad(((w * x + b - y) ** 2).mean(), (w, b))
        return [w.detach() - lr * dw, b.detach() - lr * db]
"""


def test_the_reference_and_other_right_ways_pass(written):
    assert failed(written.grade()) == {}
    assert failed(written.grade(OTHER_WAYS)) == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        # Gradients that add up are right at the first step and wrong from the second on.
        (("def train_step(model, optimizer, x, y):\n"
         "    nn.functional.mse_loss(model(x), y).backward()\n"
         "    optimizer.step()\n"), {STEPS["train"]: ("values", 2)}),
        # So is a momentum that was left out.
        ("def make_optimizer(model):\n    return torch.optim.SGD(model.parameters(), lr=0.1)\n",
         {STEPS["train"]: ("values", 2)}),
        (("def train_step(model, optimizer, x, y):\n"
         "    optimizer.zero_grad()\n"
         "    nn.functional.mse_loss(model(x), y).backward()\n"), {STEPS["train"]: ("unmoved", None)}),
        (("def train_step(model, optimizer, x, y):\n"
         "    optimizer.zero_grad()\n"
         "    nn.functional.mse_loss(model(x), y, reduction='sum').backward()\n"
         "    optimizer.step()\n"), {STEPS["train"]: ("values", 1)}),
        (("def plain_step(model, x, y, lr):\n"
         "    slopes = torch.autograd.grad(nn.functional.mse_loss(model(x), y), list(model.parameters()))\n"
         "    for parameter, slope in zip(model.parameters(), slopes):\n"
         "        parameter = parameter - lr * slope\n"), {STEPS["plain"]: ("unmoved", None)}),
        ("class SGD(SGD):\n    def zero_grad(self):\n        pass\n", {STEPS["class"]: ("values", 2)}),
        (("class SGD(SGD):\n    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):\n"
         "        super().__init__(params, lr, momentum)\n"), {STEPS["class"]: ("values", 1)}),
        ("class SGD(SGD):\n    def step(self):\n        self.lr = -self.lr\n        super().step()\n",
         {STEPS["class"]: ("values", 1)}),
        # b is updated with the new w: right at the first glance, wrong in the first b.
        (("def update(w, b, x, y, lr):\n"
         "    w = w - lr * 2 * ((w * x + b - y) * x).mean()\n"
         "    return w, b - lr * 2 * (w * x + b - y).mean()\n"), {STEPS["pure"]: ("values", 1)}),
        (("right = update\ndef update(w, b, x, y, lr):\n"
         "    update.calls = getattr(update, 'calls', 0) + 1\n"
         "    return right(w, b, x, y, lr / update.calls)\n"), {STEPS["pure"]: ("values", 2)}),
        ("def update(w, b, x, y, lr):\n    return w\n", {STEPS["pure"]: ("kind", 1)}),
    ],
)  # fmt: skip
def test_the_first_wrong_step_is_told(written, source, found):
    assert failed(written.grade(source)) == found


def test_the_sentence_says_which_tensor_at_which_step(written):
    doubled = """
        def train_step(model, optimizer, x, y):
            (2 * (model(x) - y) ** 2).mean().backward()
            optimizer.step()
    """
    result = written.grade(doubled)[STEPS["train"]]

    told = message(result, "student")
    assert told.startswith("`hidden.weight` (parameter 1 of shape (4, 3)) after step 1 of 3 by `train_step` is wrong")


NORMED = """
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.frozen = nn.Linear(3, 4)
            self.frozen.requires_grad_(False)
            self.norm = nn.BatchNorm1d(4)
            self.head = nn.Linear(4, 1)

        def forward(self, x):
            return self.head(self.norm(self.frozen(x)))


    def train_step(model, x, y):
        model.train()
        model.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        with torch.no_grad():
            for parameter in model.parameters():
                if parameter.grad is not None:
                    parameter -= 0.1 * parameter.grad
"""
NORMED_CHECKS = """
    from graders import exercise

    q = exercise("q")
    q.update_steps("train_step", model="Net", points=4, batches=lambda d: (d.normal((6, 3)), d.normal((6, 1))))
"""


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("model.zero_grad()", "model.zero_grad(); model.frozen.requires_grad_()", "`frozen.weight`"),
        ("mse_loss(model(x)", "mse_loss(model(x) + 0 * model(x)", "`norm.running_mean`"),
        ("model.train()", "model.eval()", "`norm.weight`"),
        ("0.1 * parameter.grad", "0.1 * parameter.grad.sign()", "`norm.weight`"),
    ],
)
def test_frozen_layers_and_running_statistics_are_part_of_the_state(lab, old: str, new: str, where: str):
    lab.write(checks=NORMED_CHECKS, solution=NORMED)
    assert failed(lab.grade()) == {}

    assert NORMED.count(old) == 1
    (result,) = lab.grade(NORMED.replace(old, new)).values()
    assert (result.finding.code, result.finding.facts["step"]) == ("values", 1)
    assert where in result.finding.facts["subject"]


def test_a_hand_in_that_only_says_it_moved_earns_nothing(written):
    claiming = """
        class Net(Net):
            def named_parameters(self, *args, **kwargs):
                for name, parameter in super().named_parameters(*args, **kwargs):
                    yield name, nn.Parameter(parameter * 0.9)

        class SGD(SGD):
            def step(self):
                self.params[:] = [nn.Parameter(p * 0.9) for p in self.params]
    """
    results = written.grade(claiming)
    assert [results[STEPS[which]].points for which in ("train", "plain", "class")] == [0, 0, 0]


MISTAKES = {
    "mistakes__add_up": '''
        """The gradients are not cleared between steps"""


        def train_step(model, optimizer, x, y):
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
    ''',
    "mistakes__summed": '''
        """The loss is a sum where the mean is asked for"""


        def train_step(model, optimizer, x, y):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), y, reduction="sum").backward()
            optimizer.step()
    ''',
    "mistakes__one_after_the_other": '''
        """The new w is used for the gradient of b"""


        def update(w, b, x, y, lr):
            w = w - lr * 2 * ((w * x + b - y) * x).mean()
            return w, b - lr * 2 * (w * x + b - y).mean()
    ''',
    "mistakes__no_decay": '''
        """The weight decay is left out"""


        class SGD(torch.optim.SGD):
            def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
                super().__init__(params, lr, momentum)
    ''',
}


@pytest.mark.parametrize(
    ("source", "check", "mistake"),
    [
        (
            """
            def train_step(net, how, inputs, targets):
                ((net(inputs) - targets) ** 2).mean().backward()
                how.step()
            """,
            STEPS["train"],
            "add_up.py",
        ),
        (
            """
            def train_step(net, how, inputs, targets):
                how.zero_grad()
                ((net(inputs) - targets) ** 2).sum().backward()
                how.step()
            """,
            STEPS["train"],
            "summed.py",
        ),
        (
            """
            def update(w, b, x, y, lr):
                w = w - 2 * lr * torch.mean(x * (w * x + b - y))
                b = b - 2 * lr * torch.mean(w * x + b - y)
                return w, b
            """,
            STEPS["pure"],
            "one_after_the_other.py",
        ),
        (
            """
            class SGD(SGD):
                def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
                    super().__init__(params, lr, momentum, 0.0)
            """,
            STEPS["class"],
            "no_decay.py",
        ),
        # An error that nobody knows is given no name.
        ("def update(w, b, x, y, lr):\n    return w - 0.3 * lr * x.mean(), b\n", STEPS["pure"], None),
    ],
)
def test_the_known_mistake_behind_a_wrong_step_is_named(written, source: str, check: str, mistake: str | None):
    result = written.write(**MISTAKES).grade(source)[check]
    assert (result.verdict, result.mistake) == ("WRONG", mistake)


MOMENTUM = """
    import torch

    def step(w, slope, memory, lr):
        memory["v"].mul_(0.9).add_(slope)
        memory["count"] += 1
        w.sub_(lr * memory["v"])
        return w, memory

    def both(parts):
        parts[0].mul_(2)
        return parts
"""
BY_NAME = """
    import torch
    from graders import exercise

    q = exercise("q")
    q.state_steps("step", points=3, state=lambda d: (d.normal((5,)), {"v": torch.zeros(5), "count": 0}),
                  batches=lambda d: (d.normal((5,)), 0.1), call=lambda w, memory, slope, lr: (w, slope, memory, lr))
    q.value("both", points=1, draw=lambda d: ([d.normal((3,)), d.normal((3,))],))
"""


def test_a_reference_that_works_in_place_leaves_the_inputs_of_the_student_alone(lab):
    """In lists and dicts too: else an honest step began where the reference's had ended."""
    written = lab.write(checks=BY_NAME, solution=MOMENTUM)
    pure = """
        def step(w, slope, memory, lr):
            v = 0.9 * memory["v"] + slope
            return w - lr * v, {"v": v, "count": memory["count"] + 1}

        def both(parts):
            return [2 * parts[0], parts[1]]
    """
    for hand_in in (MOMENTUM, pure):
        assert failed(written.grade(hand_in)) == {}
    forgets = 'def step(w, slope, memory, lr):\n    return w - lr * slope, {"v": slope, "count": memory["count"] + 1}\n'
    assert failed(written.grade(forgets)) == {"steps_step": ("values", 2)}


def test_arguments_in_another_order_are_a_tuple(lab):
    checks = BY_NAME.replace("(w, slope, memory, lr))", "w)")
    with pytest.raises(LabFault, match="call= must return the arguments as a tuple"):
        lab.write(checks=checks, solution=MOMENTUM).grade()
