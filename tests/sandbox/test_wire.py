"""The codec: what goes in comes out, and no bytes whatever do more than raise Garbled or TooLarge."""

import json
import math
import os
import socket
import struct
from contextlib import suppress

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.sandbox.inside import wire
from worker.sandbox.inside.codec import decode, encode
from worker.sandbox.inside.tensors import _TORCH

DTYPES = sorted(_TORCH)
ANSWER = wire.Bounds()

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(2**300), max_value=2**300),
    st.floats(allow_nan=False),
    st.complex_numbers(allow_nan=False),
    st.text(),
    st.binary(max_size=100),
    st.sampled_from([torch.float32, torch.bool, torch.Size([2, 3]), torch.device("cpu"), slice(1, None, -2)]),
    st.builds(wire.Handle, st.integers(0, 2**40), st.text(max_size=20)),
    st.builds(wire.Opaque, st.text(max_size=20)),
)
trees = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=5) | st.integers() | st.tuples(st.integers()), inner, max_size=4),
        st.sets(st.integers() | st.text(max_size=3), max_size=4),
    ),
    max_leaves=20,
)


def there_and_back(tree, bounds=ANSWER):
    encoded = encode(tree, bounds)
    return decode(encoded.header, b"".join(encoded.chunks), bounds)


@given(trees)
def test_a_tree_comes_back_equal_and_of_the_same_types(tree):
    back = there_and_back(tree)
    assert back == tree
    assert repr(back) == repr(tree) or isinstance(tree, set | dict | list | tuple)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3, 4), (0, 5)])
@pytest.mark.filterwarnings("ignore:ComplexHalf")
def test_every_dense_dtype_and_shape_comes_back_bit_by_bit(dtype, shape):
    raw = torch.randint(0, 256, (math.prod(shape) * _TORCH[dtype].itemsize,), dtype=torch.uint8)
    tensor = (
        raw % 2 == 1
        if dtype == "bool"
        else raw.view(_TORCH[dtype])
        if raw.numel()
        else torch.empty(0, dtype=torch.uint8).view(_TORCH[dtype])
    )
    tensor = tensor.reshape(shape)
    back = there_and_back({"x": [tensor]})["x"][0]
    assert (back.dtype, back.shape) == (tensor.dtype, tensor.shape)
    assert torch.equal(back.reshape(-1).view(torch.uint8), tensor.reshape(-1).view(torch.uint8))


@pytest.mark.parametrize("code", ["?", "u1", "<i2", ">i4", "<u8", "<f2", ">f8", "<c8", "<c16"])
def test_numpy_arrays_come_back(code):
    array = np.arange(6).reshape(2, 3).astype(code)
    back = there_and_back(array)
    assert type(back) is np.ndarray
    assert np.array_equal(back, array)
    assert there_and_back(np.array(2.5)).shape == ()


def test_not_a_number_and_infinity_come_back():
    assert str(there_and_back([math.nan, math.inf, -math.inf, complex(math.nan, 1)])) == "[nan, inf, -inf, (nan+1j)]"


def test_conjugated_negated_and_strided_views_are_resolved():
    values = torch.tensor([1 + 2j, 3 - 1j])
    assert torch.equal(there_and_back(values.conj()), values.conj().resolve_conj())
    assert torch.equal(there_and_back(values.conj().imag), values.conj().imag.resolve_neg())
    grid = torch.arange(12.0).reshape(3, 4)
    assert torch.equal(there_and_back(grid.t()[::2]), grid.t()[::2])


def test_inputs_keep_their_strides_and_their_wish_for_a_gradient():
    for view in (torch.randn(6, 4).t(), torch.randn(20)[::3], torch.randn(2, 3, 4).permute(2, 0, 1)):
        back = there_and_back(view, wire.INPUT_BOUNDS)
        assert back.stride() == view.stride()
        assert torch.equal(back, view)
    assert there_and_back(torch.ones(2, requires_grad=True), wire.INPUT_BOUNDS).requires_grad
    assert not there_and_back(torch.ones(2, requires_grad=True)).requires_grad


def test_an_expanded_tensor_is_refused_by_its_number_of_elements():
    with pytest.raises(wire.TooLarge):
        encode(torch.ones(1).expand(10**10), ANSWER)


class Liar(torch.Tensor):
    def numel(self):
        return 1


@pytest.mark.parametrize(
    "value",
    [
        torch.eye(2).to_sparse(),
        torch.empty(2, device="meta"),
        torch.ones(2).as_subclass(Liar),
        object(),
        np.array([object()]),
        type("Dict", (dict,), {})(),
    ],
)
def test_anything_else_is_opaque(value):
    assert type(there_and_back([value])[0]) is wire.Opaque


def test_a_tree_that_contains_itself_is_refused():
    ring: list = []
    ring.append(ring)
    with pytest.raises(wire.TooLarge):
        encode(ring, ANSWER)


HOSTILE = [
    b"",
    b"nonsense",
    b"[" * 100_000,
    b'{"v":NaN,"t":[]}',
    b'{"v":1,"t":[],"score":1}',
    b'{"v":["T",0],"t":[]}',
    b'{"v":["T",-1],"t":[["float32",[0]]]}',
    b'{"v":["T",true],"t":[["float32",[0]],["float32",[0]]]}',
    b'{"v":["T",0],"t":[["float32",[-1]]]}',
    b'{"v":["T",0],"t":[["float32",[1.5]]]}',
    b'{"v":["T",0],"t":[["object",[1]]]}',
    b'{"v":["A",0],"t":[["|O",[1]]]}',
    b'{"v":["A",0],"t":[["float32",[0]]]}',
    b'{"v":["T",0],"t":[["float32",[0],false,[99999999]]]}',
    b'{"v":["T",0],"t":[["float32",[4]]]}',
    b'{"v":{"a":{"b":["x"]}},"t":[]}',
    b'{"v":[],"t":[]}',
    b'{"v":["d",1],"t":[]}',
    b'{"v":["d",["l"],1],"t":[]}',
    b'{"v":["y","Tensor"],"t":[]}',
    b'{"v":["D","cuda:-1"],"t":[]}',
    b'{"v":["h","1","x"],"t":[]}',
    b'{"v":["i","0x' + b"f" * 9000 + b'"],"t":[]}',
    b'{"v":["b","***"],"t":[]}',
    b'{"v":["c",1' + b"0" * 400 + b',0],"t":[]}',
    b'{"v":["T",0],"t":[["float32",[0,2305843009213693952,2305843009213693952]]]}',
    b'{"v":["A",0],"t":[["<f4",[0,2305843009213693952,2305843009213693952]]]}',
    '{"v":["D","cuda:\u0663"],"t":[]}'.encode(),
    b'{"v":["x",1],"t":[]}',
    b'{"v":' + b"9" * 10_000 + b',"t":[]}',
]


@pytest.mark.parametrize("header", HOSTILE)
def test_a_malformed_header_is_garbled(header):
    with pytest.raises(wire.Garbled):
        decode(header, b"", ANSWER)


@pytest.mark.parametrize(
    "header",
    [
        b'{"v":["T",0],"t":[["float32",[10000000000]]]}',
        b'{"v":["T",0],"t":[["float64",[100000,100000,100000]]]}',
        b'{"v":' + b'["l",' * 50 + b"1" + b"]" * 50 + b',"t":[]}',
        b'{"v":["l"' + b",1" * 200_000 + b'],"t":[]}',
        json.dumps({"v": ["s", *(k * (2**61 - 1) for k in range(6000))], "t": []}).encode(),
        json.dumps({"v": ["d", *(n for k in range(6000) for n in (k * (2**61 - 1), 0))], "t": []}).encode(),
    ],
)
def test_a_claim_over_a_bound_is_too_large(header):
    with pytest.raises(wire.TooLarge):
        decode(header, b"", ANSWER)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(st.sampled_from("ltsdcSbzyDhoifTA") | inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=500)
@given(json_values, json_values, st.binary(max_size=64))
def test_no_header_does_more_than_raise_what_it_may(value, table, body):
    with suppress(wire.Garbled, wire.TooLarge):
        decode(json.dumps({"v": value, "t": table}).encode(), body, ANSWER)


extremes = st.sampled_from([0, 1, -1, 2**31, 2**61, 2**63, -(2**63), 2**64, 10**400, 1e308, True, "1", None])
numbers = st.integers(0, 3) | extremes
devices = st.text(alphabet="cpudameta:0129\u0663\u0967-", max_size=7) | st.sampled_from(
    ["cuda:\u0663", "cuda:99", "cpu"]
)
kinds = st.one_of(
    st.tuples(st.just("c"), numbers, numbers),
    st.tuples(st.just("S"), numbers, numbers, numbers),
    st.tuples(st.just("z"), numbers, numbers),
    st.tuples(st.just("h"), numbers, st.text(max_size=3)),
    st.tuples(st.sampled_from("TA"), numbers),
    st.tuples(st.just("D"), devices),
    st.tuples(st.just("y"), st.sampled_from([*DTYPES, "qint8", "Tensor"])),
    st.tuples(st.just("i"), st.sampled_from(["0x1", "-0xf", "0x\u0663", "", "1_0"])),
    st.tuples(st.just("f"), st.sampled_from(["nan", "inf", "-inf", "1"])),
    numbers,
)
nodes = st.recursive(
    kinds,
    lambda inner: st.lists(inner, max_size=4).flatmap(
        lambda parts: st.sampled_from("ltsd").map(lambda kind: [kind, *parts])
    ),
    max_leaves=8,
)
sides = st.one_of(st.integers(0, 3), st.sampled_from([0, 2**31, 2**61, 2**62, 2**63, -1, True]))
described = st.tuples(st.sampled_from([*DTYPES, "<f4", "|b1", "<c16"]), st.lists(sides, max_size=4))


@settings(max_examples=1000)
@given(nodes, st.lists(described, max_size=3))
def test_no_well_formed_header_does_more_than_raise_what_it_may(value, table):
    """With just the bytes that the table asks for, so that tensors are made."""
    body = bytes(_body_of(table))
    with suppress(wire.Garbled, wire.TooLarge):
        decode(json.dumps({"v": value, "t": table}).encode(), body, ANSWER)


def _body_of(table):
    end = 0
    for name, shape in table:
        size = math.prod(shape) * (_TORCH[name].itemsize if name in _TORCH else np.dtype(name).itemsize)
        end = -(-end // 64) * 64 + (size if 0 < size < 1 << 16 else 0)
    return end


@settings(max_examples=300)
@given(st.binary(max_size=200), st.integers(1, 17))
def test_no_stream_does_more_than_raise_what_it_may(data, step):
    incoming = wire.Incoming(ANSWER)
    try:
        while data:
            size = min(step, incoming.wanted)
            if incoming.feed(data[:size]):
                incoming.tree()
                return
            data = data[size:]
    except (wire.Garbled, wire.TooLarge):
        pass


@pytest.mark.parametrize(
    ("magic", "kind", "header", "body"),
    [(b"ALC1", 0, 100, 2**62), (b"ALC1", 0, 2**31, 0), (b"ALC1", 1, 10, 10), (b"ALC1", 0, 0, 0), (b"HTTP", 0, 1, 0)],
)
def test_a_prefix_is_refused_before_anything_is_allocated(magic, kind, header, body):
    with pytest.raises(wire.Garbled):
        wire.Incoming(ANSWER).feed(struct.pack("<4sBIQ", magic, kind, header, body))


def test_a_big_input_travels_as_a_sealed_memory_file():
    ours, theirs = socket.socketpair()
    image = torch.randn(100, 28, 28)
    message = wire.frame({"x": image}, wire.INPUT_BOUNDS)
    with pytest.raises(PermissionError):
        os.pwrite(message.memory_fd, b"!", 0)
    wire.send(ours, message)
    back = wire.receive(theirs, wire.INPUT_BOUNDS)["x"]
    assert torch.equal(back, image)
    back.zero_()  # its own copy
    before = os.pread(message.memory_fd, 4 * image.numel(), 0)
    assert before == image.numpy().tobytes()
    message.close()
    ours.close()
    theirs.close()
