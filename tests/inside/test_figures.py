"""What the child tells of figures: bounded, in plain data, whatever the code does with matplotlib."""

import numpy as np
import pytest
import torch

from worker.sandbox.inside.objects import Objects
from worker.sandbox.inside.values import Failed

HAND_IN = """
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
import numpy as np

def everything():
    figure, (left, right) = plt.subplots(1, 2)
    figure.suptitle("Both")
    left.plot([0, 1, 2], [0, 1, 4], label="square")
    left.set(title="left", xlabel="x", ylabel="y")
    left.legend()
    left.bar([0, 1], [3, 5])
    right.scatter([1, 2], [3, 4])
    right.imshow([[0, 1], [2, 3]])

def alone():
    figure = Figure()
    figure.subplots().plot([1, 2])
    return figure

def large():
    plt.figure(figsize=(150, 50))
    plt.plot([1, 2])

def many():
    for _ in range(100):
        plt.figure(figsize=(1, 1))
        plt.plot([1, 2])

def each_epoch():
    for epoch in range(30):
        plt.clf()
        plt.plot([epoch, epoch])

def wall():
    figure, axes = plt.subplots(10, 10)
    for each in axes.flat:
        each.imshow(np.zeros((200, 200)))

def crowd():
    for _ in range(300):
        plt.plot([1, 2])

def masked():
    plt.plot([1, 2, 3], np.ma.masked_equal([1, 2, 3], 2))

def long_words():
    plt.plot([1, 2])
    plt.title("t" * 10_000)

class Liar(str):
    pass

def lying():
    plt.plot([1, 2], label=Liar("x"))
    plt.gca().get_title = lambda: Liar("title")

def broken_artist():
    line, = plt.plot([1, 2])
    line.draw = lambda *_: 1 / 0

def leaves_it_broken():
    Figure.clear = None

def strange_size():
    plt.figure(figsize=(10, 1e9))
    plt.plot([1, 2])

def nothing():
    pass
"""


@pytest.fixture
def ask(load):
    objects, _ = load(HAND_IN)
    return lambda name, **fields: objects.perform("figures", {"name": name, **fields})


def test_everything_that_is_drawn_is_told(ask):
    (figure,) = ask("everything")
    assert figure["title"] == "Both"
    assert figure["axes"][0] == {"title": "left", "xlabel": "x", "ylabel": "y", "legend": ["square"]}
    told = [(mark["axes"], mark["kind"], mark["values"].tolist()) for mark in figure["marks"]]
    assert told == [
        (0, "line", [[0, 0], [1, 1], [2, 4]]),
        (0, "bars", [3, 5]),
        (1, "image", [[0, 1], [2, 3]]),
        (1, "points", [[1, 3], [2, 4]]),
    ]
    assert (figure["pixels"].shape, figure["pixels"].dtype) == ((480, 640), np.uint32)
    assert len(np.unique(figure["pixels"])) > 20


def test_a_figure_that_nobody_looks_at_is_not_painted(ask):
    told, painted = ask("everything", looked_at=False), ask("everything")
    assert told[0]["pixels"] is None
    assert [mark["values"].tolist() for mark in told[0]["marks"]] == [
        mark["values"].tolist() for mark in painted[0]["marks"]
    ]


def test_a_figure_that_pyplot_does_not_know_counts(ask):
    assert [mark["values"].tolist() for mark in ask("alone")[0]["marks"]] == [[[0, 1], [1, 2]]]


def test_a_large_figure_is_drawn_smaller(ask):
    (figure,) = ask("large")
    height, width = figure["pixels"].shape
    assert height * width <= 640 * 480
    assert width == pytest.approx(3 * height, rel=0.01)
    assert len(np.unique(figure["pixels"])) > 20


@pytest.mark.filterwarnings("ignore:More than 20 figures")
def test_of_many_figures_the_first_are_told(ask):
    assert len(ask("many")) == 8


def test_a_curve_that_is_drawn_anew_each_epoch_is_told_at_its_end_too(ask):
    values = [figure["marks"][0]["values"].tolist()[0][1] for figure in ask("each_epoch")]
    assert values == [0, 1, 2, 3, 4, 5, 6, 29]


def test_numbers_end_where_the_room_for_them_ends(ask):
    (figure,) = ask("wall")
    assert len(figure["axes"]) == 64
    held = [mark["values"] is not None for mark in figure["marks"]]
    assert held == [True] * 25 + [False] * 39
    assert figure["marks"][-1]["shape"] == [200, 200]


def test_marks_words_and_masks_are_bounded(ask):
    assert len(ask("crowd")[0]["marks"]) == 200
    assert ask("long_words")[0]["axes"][0]["title"] == "t" * 200
    assert np.isnan(ask("masked")[0]["marks"][0]["values"][1, 1])


def test_only_plain_text_is_told(ask):
    (figure,) = ask("lying")
    assert (figure["axes"][0]["title"], type(figure["marks"][0]["label"])) == ("", str)


@pytest.mark.parametrize("name", ["broken_artist", "strange_size"])
def test_what_cannot_be_drawn_is_the_student_s_crash(ask, name):
    with pytest.raises(Failed) as failed:
        ask(name)
    assert (failed.value.verdict, failed.value.code) == ("CRASH", "raised")
    assert ask("nothing") == []


def test_nothing_stays_open_or_patched(ask):
    import matplotlib.figure
    import matplotlib.pyplot as plt

    begin, clear = matplotlib.figure.Figure.__init__, matplotlib.figure.Figure.clear
    ask("everything")
    ask("leaves_it_broken")
    assert plt.get_fignums() == []
    assert (matplotlib.figure.Figure.__init__, matplotlib.figure.Figure.clear) == (begin, clear)


def test_arguments_and_seed_arrive(load):
    objects, _ = load(
        "import matplotlib.pyplot as plt\nimport torch\n\ndef f(x, *, k):\n    plt.plot(x * k, torch.rand(3))\n"
    )
    fields = {"name": "f", "args": (torch.ones(3),), "kwargs": {"k": 2.0}, "seed": 5}
    one, two = (objects.perform("figures", dict(fields))[0]["marks"][0]["values"] for _ in range(2))
    assert one[:, 0].tolist() == [2, 2, 2]
    assert np.array_equal(one, two)


def read(objects, name, start=0):
    return objects.perform("read_file", {"name": name, "start": start})


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_file_is_read_piece_by_piece(scratch):
    (scratch / "a.bin").write_bytes(bytes(range(10)))
    objects = Objects(elements=4)
    assert [read(objects, "a.bin", start).tolist() for start in (0, 4, 8, 12)] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
        [],
    ]


def test_what_is_no_file_of_the_scratch_folder_is_told_apart(scratch, tmp_path):
    import os

    (tmp_path / "secret").write_text("secret")
    (scratch / "link").symlink_to(tmp_path / "secret")
    (scratch / "loop").symlink_to(scratch / "loop")
    (scratch / "inside").symlink_to(scratch / "a")
    (scratch / "a").write_text("a")
    (scratch / "folder").mkdir()
    os.mkfifo(scratch / "pipe")
    objects = Objects()
    told = {}
    for name in ("none", "link", "../secret", str(tmp_path / "secret"), "loop", "folder", "pipe"):
        with pytest.raises(Failed) as failed:
            read(objects, name)
        told[name.removeprefix(str(tmp_path))] = failed.value.facts["reason"]
    assert told == {
        "none": "missing",
        "link": "outside",
        "../secret": "outside",
        "/secret": "outside",
        "loop": "missing",
        "folder": "not_plain",
        "pipe": "not_plain",
    }
    assert read(objects, "inside").tobytes() == b"a"
