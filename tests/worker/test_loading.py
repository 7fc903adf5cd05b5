"""What a child is given of a folder, which is also what counts as brought along."""

from __future__ import annotations

import pytest

from worker.handin import HandIn
from worker.loading import Given, Work

FILES = (("a.py", b"x = 1\n"), ("data.csv", b"1,2\n"), ("Report.PDF", b"%PDF" * 9), ("loss.png", b"\x89PNG"))


def work_of(*files: tuple[str, bytes], whole: bool = False) -> Work:
    return Given(HandIn(files), whole).work(())


def sent(work: Work) -> set[str]:
    return {name for op, fields in work.steps(0) if op == "files" for name in fields["files"]}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("whole", "names"), [(False, {"a.py", "data.csv"}), (True, {"a.py", "data.csv", "Report.PDF", "loss.png"})]
)
def test_reports_and_figures_stay_outside_where_only_definitions_count(whole: bool, names: set[str]):
    work = work_of(*FILES, whole=whole)
    assert sent(work) == names
    assert {piece.file for piece in work.pieces} == names


@pytest.mark.unit
def test_a_single_file_is_code_whatever_it_is_called():
    (piece,) = work_of(("solution.md", b"x = 1\n")).pieces
    assert piece.text == "x = 1\n"
