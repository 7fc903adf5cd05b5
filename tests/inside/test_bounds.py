"""Reading costs little whatever is uploaded: the checker reads too, and nobody stops it by a clock."""

import json
import time

import pytest

from tests.inside.conftest import notebook
from worker.sandbox.inside.intake import examine
from worker.sandbox.inside.reading import WORDS
from worker.sandbox.inside.values import Failed

MIB = 1 << 20
WHOLE = 8 * MIB  # an upload
TOO_LARGE = {
    "statements": ("lab.py", b"a\n" * (WHOLE // 2), "bytes of code"),
    "names": ("lab.py", b"a\n" * (MIB // 2), "names, numbers and signs of code"),
    "cells": (
        "lab.ipynb",
        b'{"cells":[' + b",".join([b'{"cell_type":"code","source":"a"}'] * 200_000) + b"]}",
        "names, numbers and signs of code",
    ),
    "code_in_cells": ("lab.ipynb", notebook("'" + "x" * MIB + "'"), "bytes of code"),
    "lists": ("lab.ipynb", b'{"cells":[' + b",".join([b"[]"] * (WHOLE // 3)) + b"]}", "lists and objects"),
}


@pytest.mark.parametrize(("name", "data", "unit"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_more_code_than_any_lab_asks_for_is_told(name, data, unit):
    with pytest.raises(Failed) as caught:
        examine(name, data)
    facts = caught.value.facts
    assert (caught.value.code, facts["reason"], facts["unit"]) == ("unreadable", "too_large", unit)
    assert facts["size"] > facts["limit"]


def functions(count):
    """Each calls the next one, and the last one loops."""
    chain = "".join(f"def f{n}(): f{n + 1}()\n" for n in range(count))
    return f"{chain}def f{count}():\n    while True: pass\nx = f0()\ny = 1\n"


HARD = {
    "shell": (notebook("!x\n" * 10_000 + "y = 1"), "y = 1"),
    "functions": (functions(4_000).encode(), "y = 1"),
    "nested": (
        b"".join(b" " * n + b"def f():\n" for n in range(90)) + b" " * 90 + b"a;" * 18_000 + b"a\nx=f()\ny=1",
        "y=1",
    ),
    "newlines_before_an_error": (notebook("\n" * (MIB - 200) + "def f(", "y = 1"), "y = 1"),
    "blank_cells": (
        json.dumps({"cells": [{"cell_type": "code", "source": "\n" * 500 + "y = 1"}] * 1500}).encode(),
        "y = 1",
    ),
    "a_chain": (b"import seaborn as s\n" + (b"s" + b".f()" * 150 + b"\n") * 60 + b"y = 1", "y = 1"),
    "words": (b"a\n" * (WORDS - 30) + b"y = 1", "y = 1"),
}


@pytest.mark.parametrize(("data", "kept"), HARD.values(), ids=HARD)
def test_what_is_read_is_read_in_no_time(data, kept):
    """By the time of this process, with room for a slow machine: before, the worst of these took minutes."""
    began = time.process_time()
    hand_in = examine("lab.ipynb" if data.startswith(b"{") else "lab.py", data)
    assert time.process_time() - began < 3
    assert kept in hand_in.source


def test_outputs_are_no_code():
    book = json.loads(notebook("def f(): return 1"))
    book["cells"][1]["outputs"] = [{"data": {"image/png": "x" * (7 * MIB)}}]
    assert examine("lab.ipynb", json.dumps(book).encode()).source == "def f(): return 1"


def test_a_thousand_elifs_sink_nothing():
    text = "if a:\n    b = 0\n" + "".join(f"elif a == {n}:\n    b = {n}\n" for n in range(1500)) + "y = 1\n"
    assert "y = 1" in examine("lab.py", text.encode()).source


def test_a_loop_in_a_nested_function_is_the_outer_ones_too():
    text = "def outer():\n    def inner():\n        while True: pass\n    inner()\nx = outer()\ny = 1\n"
    source = examine("lab.py", text.encode()).source
    assert "x = outer()" not in source
    assert "y = 1" in source
