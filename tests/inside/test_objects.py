"""The operations, one by one: what they answer, and how a failure of the student's code is told."""

from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import _get_current_dispatch_mode

from worker.sandbox.inside.objects import Objects
from worker.sandbox.inside.values import Failed, Handle, Opaque, Snapshot

HAND_IN = """
import random, sys
import numpy as np
import torch
from torch import nn

limit = 3

def square(x):
    return x * x

def two_outputs(x, y):
    return x * 2, y

def detached(x):
    return x.detach()

def ignores(x, y):
    return x

def chance():
    return random.random(), np.random.rand(), torch.rand(1).item()

def tracking():
    return torch.is_grad_enabled()

def inner(x):
    raise ValueError("no " + chr(0xD800) + x)

def outer(x):
    return inner("way" * 2000)

def leave(code):
    sys.exit(code)

def interrupt():
    raise KeyboardInterrupt

def endless():
    return endless()

def huge():
    return [0] * 10**14

class Angry(Exception):
    def __str__(self):
        raise RuntimeError("not even this")

def angry():
    raise Angry

def scribble(x):
    x.zero_()
    return 6

def expanded():
    return torch.ones(1).expand(10**10)

kept = torch.zeros(3)
def buffer():
    kept.add_(1)
    return kept

def traced(x):
    with torch.inference_mode():
        product = nn.functional.linear(x, x).relu_()
    torch.mm(x, x, out=torch.empty(2, 2))
    return product

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)
        self.register_buffer("seen", torch.zeros(1))
    def forward(self, x):
        return self.layer(x)
    def halved(self, x):
        return self(x) / 2
"""


@pytest.fixture
def objects():
    made = Objects(elements=1000)
    assert made.perform("load", {"name": "lab2.py", "data": HAND_IN.encode()})["problems"] == []
    return made


@pytest.fixture
def call(objects):
    return lambda name, *args, **fields: objects.perform("call", {"name": name, "args": args, **fields})


def failure(function, *args, **fields):
    with pytest.raises(Failed) as caught:
        function(*args, **fields)
    return caught.value


def test_a_call_answers_plain_data(call):
    assert torch.equal(call("square", torch.tensor([2.0, 3.0])), torch.tensor([4.0, 9.0]))
    assert call("two_outputs", 1, {"a": [None, True]}) == (2, {"a": [None, True]})


def test_a_global_is_read(objects):
    assert objects.perform("name", {"name": "limit"}) == 3


def test_an_answer_shares_no_memory_with_the_student(call):
    first = call("buffer")
    call("buffer")
    assert torch.equal(first, torch.ones(3))


def test_a_traced_call_tells_its_operations_whatever_they_were_called_by(objects):
    x = torch.eye(2)
    told = objects.perform("trace", {"name": "traced", "args": (x,)})

    assert torch.equal(told["value"], x)
    assert told["operations"] == {"aten::t": 1, "aten::mm": 2, "aten::empty": 1, "aten::relu_": 1}


def test_a_method_is_traced_and_a_call_that_raises_leaves_no_trace_on(objects, call):
    net = call("Net", keep=True)
    whole = objects.perform("trace", {"name": "__call__", "handle": net, "args": (torch.ones(1, 2),)})
    half = objects.perform("trace", {"name": "halved", "handle": net, "args": (torch.ones(1, 2),)})

    assert whole["operations"] == {"aten::t": 1, "aten::addmm": 1}
    assert half["operations"] == {"aten::t": 1, "aten::addmm": 1, "aten::div": 1}
    assert failure(objects.perform, "trace", {"name": "outer", "args": (1,)}).code == "raised"
    assert _get_current_dispatch_mode() is None


def test_one_seed_means_one_sequence_for_every_generator(call):
    assert call("chance", seed=5) == call("chance", seed=5)
    assert call("chance", seed=5) != call("chance", seed=6)


def test_gradients_are_recorded_unless_the_check_says_no(call):
    assert call("tracking") is True
    assert call("tracking", grad=False) is False
    assert torch.is_grad_enabled()


@pytest.mark.parametrize(
    ("name", "nearest"), [("sqare", "square"), ("Square", "square"), ("twoOutputs", "two_outputs"), ("zzz", None)]
)
def test_a_missing_name_is_answered_with_what_there_is(call, name, nearest):
    failed = failure(call, name)
    assert (failed.verdict, failed.code, failed.facts["nearest"]) == ("MISSING", "missing", nearest)
    assert {"square", "limit", "Net"} <= set(failed.facts["defined"])
    assert "torch" not in failed.facts["defined"]


def test_a_crash_shows_the_students_own_frames_alone(call):
    facts = failure(call, "outer", 1).facts
    assert [(f["function"], f["text"]) for f in facts["frames"]] == [
        ("outer", 'return inner("way" * 2000)'),
        ("inner", 'raise ValueError("no " + chr(0xD800) + x)'),
    ]
    assert (facts["type"], facts["source_line"]) == ("ValueError", facts["frames"][1]["text"])
    assert HAND_IN.split("\n")[facts["line"] - 1].strip() == facts["source_line"]
    assert facts["message"].startswith("no ?way")
    assert len(facts["message"]) == 2000
    facts["message"].encode()


def test_a_wrong_call_of_ours_shows_no_frame_of_ours(call):
    facts = failure(call, "square").facts
    assert (facts["type"], facts["frames"], facts["line"]) == ("TypeError", [], None)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("interrupt", "KeyboardInterrupt"), ("endless", "RecursionError"), ("huge", "MemoryError"), ("angry", "Angry")],
)
def test_whatever_is_raised_is_a_crash(call, name, kind):
    failed = failure(call, name)
    assert (failed.verdict, failed.code, failed.facts["type"]) == ("CRASH", "raised", kind)
    assert len(failed.facts["frames"]) <= 20


@pytest.mark.parametrize(("code", "told"), [(0, 0), (3, 3), (None, 0), ("a message", 1)])
def test_leaving_is_no_result(call, code, told):
    failed = failure(call, "leave", code)
    assert (failed.verdict, failed.code, failed.facts) == ("NO-RESULT", "ended", {"exit_code": told})


def test_a_tensor_beyond_the_limit_is_refused_before_it_is_copied(call):
    failed = failure(call, "expanded")
    assert (failed.verdict, failed.code) == ("INVALID", "too_large")
    assert failed.facts == {"elements": 10**10, "limit": 1000}


def test_an_object_is_kept_called_and_dropped(objects, call):
    net = call("Net", keep=True)
    assert (type(net), net.type_name) == (Handle, "Net")
    x = torch.ones(1, 2)
    whole = objects.perform("method", {"handle": net, "name": "__call__", "args": (x,)})
    half = objects.perform("method", {"handle": net, "name": "halved", "args": (x,)})
    assert torch.allclose(whole, 2 * half)
    objects.perform("drop", {"handle": net})
    with pytest.raises(KeyError):
        objects.perform("method", {"handle": net, "name": "halved", "args": (x,)})


def test_a_handle_can_be_an_argument_and_an_object_is_no_data(call):
    net = call("Net", keep=True)
    assert call("two_outputs", 1, [net])[1] == [Opaque("Net")]


def test_a_missing_method_is_answered_with_the_methods_there_are(objects, call):
    failed = failure(objects.perform, "method", {"handle": call("Net", keep=True), "name": "halve"})
    assert (failed.verdict, failed.facts["nearest"]) == ("MISSING", "halved")
    assert "parameters" not in failed.facts["defined"]


def test_state_goes_out_and_in(objects, call):
    net = call("Net", keep=True)
    state = objects.perform("state", {"handle": net})
    assert {kind: sorted(named) for kind, named in state.items()} == {
        "parameters": ["layer.bias", "layer.weight"],
        "buffers": ["seen"],
    }
    given = {"layer.weight": torch.tensor([[3.0, 4.0]]), "layer.bias": torch.ones(5), "other": torch.ones(1)}
    answer = objects.perform("load_state", {"handle": net, "state": given})
    assert answer == {"missing": ["seen"], "unexpected": ["other"], "misshapen": ["layer.bias"]}
    after = objects.perform("state", {"handle": net})["parameters"]
    assert torch.equal(after["layer.weight"], given["layer.weight"])
    assert torch.equal(after["layer.bias"], state["parameters"]["layer.bias"])


def test_what_is_no_module_has_no_state(objects, call):
    failed = failure(objects.perform, "state", {"handle": call("square", 2, keep=True)})
    assert (failed.verdict, failed.code) == ("INVALID", "not_data")


def test_gradients_of_a_function(objects):
    x, w = torch.tensor([1.0, -2.0]), torch.tensor([3.0, 5.0])
    answer = objects.perform("gradients", {"name": "square", "args": (x,), "weights": w})
    assert torch.equal(answer["output"], x**2)
    assert torch.equal(answer["inputs"][0], 2 * x * w)
    assert x.grad is None


def test_an_input_without_influence_has_no_gradient(objects):
    answer = objects.perform("gradients", {"name": "ignores", "args": (torch.ones(2), torch.ones(2))})
    assert torch.equal(answer["inputs"][0], torch.ones(2))
    assert answer["inputs"][1] is None


def test_gradients_of_a_module_and_its_parameters(objects, call):
    net = call("Net", keep=True)
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    for _ in range(2):  # nothing is added up from one backward pass to the next
        answer = objects.perform("gradients", {"handle": net, "args": (x,), "parameters": True})
        assert torch.equal(answer["parameters"]["layer.weight"], torch.tensor([[4.0, 6.0]]))
        assert torch.equal(answer["parameters"]["layer.bias"], torch.tensor([2.0]))


@pytest.mark.parametrize(
    ("name", "weights", "code"),
    [("detached", None, "no_gradient"), ("two_outputs", None, "not_data"), ("square", torch.ones(3, 1), "shape")],
)
def test_an_output_that_has_no_gradient_is_told(objects, name, weights, code):
    args = (torch.ones(3), 1) if name == "two_outputs" else (torch.ones(3),)
    failed = failure(objects.perform, "gradients", {"name": name, "args": args, "weights": weights})
    assert failed.code == code


def test_an_unknown_operation_is_our_own_mistake(objects):
    with pytest.raises(ValueError, match="unknown operation"):
        objects.perform("__init__", {})


class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *_):
        return True


class Agreeing(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


class LyingPair(NamedTuple):
    left: float
    right: float

    def __iter__(self):
        return iter((0.0, 0.0))

    def __len__(self):
        return 99


@pytest.mark.parametrize(
    ("value", "crossed"),
    [
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (torch.Size([2, 3]), torch.Size([2, 3])),
        (torch.float64, torch.float64),
        (slice(1, None, 2), slice(1, None, 2)),
        (slice(object(), None), slice(Opaque("object"), None)),
        ({1, (2, 3)}, {1, (2, 3)}),
        (Agreeing(1.0), Opaque("Agreeing")),
        (torch.ones(2).as_subclass(Liar), Opaque("Liar")),
        (torch.ones(2, 2).to_sparse(), Opaque("torch.sparse_coo tensor")),
        (torch.ones(2, device="meta"), Opaque("meta tensor")),
        (np.array([object()]), Opaque("ndarray")),
        (torch.max(torch.ones(2), 0), (torch.tensor(1.0), torch.tensor(0))),
        (LyingPair(1.0, 2.0), (1.0, 2.0)),
        (frozenset({1}), {1}),
        (len, Opaque("builtin_function_or_method")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_plain_data_crosses(value, crossed):
    found = Snapshot(100).of(value)
    assert type(found) is type(crossed)
    assert found == crossed


def test_a_view_crosses_as_what_it_shows():
    x = torch.arange(6.0).reshape(2, 3)
    complex_view = torch.tensor([1 + 2j]).conj()
    assert torch.equal(Snapshot(100).of(x.T[1:]), x.T[1:].contiguous())
    assert not Snapshot(100).of(complex_view).is_conj()
    assert not Snapshot(100).of(torch.ones(2, requires_grad=True)).requires_grad


def test_a_tree_without_end_is_refused():
    endless = []
    endless.append(endless)
    assert failure(Snapshot(100).of, endless).code == "too_large"
    assert failure(Snapshot(100).of, "x" * 101).code == "too_large"
    assert failure(Snapshot(100).of, 1 << 8000).code == "too_large"


def test_a_name_that_could_not_be_imported_is_told_by_its_import():
    objects = Objects()
    source = b"from no_such_module import helper\n\ndef square(x):\n    return helper(x)\n"
    objects.perform("load", {"name": "mine.py", "data": source})
    with pytest.raises(Failed) as raised:
        objects.perform("call", {"name": "square", "args": [2.0], "kwargs": {}})
    assert raised.value.facts["type"] == "ModuleNotFoundError"
    assert raised.value.facts["line"] == 1
