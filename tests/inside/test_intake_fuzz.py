"""Whatever bytes are handed in, reading them ends: with code, or with one of the documented words about why not."""

from __future__ import annotations

import io
import json
import unicodedata
import warnings
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graders.folders import MOST_BYTES, MOST_FILES, BadFolder, code_sizes, unpacked
from graders.results import StudentFault
from worker.handin import HandIn
from worker.sandbox.inside.intake import examine
from worker.sandbox.inside.reading import CODE_BYTES
from worker.sandbox.inside.values import Failed

SLOW = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
REASONS = {"empty", "binary", "encoding", "not_a_notebook", "no_code", "too_large", "syntax"}
# What Python and notebooks are made of, so that more than the first byte is reached.
PIECES = (
    *("def f(x):", "\n", "    ", "return x", "class A:", "@", "import os", "from __future__ import annotations", "'''"),
    *(
        '"',
        "\\",
        "(",
        "[",
        "{",
        ")",
        "# coding: ",
        "utf-8",
        "latin-1",
        "punycode",
        "undefined",
        "utf-16",
        "%time",
        "!ls",
    ),
    *(
        "%%bash",
        "x =",
        " = lambda:",
        "\r",
        "\t",
        "\x0c",
        "\ud800",
        "\u202e",
        "é",
        "数",
        "\0",
        "0" * 5000,
        "(" * 300,
        "f'{",
    ),
    *("match x:", "case 1:", "async ", "await ", "yield", "*", "**", "->", ":=", "if", "else:", "\ufeff"),
)

texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map("".join)
sources = texts.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=200)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | texts
keys = st.sampled_from(["cells", "cell_type", "source", "input", "outputs", "worksheets", "nbformat"]) | st.text(
    max_size=3
)
values: Any = st.recursive(
    scalars | st.just("code"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)
cells = st.fixed_dictionaries({"cell_type": st.sampled_from(["code", "markdown", 7]), "source": texts | values})
books = values | st.fixed_dictionaries({"cells": st.lists(cells | values, max_size=5)})
notebooks = books.map(lambda book: json.dumps(book).encode("utf-8"))
names = st.sampled_from(["a.py", "a.ipynb", "A.PY", "d/e.py", "x"]) | st.text(max_size=20)


def prove_told(failed: Failed) -> None:
    assert (failed.verdict, failed.code) == ("UNREADABLE", "unreadable")
    assert failed.facts["reason"] in REASONS
    json.dumps(failed.facts).encode()


def read_or_told(name: str, data: bytes) -> None:
    try:
        hand_in = examine(name, data)
    except Failed as failed:
        prove_told(failed)
        return
    assert len(hand_in.source) <= CODE_BYTES + 2 * len(hand_in.cells) + 2
    hand_in.source.encode()
    assert all(definition.first <= definition.last for definition in hand_in.definitions())
    json.dumps([hand_in.problems, hand_in.sunk, hand_in.cells]).encode()


@SLOW
@given(names, sources | notebooks)
def test_one_file(name: str, data: bytes) -> None:
    read_or_told(name, data)
    assert all(0 <= size <= max(len(data), 1) for _, size in code_sizes([(name, data)]))


@SLOW
@given(names, sources | notebooks)
def test_a_file_read_whole(name: str, data: bytes) -> None:
    try:
        examine(name, data, whole=True).source.encode()
    except Failed as failed:
        prove_told(failed)


@st.composite
def archives(draw: Any) -> bytes:
    """Right ones, with bytes changed, cut out, doubled and put in where archives keep their sizes and places."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))) as archive:
        for number in range(draw(st.integers(0, 3))):
            entry = zipfile.ZipInfo(f"{draw(st.text(max_size=6))}{number}{draw(st.sampled_from(['.py', '/', '.txt']))}")
            entry.external_attr = draw(st.sampled_from([0, 0o100644 << 16, 0o120777 << 16, 1 << 31]))
            entry.extra = draw(
                st.sampled_from([b"", b"\x01\x00\x00\x00", b"\x0d\x00\xff\xff", b"\x75\x70\x05\x00\x01abcd"])
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the same name twice
                archive.writestr(entry, draw(sources))
    data = bytearray(buffer.getvalue())
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["change", "cut", "double", "fill"]))
        if kind == "change":
            data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
        elif kind == "cut":
            del data[at : at + draw(st.integers(1, 40))]
        elif kind == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 60))]
        else:
            size = draw(st.sampled_from([2, 4, 8]))
            data[at : at + size] = draw(st.sampled_from([b"\xff", b"\0", b"\x7f"])) * size
    return bytes(data)


def prove_sentence(sentence: str) -> None:
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert len(sentence) < 300


@SLOW
@given(archives() | st.binary(max_size=300))
def test_a_folder(data: bytes) -> None:
    try:
        files = unpacked(data)
    except BadFolder as bad:
        prove_sentence(str(bad))
        return
    assert 0 < len(files) <= MOST_FILES
    assert sum(len(content) for _, content in files) <= MOST_BYTES
    for name, _ in files:
        assert name
        assert not name.startswith("/")
        assert not {"", "..", "."} & set(name.split("/"))
        assert not {unicodedata.category(char) for char in name} & {"Cc", "Cs", "Co", "Cn"}


@SLOW
@given(st.sampled_from(["a.py", "lab.zip", "x.ipynb"]), archives() | sources | notebooks)
def test_a_hand_in_as_a_worker_reads_it(name: str, data: bytes) -> None:
    hand_in = HandIn.read(name, data)
    with suppress(StudentFault):
        for path, content in hand_in.chosen(["*1*"], ["*1*", "*2*"]):
            read_or_told(path, content)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"cells":' * 50_000,
        b'{"cells": [' + b'{"cell_type": "code", "source": "x"},' * 30_000 + b"1]}",
        b"x = " + b"(" * 200_000,
        b"x = " + b"-" * 30_000 + b"1",
        b"if 1:\n" + b"".join(b" " * n + b"if 1:\n" for n in range(1, 400)),
        b"'''" * 40_000,
        b"%" * 500_000,
        b"!a\\\n" * 100_000,
        b"\\\n" * 400_000,
        b"\n" * (1 << 20),
        b"a = " + b"9" * 39_000,
    ],
    ids=range(12),
)
@pytest.mark.parametrize("name", ["a.py", "a.ipynb"])
def test_what_is_deep_or_long(name: str, data: bytes) -> None:
    read_or_told(name, data)
