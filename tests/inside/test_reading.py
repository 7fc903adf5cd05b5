"""Bytes of a hand-in to cells, or a precise word about why not."""

import json

import pytest

from tests.inside.conftest import notebook
from worker.sandbox.inside.reading import parse, read
from worker.sandbox.inside.values import Failed


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfname = 'caf\xc3\xa9'\n",
        b"# -*- coding: latin-1 -*-\nname = 'caf\xe9'\n",
        b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\nname = 'caf\xe9'",
        b"def f():\r\n\treturn 1\r\nname = 'caf\xc3\xa9'\r\n",
        b"pass\rname = 'caf\xc3\xa9'\r",
    ],
    ids=["byte order mark", "coding cookie", "cookie in line 2", "tabs and CRLF", "old Mac line ends"],
)
def test_text_is_decoded_as_python_decodes_it(data):
    (cell,) = read("a.py", data)
    assert "name = 'café'" in cell.text
    assert "\r" not in parse(cell)[0]


@pytest.mark.parametrize(
    ("name", "data", "reason", "line"),
    [
        ("a.py", b"", "empty", None),
        ("a.py", b"\xef\xbb\xbf \r\n\t", "empty", None),
        ("a.ipynb", b"  ", "empty", None),
        ("a.py", "x = 1\n".encode("utf-16"), "encoding", None),
        ("a.py", "x = 1\n".encode("utf-16-le"), "encoding", None),
        ("a.py", b"x = 1\ny = '\xe9'\n", "encoding", 2),
        ("a.py", b"# coding: klingon\nx = 1\n", "encoding", 1),
        ("a.py", b"# coding: undefined\nx = 1\n", "encoding", 1),
        ("a.py", b"# coding: punycode\nx = 1\n", "encoding", 1),
        ("a.py", b"# coding: idna\nx = 1\n", "encoding", 1),
        ("a.py", b"# coding: utf-7\nx = 1\n", "encoding", 1),
        ("a.py", b"# coding: unicode_escape\nx = 1\n", "encoding", 1),
        ("a.py", b"# coding: cp500\nx = 1\n", "encoding", 1),
        ("a.py", b"# coding: rot13\nx = 1\n", "encoding", 1),
        ("a.py", b"PK\x03\x04\x14\x00\x00\x00", "binary", None),
        ("a.py", b"\x89PNG\r\n\x1a\n\x00", "binary", None),
        ("a.ipynb", b"print('a script with a wrong name')", "not_a_notebook", 1),
        ("a.ipynb", b'{"nbformat": 4}', "not_a_notebook", None),
        ("a.ipynb", b"[1, 2]", "not_a_notebook", None),
        ("a.ipynb", b'{"cells": 3}', "not_a_notebook", None),
        ("a.ipynb", b'{"cells": ' + b"[" * 100_000, "not_a_notebook", None),
        ("a.ipynb", b'{"cells": [{"cell_type": "markdown", "source": "def f(): pass"}]}', "no_code", None),
        ("a.ipynb", notebook("", "  \n"), "no_code", None),
    ],
)
def test_a_broken_file_is_told_precisely(name, data, reason, line):
    with pytest.raises(Failed) as caught:
        read(name, data)
    assert (caught.value.verdict, caught.value.code) == ("UNREADABLE", "unreadable")
    assert (caught.value.facts["reason"], caught.value.facts["line"]) == (reason, line)


def test_cells_of_a_notebook_are_numbered_and_named():
    cells = read("My lab (2).ipynb", notebook("x = 1", "def f():\n    return 1"))
    assert [(cell.file, cell.number) for cell in cells] == [
        ("<My lab (2).ipynb cell 1>", 1),
        ("<My lab (2).ipynb cell 2>", 2),
    ]
    assert cells[1].text == "def f():\n    return 1"


def test_a_notebook_with_the_name_of_a_script_is_read_as_what_it_is():
    assert [cell.text for cell in read("lab.py", notebook("x = 1"))] == ["x = 1"]


def test_a_notebook_of_format_3_is_read():
    cell = {"cell_type": "code", "input": ["x = 1\n", "y = 2"]}
    (read_cell,) = read("old.ipynb", json.dumps({"worksheets": [{"cells": [cell]}]}).encode())
    assert read_cell.text == "x = 1\ny = 2"


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("%matplotlib inline\nx = 1", "0\nx = 1"),
        ("!pip install d2l==1.0.3 \\\n    --quiet\nx = 1", "0\n\nx = 1"),
        ("pip install torch\nx = 1", "0\nx = 1"),
        ("if True:\n    !ls\nx = 1", "if True:\n    0\nx = 1"),
        ("files = !ls\nx = 1", "0\nx = 1"),
        ("torch.nn?\nx = 1", "0\nx = 1"),
        ("%%time\nx = 1", "      \nx = 1"),
        ("%%bash\necho x = 1", ""),
        ('s = """\n% done\n!pip install x\n"""', 's = """\n% done\n!pip install x\n"""'),
        ("y = (7\n% 4)\n%time x = 1", "y = (7\n% 4)\n0"),
        ('!echo "it\'s"\nx = 1', "0\nx = 1"),
    ],
)
def test_lines_that_are_no_python_are_dropped_and_lines_keep_their_numbers(text, parsed):
    (cell,) = read("a.ipynb", notebook(text))
    assert parse(cell)[0] == parsed
