"""What a saved file holds, as checks and people read it: found in any dictionary of it, bounded whatever it is."""

import json
import pickle

import pytest
import torch

from graders.artifacts.saved import Saved
from graders.line import Line, Mismatch
from graders.results import StudentFault
from tests.graders.test_checkpoints import archive, saved

STATE = {"0.weight": torch.ones(2, 3), "0.bias": torch.zeros(2)}


def read(data):
    line = Line(None, None, "cpu")
    return Saved(data, line, "save"), line


def described(tree):
    return json.loads(read(saved(tree))[1].artifacts[0].data)


def reason(data):
    with pytest.raises(StudentFault) as fault:
        read(data)
    return fault.value.finding.facts["reason"]


@pytest.mark.parametrize(
    "tree",
    [
        STATE,
        {"model": STATE, "epoch": 3},
        {"first": {"0.weight": torch.zeros(1)}, "nets": [{"other": torch.ones(1)}, {"a": STATE}]},
        (3, STATE),
        {**STATE, "more": torch.ones(9)},
    ],
)
def test_the_weights_are_found_wherever_they_stand(tree):
    read(saved(tree))[0].holds(STATE)


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({}, "not_saved"),
        (STATE["0.weight"], "not_saved"),
        ({"0.weight": STATE["0.weight"]}, "not_saved"),
        ({"a": {"0.weight": STATE["0.weight"]}, "b": {"0.bias": STATE["0.bias"]}}, "not_saved"),
        ({**STATE, "0.bias": 0.0}, "not_saved"),
        ({**STATE, "0.bias": torch.zeros(2, 1)}, "shape"),
        ({**STATE, "0.bias": torch.zeros(2, dtype=torch.int64)}, "dtype"),
        ({**STATE, "0.bias": torch.tensor([0, float("nan")])}, "not_finite"),
        ({**STATE, "0.bias": torch.tensor([0, 0.1])}, "values"),
    ],
)
def test_what_is_not_there_is_told(tree, code):
    with pytest.raises(Mismatch) as mismatch:
        read(saved(tree))[0].holds(STATE)
    assert mismatch.value.finding.code == code
    assert mismatch.value.finding.facts["function"] == "save"


def test_a_tensor_is_told_by_its_place_and_shape_and_not_by_its_name():
    """The name is the student's, made up perhaps after its code saw an input."""
    with pytest.raises(Mismatch) as mismatch:
        read(saved({**STATE, "0.bias": torch.ones(2)}))[0].holds(STATE)
    assert mismatch.value.finding.facts["subject"] == "tensor 2 of shape (2,) in the file of `save`"


def test_the_description_names_everything_up_to_its_end():
    told = described({"net": STATE, "epoch": 3, "losses": [1.0, 0.5], "text": "x" * 10_000})
    assert told["elements"] == 8
    assert told["entries"][0] == {"name": "net/0.weight", "dtype": "float32", "shape": [2, 3]}
    assert told["entries"][2:4] == [{"name": "epoch", "value": "3"}, {"name": "losses", "value": "[1.0, 0.5]"}]
    assert len(told["entries"][4]["value"]) == 200
    many = described({str(number): number for number in range(500)})
    assert (len(many["entries"]), many["more"]) == (200, 300)


def test_a_number_with_more_digits_than_python_writes_is_described():
    program = pickle.dumps({"big": 10**5000, "less": -(10**5000)}, protocol=2)
    assert json.loads(read(archive(program))[1].artifacts[0].data)["more"] == 0


def test_a_tree_that_holds_itself_ends():
    itself = b"\x80\x02}q\x00X\x01\0\0\0ah\x00s."
    doubled: list = [1]
    for _ in range(60):
        doubled = [doubled, doubled]
    shared = [dict.fromkeys(range(9_000))] * 1_000
    for program in (itself, pickle.dumps(doubled, protocol=2), pickle.dumps(shared, protocol=2)):
        assert reason(archive(program)) == "too_large"


@pytest.mark.parametrize("value", [b"bytes", 1j, {1}, frozenset(), slice(1)])
def test_a_value_that_is_no_plain_data_is_refused(value):
    assert reason(saved({"x": value})) == "foreign"


def test_a_storage_or_a_class_by_itself_is_no_value():
    assert reason(archive(b"\x80\x02}X\x01\0\0\0acos\nsystem\ns.")) == "foreign"
