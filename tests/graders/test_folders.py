"""Folders as students pack them, and as nobody should; which file answers which exercise."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from graders import folders
from graders.folders import BadFolder, chosen, matches, unpacked

pytestmark = pytest.mark.unit


def packed(*files: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data, compression)
    return buffer.getvalue()


def refusal(data: bytes) -> BadFolder:
    with pytest.raises(BadFolder) as caught:
        unpacked(data)
    return caught.value


def special(name: str, mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    return entry


def test_a_folder_as_a_mac_packs_it():
    data = packed(
        ("Lab 2 (final)/", b""),
        ("Lab 2 (final)/q10.py", b"ten"),
        ("Lab 2 (final)/Q2 [new].py", b"two"),
        ("Lab 2 (final)/data/prices.csv", b"1,2"),
        ("Lab 2 (final)/.DS_Store", b"x"),
        ("Lab 2 (final)/.ipynb_checkpoints/q2-checkpoint.ipynb", b"{}"),
        ("Lab 2 (final)/__pycache__/q2.pyc", b"x"),
        ("__MACOSX/Lab 2 (final)/._q10.py", b"x"),
    )
    assert unpacked(data) == [("data/prices.csv", b"1,2"), ("Q2 [new].py", b"two"), ("q10.py", b"ten")]


def test_files_without_an_outer_folder_are_the_same_hand_in():
    assert unpacked(packed(("a.py", b"1"), ("b.py", b"2"))) == unpacked(packed(("x/y/a.py", b"1"), ("x/y/b.py", b"2")))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../evil.py", "leads out of the folder"),
        ("a/../../evil.py", "leads out of the folder"),
        ("/etc/evil.py", "leads out of the folder"),
        ("C:/evil.py", "leads out of the folder"),
        ("a\\evil.py", "leads out of the folder"),
        ("a\nb.py", "no usable name"),
        ("a\u202ebp.py", "no usable name"),
        ("n" * 300 + ".py", "no usable name"),
        ("数" * 90 + ".py", "no usable name"),
        ("q1.py/x.py", "in what is a file too"),
    ],
)
def test_entries_that_lead_elsewhere(name, told):
    bad = refusal(packed(("q1.py", b"x = 1"), (name, b"x = 2")))
    assert told in str(bad)
    assert not bad.too_large
    assert len(str(bad)) < 250


@pytest.mark.parametrize("mode", [0o120777, 0o010644, 0o020644, 0o060644, 0o140644, 0o104755, 0o102755])
def test_links_and_devices(mode):
    assert "link or special file" in str(refusal(packed(("q1.py", b"x"), (special("q2.py", mode), b"/etc/passwd"))))


def test_a_second_name_of_another_file():
    entry = zipfile.ZipInfo("q2.py")
    entry.extra = struct.pack("<HHIIHH6s", 0x000D, 18, 0, 0, 0, 0, b"/etc/x")
    assert "link or special file" in str(refusal(packed(("q1.py", b"x"), (entry, b""))))


def test_what_a_name_hides_behind_its_end():
    data = packed(("q1.py", b"x"), ("q2.py_.txt", b"x")).replace(b"q2.py_.txt", b"q2.py\0.txt")
    assert "no usable name" in str(refusal(data))


def test_a_bomb_is_stopped_by_what_comes_out_of_it(monkeypatch):
    bad = refusal(packed(("q1.py", b"x"), ("zeros.bin", bytes(folders.MOST_BYTES))))
    assert (bad.too_large, "20 MiB" in str(bad)) == (True, True)


def test_declared_sizes_are_not_believed():
    data = bytearray(packed(("q1.py", b"x"), ("zeros.bin", bytes(folders.MOST_BYTES + 1))))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 7)
    assert "cannot be read" in str(refusal(bytes(data))) or refusal(bytes(data)).too_large


def test_too_many_files():
    bad = refusal(packed(*[(f"{number}.py", b"") for number in range(folders.MOST_FILES + 1)]))
    assert (bad.too_large, "201 files" in str(bad)) == (True, True)


def test_a_table_of_very_many_entries_is_not_even_read(monkeypatch):
    data = packed(*[(f"{number}.py", b"") for number in range(folders.MOST_ENTRIES + 1)])
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert refusal(data).too_large


def test_a_locked_folder():
    data = bytearray(packed(("q1.py", b"x = 1")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert "password" in str(refusal(bytes(data)))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing(compression):
    assert "unusual" in str(refusal(packed(("q1.py", b"x"), compression=compression)))


def test_the_same_name_twice():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = packed(("q1.py", b"1"), ("q1.py", b"2"))
    assert "twice" in str(refusal(data))


# Named, since a .zip holds the time: two processes of pytest would otherwise collect different tests.
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"PK", id="two letters"),
        pytest.param(b"x = 1\n", id="code"),
        pytest.param(packed(("q1.py", b"x = 1\n" * 99))[:60], id="cut off"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_no_zip(data):
    assert "cannot be read" in str(refusal(data))


def test_damaged_content():
    data = bytearray(packed(("q1.py", b"x = 1\n"), compression=zipfile.ZIP_STORED))
    data[data.index(b"x = 1")] ^= 1
    assert "cannot be read" in str(refusal(bytes(data)))


def test_a_folder_without_code():
    assert "no .py file" in str(refusal(packed(("notes.txt", b"x"), ("lab.zip", b"PK"))))


@pytest.mark.parametrize(
    ("name", "pattern", "fits"),
    [
        ("q5.py", "*q5*", True),
        ("Lab 4/Q5 (final) [v2].py", "*q5*", True),
        ("q10.py", "*q1*", False),
        ("q1.py", "*q10*", False),
        ("week4_q1.py", "*q1*", True),
        ("L6Q1.ipynb", "*q1*", True),
        ("q3-q4.py", "*q4*", True),
        ("q7-10.py", "*q7*", True),
        ("q7-10.py", "*q8*", True),
        ("Lab1 Q7 - Q10.py", "*q9*", True),
        ("q7-10.py", "*q11*", False),
        ("lab2-3.py", "*q3*", False),
        ("q1-999.py", "*q500*", False),
        ("2024-11-28 q1.py", "*q12*", False),
        ("lab11.py", "*1.py", False),
        ("my polynomial.py", "*poly*", True),
        ("[a].py", "[a].py", True),
        ("a.py", "[a].py", False),
        ("a.py", "?.py", True),
    ],
)
def test_patterns(name, pattern, fits):
    assert matches(name, pattern) is fits


def test_an_exercise_is_answered_by_the_files_named_for_it():
    names = ["q1.py", "q2.py", "helper.py"]
    assert chosen(names, ["*q2*"], ["*q1*", "*q2*"]) == ["q2.py"]
    assert chosen(names, ["*q3*"], ["*q1*", "*q2*", "*q3*"]) == []
    assert chosen(names, []) == names


def test_where_no_file_is_named_for_a_question_all_of_them_answer_each():
    assert chosen(["lab2.py", "helper.py"], ["*q2*"], ["*q1*", "*q2*"]) == ["lab2.py", "helper.py"]


def test_a_single_file_answers_everything_unless_it_is_named_for_something_else():
    assert chosen(["solution.py"], ["*q2*"], ["*q1*", "*q2*"]) == ["solution.py"]
    assert chosen(["q1.py"], ["*q2*"], ["*q1*", "*q2*"]) == []
