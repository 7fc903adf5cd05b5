"""Files run whole, definitions left out, siblings: the operations that hand-ins as they are need."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.inside.conftest import notebook
from worker.sandbox.inside.objects import Objects
from worker.sandbox.inside.running import Printed


@pytest.fixture
def objects(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = list(sys.meta_path)
    yield Objects()
    sys.meta_path[:] = before


def execute(objects, text, name="lab.py"):
    return objects.perform("execute", {"name": name, "data": text if isinstance(text, bytes) else text.encode()})


def bytes_of(text):
    return np.frombuffer(text.encode(), np.uint8)


def test_it_is_the_main_module_while_it_runs(objects):
    text = """
import pickle, sys
assert sys.argv == ["lab.py"] and __file__ == "lab.py"
class Net: pass
restored = pickle.loads(pickle.dumps(Net()))
if __name__ == "__main__":
    kind = type(restored).__name__
"""
    answer = execute(objects, text)
    assert answer["problems"] == []
    assert objects.perform("name", {"name": "kind"}) == "Net"
    assert sys.modules["__main__"].__name__ != "Net"


def test_what_it_prints_comes_back_and_goes_on(objects, capsys):
    assert execute(objects, "print(1.5)\nimport sys\nsys.stdout.write('two\\n')\n")["printed"] == "1.5\ntwo\n"
    assert capsys.readouterr().out == "1.5\ntwo\n"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("x = 3\nx", "3\n"),
        ("x = 3\nx;", ""),
        ("None", ""),
        ("print(4)", "4\n"),
        ("'text'", ""),
        ("[1.5, 2]", "[1.5, 2]\n"),
    ],
)
def test_a_cell_shows_its_last_value(objects, cell, shown):
    assert execute(objects, notebook(cell), "lab.ipynb")["printed"] == shown


def test_names_before_the_failing_line_are_there_and_those_behind_are_told_by_it(objects):
    answer = execute(objects, "a = 1\nb = nothing\nc = 3\ndef f():\n    return 1\n")
    assert [(problem["line"], problem["type"]) for problem in answer["problems"]] == [(2, "NameError")]
    assert answer["defined"] == ["a"]
    assert objects.perform("name", {"name": "a"}) == 1
    for name in ("b", "c", "f"):
        with pytest.raises(Exception, match="CRASH: raised") as caught:
            objects.perform("call", {"name": name, "args": ()})
        assert caught.value.facts["line"] == 2


@pytest.mark.parametrize(
    ("end", "problems"), [("exit()", 0), ("raise SystemExit", 0), ("exit(2)", 1), ("exit('no')", 1)]
)
def test_only_an_end_with_a_code_is_a_failure(objects, end, problems):
    assert len(execute(objects, f"x = 1\n{end}\ny = 2\n")["problems"]) == problems


def test_a_definition_is_left_out(objects):
    text = b"def f():\n    return 1\ndef f():\n    return 2\n"
    objects.perform("load", {"name": "lab.py", "data": text, "without": [[None, 3]]})
    assert objects.perform("call", {"name": "f", "args": ()}) == 1


def test_siblings_are_loaded_by_their_definitions_where_the_hand_in_is(objects):
    helper = "raise_now = [].pop\nnumber = 7\nfor _ in iter(int, 1):\n    pass\n"
    files = {"lab/q1.py": "", "lab/helper.py": helper, "lab/data/n.txt": "5"}
    fields = {"files": {name: bytes_of(text) for name, text in files.items()}, "home": "lab", "whole": False}
    objects.perform("files", fields)
    text = b"import helper\nfrom pathlib import Path\nread = int(Path('data/n.txt').read_text())\n"
    text += b"def f():\n    return helper.number + read\n"
    objects.perform("load", {"name": "lab/q1.py", "data": text})
    assert objects.perform("call", {"name": "f", "args": ()}) == 12
    assert Path.cwd().name == "lab"
    del sys.modules["helper"]


def test_a_sibling_that_fails_on_the_second_road_fails_its_import(objects):
    fields = {"files": {"bad_helper.py": bytes_of("x = 1\ny = 1 / 0\n")}, "home": "", "whole": True}
    objects.perform("files", fields)
    (problem,) = execute(objects, "import bad_helper\n")["problems"]
    assert (problem["type"], problem["message"]) == ("ImportError", "bad_helper.py failed in line 2")


@pytest.mark.parametrize("size", [10, 65_536, 65_537, 1_000_000])
def test_of_much_text_the_first_and_the_last_part_are_kept(size):
    printed = Printed(io.StringIO())
    text = "".join(f"{number % 10}" for number in range(size))
    for start in range(0, size, 777):
        printed.write(text[start : start + 777])
    kept = printed.text()
    if size <= 65_536:
        assert kept == text
    else:
        first, last = kept.split("\n...\n")
        assert (first, last) == (text[: 32 << 10], text[-(32 << 10) :])
