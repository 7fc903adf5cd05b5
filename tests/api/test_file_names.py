"""Names of uploads as they are shown and sent back, whatever they were."""

import unicodedata
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.file_names import LONGEST, attachment, clean_file_name
from api.problems import Problem

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("lab 4 (final) [v2].ipynb", "lab 4 (final) [v2].ipynb"),
        ("作业一 été.py", "作业一 été.py"),
        ("e\u0301te\u0301.py", "été.py"),
        ("../../x.py", "x.py"),
        ("C:\\Users\\me\\lab.PY", "lab.PY"),
        ("a\0b\r\n\u2028c.py", "abc.py"),
        ("\u202eyp.exe\u2066.py", "yp.exe.py"),
        ("=cmd|'calc'!A0.py", "cmd_'calc'!A0.py"),
        ("\t=1+1.py", "1+1.py"),
        ("@SUM(A1).py", "SUM(A1).py"),
        ("-rf.py", "rf.py"),
        (".hidden.py", "hidden.py"),
        ("CON.py", "_CON.py"),
        ("com1.tar.py", "_com1.tar.py"),
        ("contents.py", "contents.py"),
        ('<img src="x" onerror=alert(1)>.py', "_img src=_x_ onerror=alert(1)_.py"),
        ("n" * 4096 + ".py", "n" * (LONGEST - 3) + ".py"),
        ("数" * 4096 + ".py", "数" * ((LONGEST - 3) // 3) + ".py"),
    ],
)
def test_names_are_cleaned(given_name: str, shown: str) -> None:
    assert clean_file_name(given_name) == shown


@pytest.mark.parametrize("name", ["", ".py", "---.py", "\u202e.py", "\0.py", "../.py", " . .py"])
def test_names_of_nothing_are_refused(name: str) -> None:
    with pytest.raises(Problem) as refused:
        clean_file_name(name)
    assert (refused.value.status, refused.value.kind) == (422, "file-name")


@given(st.text(max_size=300))
def test_a_cleaned_name_is_safe_wherever_it_ends_up(stem: str) -> None:
    try:
        name = clean_file_name(f"{stem}.py")
    except Problem:
        return
    assert name == unicodedata.normalize("NFC", name)
    assert clean_file_name(name) == name
    assert len(name.encode()) <= LONGEST
    assert name.isprintable()
    assert name[0] not in "=+-@. "
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    message = Message()
    message["Content-Disposition"] = header
    assert unquote(header.rpartition("UTF-8''")[2]) == name
    assert message.get_content_disposition() == "attachment"
