"""A folder as .zip over REST: taken when it is one, refused in one sentence and without a row when it is not."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile

import pytest
from sqlalchemy.orm import Session

from graders import folders
from graders.folders import MOST_BYTES, MOST_CODE_BYTES
from tests.api.conftest import Clients, claimed, hand_in
from tests.api.test_submissions import refusal, rows
from worker.sandbox.inside import reading


def packed(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def traversing() -> bytes:
    return packed(**{"lab/q1.py": b"x = 1", "../../etc/cron.d/x": b"* * * * *"})


def linking() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("q1.py", b"x = 1")
        link = zipfile.ZipInfo("answers")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def bomb() -> bytes:
    return packed(**{"q1.py": b"x = 1", **{f"{number}.bin": bytes(MOST_BYTES // 4) for number in range(40)}})


def test_a_folder_is_stored_as_it_came_and_reaches_the_worker(client: Clients) -> None:
    data = packed(**{"Lab 2/q1.py": b"x = 1", "Lab 2/data.csv": b"1,2"})
    sent = hand_in(client(), data=data, name="Lab 2.ZIP")
    assert sent.status_code == 202
    assert (sent.json()["file_name"], claimed().data) == ("Lab 2.ZIP", data)
    assert client().get(sent.headers["location"] + "/source").content == data


@pytest.mark.parametrize(
    ("make", "expected", "told"),
    [
        (traversing, (422, "folder"), "leads out of the folder"),
        (linking, (422, "folder"), "link or special file"),
        (lambda: b"PK\x05\x06", (422, "folder"), "cannot be read"),
        (lambda: packed(**{"notes.txt": b"x"}), (422, "folder"), "no .py file"),
        (bomb, (413, "folder"), "20 MiB"),
        (lambda: packed(**{f"{number}.py": b"" for number in range(201)}), (413, "folder"), "201 files"),
        (lambda: bytes((8 << 20) + 1), (413, "too-large"), "data sets and saved weights"),
    ],
)
def test_what_is_no_folder_is_refused_and_costs_nothing(
    client: Clients, db: Session, make: object, expected: tuple[int, str], told: str
) -> None:
    data = make()
    answer = hand_in(client(), data=data, name="lab.zip")
    assert refusal(answer) == expected
    assert told in answer.json()["detail"]
    assert rows(db, "submissions") == rows(db, "blobs") - rows(db, "lab_versions") == 0


@pytest.mark.parametrize(("name", "told"), [("lab.py", "It holds code only"), ("lab.ipynb", "Clear the outputs")])
def test_too_large_a_file_is_told_what_to_leave_out(client: Clients, name: str, told: str) -> None:
    answer = hand_in(client(), data=b"#" * (8 * 2**20 + 1), name=name)
    assert refusal(answer) == (413, "too-large")
    assert told.lower() in answer.json()["detail"].lower()


def book(code: str, output: str) -> bytes:
    cells = [{"cell_type": "code", "source": [code], "outputs": [{"text": output}]}, {"cell_type": "markdown"}]
    return json.dumps({"cells": cells, "nbformat": 4}).encode()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("lab.py", lambda: b"#" * (MOST_CODE_BYTES + 1)),
        ("lab.ipynb", lambda: book("#" * (MOST_CODE_BYTES + 1), "")),
        ("lab.zip", lambda: packed(**{"q1.py": b"x = 1", "deep/q2.py": b"#" * (MOST_CODE_BYTES + 1)})),
    ],
)
def test_more_than_a_mebibyte_of_code_is_refused(client: Clients, db: Session, name: str, make: object) -> None:
    answer = hand_in(client(), data=make(), name=name)
    assert refusal(answer) == (413, "too-much-code")
    assert ("deep/q2.py" in answer.json()["detail"]) is (name == "lab.zip")
    assert rows(db, "submissions") == 0


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("lab.py", lambda: b"#" * MOST_CODE_BYTES),
        ("lab.ipynb", lambda: book("x = 1", "7" * (4 << 20))),  # many notebooks are that large by their outputs
        ("lab.ipynb", lambda: b"{" * (2 << 20)),
        ("lab.ipynb", lambda: b'{"cells": ' + b"9" * (2 << 20) + b"}"),
    ],
)
def test_what_can_be_told_better_by_a_grading_is_taken(client: Clients, name: str, make: object) -> None:
    assert hand_in(client(), data=make(), name=name).status_code == 202


@pytest.mark.parametrize("files", [1, 9])
def test_a_small_folder_does_not_become_millions_of_values(files: int) -> None:
    many = b'{"cells": [' + b'"ab",' * (MOST_BYTES // files // 5 - 20) + b"1]}"
    unpacked = folders.unpacked(packed(**{f"q{number}.ipynb": many for number in range(files)}))
    tracemalloc.start()
    try:
        assert [size for _, size in folders.code_sizes(unpacked)] == [0] * files
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()


def test_an_upload_is_measured_as_it_is_read_later() -> None:
    assert (folders.MOST_CODE_BYTES, folders.MOST_PARTS) == (reading.CODE_BYTES, reading._BRACKETS)
