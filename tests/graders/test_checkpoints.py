"""Saved models, honest and hostile. Nothing here may run, nothing may be allocated because a file says so."""

import io
import json
import math
import pickle
import struct
import tracemalloc
import warnings
import zipfile

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from graders.artifacts.checkpoints import Stored, Unfit, read_checkpoint


def net():
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2, bias=False))


def saved(tree, **options):
    file = io.BytesIO()
    torch.save(tree, file, **options)
    return file.getvalue()


def archive(program, storages=(), *, folder="archive", compression=zipfile.ZIP_STORED, **more):
    """A file like one of torch.save, with this program."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        made.writestr(f"{folder}/data.pkl", program)
        for key, data in dict(storages).items():
            made.writestr(f"{folder}/data/{key}", data)
        for name, data in more.items():
            made.writestr(f"{folder}/{name}", data)
    return file.getvalue()


def tensor_program(size, stride=(1,), offset=0, storage="FloatStorage"):
    """A dictionary with one tensor of the storage `0`, of whatever shape is claimed."""
    rebuilt = pickle.dumps((offset, size, stride), protocol=2)[2:-1]
    persistent = f"(X\x07\0\0\0storagectorch\n{storage}\nX\x01\0\0\x000X\x03\0\0\0cpuK\x04tQ".encode()
    # (storage, offset, size, stride, False, None) as one tuple, made by hand so that sizes can be anything.
    parts = b"".join(pickle.dumps(part, protocol=2)[2:-1] for part in (offset, size, stride))
    assert rebuilt
    return b"\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n(" + persistent + parts + b"\x89Nt" + b"Rs."


def reason(data):
    with pytest.raises(Unfit) as unfit:
        read_checkpoint(data)
    return unfit.value.reason


def test_every_tensor_of_a_state_dict_comes_back():
    state = net().state_dict()
    read = read_checkpoint(saved(state))
    assert list(read) == list(state)
    for name, tensor in state.items():
        assert read[name].shape == tuple(tensor.shape)
        assert torch.equal(read[name].tensor(), tensor)


@pytest.mark.parametrize(
    "dtype",
    [
        *(torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16),
        *(torch.int8, torch.uint8, torch.bool, torch.complex64, torch.complex128),
    ],
)
def test_each_dtype_comes_back(dtype):
    tensor = torch.tensor([[0, 1, 2], [1, 0, 3]]).to(dtype)
    read = read_checkpoint(saved({"w": tensor}))["w"]
    assert read.tensor().dtype is dtype
    assert torch.equal(read.tensor(), tensor)


def test_views_come_back_as_they_were():
    base = torch.arange(24.0).reshape(4, 6)
    views = {"t": base.T, "part": base[1:3, ::2], "row": base[2], "one": base[3, 5], "wide": base[0, 0].expand(5)}
    read = read_checkpoint(saved({**views, "none": torch.empty(0, 3)}))
    for name, view in views.items():
        assert torch.equal(read[name].tensor(), view)
    assert read["none"].tensor().shape == (0, 3)


def test_an_optimizer_s_state_and_plain_values_beside_the_weights_are_known():
    model = net()
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(2, 3)).sum().backward()
    optimizer.step()
    values = {
        "epoch": 3,
        "loss": 0.5,
        "name": "best",
        "losses": [1.0, math.inf],
        "best": True,
        "none": None,
        "dtype": torch.half,
    }
    read = read_checkpoint(saved({"model": model.state_dict(), "optimizer": optimizer.state_dict(), **values}))
    assert {name: read[name] for name in values} == {**values, "dtype": "torch.float16"}
    assert torch.equal(read["optimizer"]["state"][0]["exp_avg"].tensor(), optimizer.state[model[0].weight]["exp_avg"])


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_each_protocol_of_pickle_is_read(protocol):
    read = read_checkpoint(saved({"m": {"w": torch.ones(3)}, "epoch": 2}, pickle_protocol=protocol))
    assert (read["m"]["w"].tensor().tolist(), read["epoch"]) == ([1, 1, 1], 2)


def test_a_parameter_is_its_tensor():
    assert torch.equal(read_checkpoint(saved({"w": nn.Parameter(torch.ones(3))}))["w"].tensor(), torch.ones(3))


def test_safetensors_are_read():
    header = {
        "__metadata__": {"format": "pt"},
        "w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
        "b": {"dtype": "BF16", "shape": [], "data_offsets": [16, 18]},
    }
    data = torch.tensor([[1.0, 2], [3, 4]]).numpy().tobytes() + b"\x80\x3f"
    read = read_checkpoint(safetensors(header, data))
    assert (read["w"].tensor().tolist(), read["b"].tensor().item()) == ([[1, 2], [3, 4]], 1.0)


def safetensors(header, data=b""):
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


class Gadget:
    """Says so when somebody unpickles it."""

    ran = False

    def __reduce__(self):
        return exec, (f"import {__name__} as here; here.Gadget.ran = True",)


class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 2)


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        (net(), "whole_model"),
        (Whole(), "whole_model"),
        ({"model": Whole(), "epoch": 3}, "whole_model"),
        (torch.optim.SGD(net().parameters(), lr=0.1), "whole_optimizer"),
        ({"w": torch.ones(2), "loss": torch.ones(1).numpy()[0]}, "numpy"),
        ({"w": torch.ones(2), "x": Gadget()}, "foreign"),
        ({"w": torch.ones(2), "x": {1, 2}}, "foreign"),
        ({"w": torch.ones(2).to_sparse()}, "foreign"),
        ({(1, 2): torch.ones(2)}, "foreign"),
        ({2**61: torch.ones(2)}, "foreign"),
    ],
)
def test_what_is_more_than_data_is_named_and_never_run(tree, why):
    assert reason(saved(tree)) == why
    assert not Gadget.ran


def test_other_files_are_told_apart():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        script = io.BytesIO()
        torch.jit.save(torch.jit.script(nn.Linear(2, 2)), script)
    assert reason(saved(net().state_dict(), _use_new_zipfile_serialization=False)) == "old"
    assert reason(pickle.dumps({"w": 1})) == "plain_pickle"
    assert reason(script.getvalue()) == "script"
    assert reason(b"") == "empty"
    assert reason(b"weights") == "unknown"
    assert reason(archive(b"\x80\x02}.", byteorder="big")) == "byteorder"


def test_bombs_are_refused_before_they_are_opened():
    bomb = archive(b"\x80\x02}.", {"0": bytes(1 << 28)}, compression=zipfile.ZIP_DEFLATED)
    many = archive(b"\x80\x02}.", {str(number): b"" for number in range(10_000)})
    deep = archive(b"\x80\x02" + b"]" * 300_000 + b".")
    tracemalloc.start()
    assert [reason(each) for each in (bomb, many, bytes((64 << 20) + 1))] == ["compressed", "too_large", "too_large"]
    assert reason(deep) == "too_large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 << 20


def test_entries_that_lie_over_each_other_are_refused():
    """Each of 200 names points at the same megabyte, which a small file would have us read 200 times."""
    whole = archive(b"\x80\x02}.", {"0": bytes(1 << 20)})
    with zipfile.ZipFile(io.BytesIO(whole)) as made:
        entry = made.getinfo("archive/data/0")
        directory = made.start_dir
    lines = whole[directory:-22].split(b"PK\x01\x02")[1:]
    twice = b"".join(
        b"PK\x01\x02" + line for line in [*lines, *[lines[1].replace(b"data/0", b"dat%03d" % n) for n in range(200)]]
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 202, 202, len(twice), directory, 0)
    assert entry.file_size == 1 << 20
    assert reason(whole[:directory] + twice + end) == "damaged"


@pytest.mark.parametrize(
    ("size", "stride", "offset"),
    [
        ((5,), (1,), 0),
        ((4,), (1,), 1),
        ((2, 2), (4, 1), 0),
        ((4,), (-1,), 3),
        ((-1,), (1,), 0),
        ((4,), (1,), -1),
        ((2**40,), (1,), 0),
        ((2**39, 2**39), (0, 1), 2**39),
        ((2,), (1, 1), 0),
        ((1,) * 17, (1,) * 17, 0),
        ((4.0,), (1,), 0),
        ((True,), (1,), 0),
        ([4], [1], 0),
        ((4,), (1,), 2**62),
    ],
)
def test_a_tensor_that_reaches_out_of_its_bytes_is_refused(size, stride, offset):
    assert reason(archive(tensor_program(size, stride, offset), {"0": bytes(16)})) == "out_of_bounds"


def test_the_program_of_these_tests_is_a_good_one_otherwise():
    data = torch.arange(4.0).numpy().tobytes()
    assert read_checkpoint(archive(tensor_program((4,)), {"0": data}))["w"].tensor().tolist() == [0, 1, 2, 3]
    short = read_checkpoint(archive(tensor_program((2,), storage="DoubleStorage"), {"0": data}))["w"]
    assert short.tensor().shape == (2,)


def test_a_tensor_of_any_size_costs_nothing_until_it_is_asked_for():
    stored = read_checkpoint(archive(tensor_program((2**30, 2**30), (0, 0)), {"0": bytes(4)}))["w"]
    assert isinstance(stored, Stored)
    assert stored.elements == 2**60


@pytest.mark.parametrize(
    "program",
    [
        b"",
        b".",
        b"\x80\x02",
        b"\x80\x02}}.",
        b"\x80\x02t.",
        b"\x80\x02)R.",
        b"\x80\x02h\x07.",
        b"\x80\x02]}s.",
        b"\x80\x02(NNu.",
        b"\x80\x02(NtQ.",
        b"\x80\x02NQ.",
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.",
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(NNNNNNtR.",
        b"\x80\x02ctorch._utils\n_rebuild_parameter\n(NNNtR.",
        b"\x80\x02ctorch\nSize\nN\x85R.",
        b"\x80\x02ccollections\nOrderedDict\n(]tR.",
        b"\x80\x02}Nb.",
        b"\xff" * 20,
        tensor_program((1,)).replace(b"storage", b"stories"),
    ],
)
def test_a_broken_program_is_damaged_and_nothing_worse(program):
    assert reason(archive(program, {"0": bytes(16)})) == "damaged"


@pytest.mark.parametrize("name", ["posix\nsystem", "builtins\neval", "torch\nload", "torch.storage\nUntypedStorage"])
def test_no_other_name_is_ever_called(name):
    assert reason(archive(b"\x80\x02c" + name.encode() + b"\nX\x01\0\0\x001\x85R.")) == "foreign"


def test_a_record_that_is_not_there_is_damage():
    assert reason(archive(tensor_program((1,)))) == "damaged"


def test_damaged_files_are_told_so():
    whole = saved(net().state_dict())
    assert reason(whole[: len(whole) // 2]) == "damaged"
    place = whole.index(b"weight")
    assert reason(whole[:place] + b"WEIGHT" + whole[place + 6 :]) == "damaged"


@pytest.mark.parametrize(
    ("header", "data", "why"),
    [
        ({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 16]}}, bytes(16), "out_of_bounds"),
        ({"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}, bytes(8), "out_of_bounds"),
        ({"w": {"dtype": "F32", "shape": [-4], "data_offsets": [16, 0]}}, bytes(16), "out_of_bounds"),
        ({"w": {"dtype": "F32", "shape": [1] * 17, "data_offsets": [0, 4]}}, bytes(4), "out_of_bounds"),
        ({"w": {"dtype": "F32", "shape": [2**62, 2**62], "data_offsets": [0, 4]}}, bytes(4), "out_of_bounds"),
        ({"w": {"dtype": "F3", "shape": [1], "data_offsets": [0, 4]}}, bytes(4), "damaged"),
        ({"w": {"dtype": ["F32"], "shape": [1], "data_offsets": [0, 4]}}, bytes(4), "damaged"),
        ({"w": [1]}, b"", "damaged"),
        ({"w": {"dtype": "F32", "shape": 4, "data_offsets": [0, 4]}}, bytes(4), "damaged"),
    ],
)
def test_safetensors_that_say_too_much_are_refused(header, data, why):
    assert reason(safetensors(header, data)) == why


def test_a_header_of_safetensors_nested_without_end_is_refused():
    text = b'{"w":' + b"[" * 100_000
    assert reason(struct.pack("<Q", len(text)) + text) == "damaged"


@given(st.data())
def test_no_change_of_bytes_raises_anything_else(data):
    """A flipped byte may go unseen (nothing sums up the directory's times), but never ends in another exception."""
    good = bytearray(saved({"w": torch.ones(2, 3), "epoch": 1}))
    for _ in range(data.draw(st.integers(1, 8))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_checkpoint(bytes(good))
    except Unfit:
        return


@given(st.binary(max_size=200))
def test_no_program_raises_anything_else(program):
    try:
        read_checkpoint(archive(b"\x80\x02" + program, {"0": bytes(16)}))
    except Unfit:
        return
