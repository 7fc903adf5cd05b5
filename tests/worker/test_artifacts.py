"""Figures and saved models through the real checker and the real sandbox: honest, forged, and telling inputs."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from rich.console import Console

from api.views import check_view
from cli.grade import write_artifacts
from graders.results import CHECKPOINT, PICTURE, CheckResult
from tests.graders.pictures import decoded
from worker.job import Job
from worker.pipeline import open_pipeline

LAB_TOML = """
[lab]
title = "Pictures"

[limits]
call_s = 8.0
total_s = 20.0

[[exercise]]
name = "plot"
title = "A curve"
points = 3

[[exercise]]
name = "save"
title = "A saved model"
points = 2
"""
BEGIN = """
import matplotlib.pyplot as plt
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)
"""
PLOT = """
def plot(x):
    plt.plot(x, torch.relu(x))
"""
SAVE = """
def save(model, path):
    torch.save(model.state_dict(), path)
"""
CHECKS = """
import torch
from graders import exercise

plot = exercise("plot")
plot.figure("plot", points=2, draw=lambda d: [(d.uniform((20,), -8, 8),), (d.uniform((3,), -8, 8),)],
            shows=lambda reference, x: (x, torch.relu(x)))
plot.figure("plot", points=1, show="example", name="shown", draw=lambda d: (torch.linspace(-2, 2, 9),),
            shows=lambda reference, x: (x, torch.relu(x)))
save = exercise("save")
save.checkpoint("save", points=2, model="Net")
"""
SEED = b"s" * 32


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("labs") / "course" / "pictures"
    folder.mkdir(parents=True)
    for name, text in (("lab.toml", LAB_TOML), ("solution.py", BEGIN + PLOT + SAVE), ("checks.py", CHECKS)):
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def pipeline():
    opened = open_pipeline(ready=1, concurrent=2)
    yield opened
    opened.close()


@pytest.fixture
def graded(pipeline, lab):
    def grade(source: str, exercises: tuple[str, ...] = ()) -> dict[str, CheckResult]:
        job = Job(lab, str(lab), "mine.py", (BEGIN + dedent(source)).encode(), exercises, SEED)
        outcome = pipeline.grade(job, lambda _event: None)
        assert outcome.lab_fault is None
        return {result.check: result for result in outcome.checks}

    return grade


def ending(result: CheckResult) -> tuple[str, str | None]:
    return str(result.verdict), result.finding.code if result.finding else None


def test_the_pictures_and_the_description_come_with_the_verdicts(graded):
    results = graded(PLOT + SAVE)
    assert {name: str(result.verdict) for name, result in results.items()} == {
        "figure_plot": "PASS",
        "shown": "PASS",
        "checkpoint_save": "PASS",
    }
    pictures = [*results["figure_plot"].artifacts, *results["shown"].artifacts]
    assert [picture.name for picture in pictures] == ["figure-1.png", "figure-2.png", "figure-1.png"]
    for picture in pictures:
        assert picture.media_type == PICTURE
        seen = decoded(picture.data)
        assert seen.shape == (480, 640, 4)
        assert ((seen[..., 2] > 150) & (seen[..., 0] < 100)).sum() > 500  # the blue curve
    (description,) = results["checkpoint_save"].artifacts
    assert description.media_type == CHECKPOINT
    assert [entry["name"] for entry in json.loads(description.data)["entries"]] == ["layer.weight", "layer.bias"]


def test_the_command_writes_them_to_a_folder(graded, tmp_path):
    results = graded(PLOT + SAVE)
    console = Console(record=True, width=400)
    write_artifacts(console, tmp_path / "out", list(results.values()))
    written = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert sorted(console.export_text().split()) == [str(path) for path in written]
    assert [str(path.relative_to(tmp_path / "out")) for path in written] == [
        "plot/figure_plot/figure-1.png",
        "plot/figure_plot/figure-2.png",
        "plot/shown/figure-1.png",
        "save/checkpoint_save/checkpoint-1.json",
    ]
    assert written[0].read_bytes() == results["figure_plot"].artifacts[0].data


def test_the_picture_of_an_example_comes_from_a_process_that_knows_no_drawn_input(graded):
    """The example follows the drawn check here, so a hand-in could paint what it was given before."""
    results = graded(
        """
        SEEN = []

        def plot(x):
            SEEN.append(x)
            plt.plot(x, torch.relu(x))
            plt.title(f"{len(SEEN)} calls")
            plt.gca().set_facecolor("red" if len(SEEN) > 1 else "white")
    """,
        ("plot",),
    )
    assert [str(result.verdict) for result in results.values()] == ["PASS"] * 2
    corner = decoded(results["shown"].artifacts[0].data)[70, 90]
    assert corner.tolist() == [255, 255, 255, 255]


FORGERIES = {
    "it patches the describer": """
        import sys
        plt.figure()
        def plot(x):
            figures = sys.modules["inside.figures"]
            figures.drawn_by.__globals__["Album"].close = lambda album: album.pictures.append("all right")
    """,
    "it answers with bytes of its own": """
        import sys
        def plot(x):
            figures = sys.modules["inside.figures"]
            figures._pixels = lambda *_: b"<svg onload=alert(1)>"
            plt.plot(x, torch.relu(x))
    """,
    "it answers with pixels without end": """
        import sys, numpy
        def plot(x):
            figures = sys.modules["inside.figures"]
            figures._pixels = lambda *_: numpy.zeros((2000, 2000), numpy.uint32)
            plt.plot(x, torch.relu(x))
    """,
    "it says that it drew what it did not": """
        import sys
        def plot(x):
            sys.modules["inside.figures"]._marks = lambda axes: [("line", "right", [[0, 0]])] * 3
            plt.plot(x, x)
    """,
    "it draws what takes all memory": """
        def plot(x):
            plt.figure(figsize=(160, 160), dpi=10_000)
            plt.plot(x, -x)
    """,
    "it leaves matplotlib broken": """
        def plot(x):
            plt.plot(x, -x)
            type(plt.gcf()).draw = lambda *_: [0] * 10**12
    """,
}


@pytest.mark.parametrize("source", [pytest.param(text, id=name) for name, text in FORGERIES.items()])
def test_a_forged_figure_earns_nothing(graded, source: str):
    results = graded(source, ("plot",))
    assert [result.points for result in results.values()] == [0, 0]
    assert {str(result.verdict) for result in results.values()} <= {"WRONG", "INVALID", "CRASH", "NO-RESULT", "MEMORY"}
    assert all(artifact.media_type == PICTURE for result in results.values() for artifact in result.artifacts)
    assert all(decoded(artifact.data).size for result in results.values() for artifact in result.artifacts)


FILES = {
    "a whole model": ("torch.save(model, path)", ("INVALID", "not_a_checkpoint")),
    "a gadget": (
        "import os; G = type('G', (), {'__reduce__': lambda self: (os.system, ('touch ran',))}); torch.save(G(), path)",
        ("INVALID", "not_a_checkpoint"),
    ),
    "a link to what is outside": ("import os; os.symlink('/proc/self/maps', path)", ("WRONG", "no_file")),
    "a pipe": ("import os; os.mkfifo(path)", ("WRONG", "no_file")),
    "a device": ("import os; os.symlink('/dev/zero', path)", ("WRONG", "no_file")),
    "a hole that no disk holds": ("open(path, 'wb').truncate(1 << 40)", ("INVALID", "not_a_checkpoint")),
    "a hole of 60 MiB": ("open(path, 'wb').truncate(60 << 20)", ("INVALID", "not_a_checkpoint")),
    "a file without end": (
        "import sys; sys.modules['inside.scratch'].os.pread = lambda *_: bytes(10**6); torch.save(1, path)",
        ("INVALID", "not_a_checkpoint"),
    ),
    "numbers for bytes": (
        "import sys; sys.modules['inside.scratch'].read = lambda *_: [1, 2]; torch.save(1, path)",
        ("NO-RESULT", "garbled"),
    ),
}


@pytest.mark.parametrize(("saving", "wanted"), [pytest.param(*case, id=name) for name, case in FILES.items()])
def test_a_forged_file_earns_nothing(graded, saving: str, wanted: tuple[str, str]):
    (result,) = graded(f"def save(model, path):\n    {saving}\n", ("save",)).values()
    assert (ending(result), result.points) == (wanted, 0)


def test_no_drawn_input_is_in_what_the_student_gets_of_a_figure(graded):
    """Titles, names and pictures of a drawn check are the student's to choose once it has seen the input."""
    results = graded("""
        def plot(x):
            text = " ".join(map(str, x.tolist()))
            plt.plot(x, x, label=text)
            plt.title(text)
            plt.legend()

        def save(model, path):
            torch.save({str(model.layer.weight.tolist()): torch.ones(1)}, path)
    """)
    told = [check_view(results[name], "student").model_dump_json() for name in ("figure_plot", "checkpoint_save")]
    assert all('"artifacts":[]' in text for text in told)
    assert not any("-0." in text or "[[" in text for text in told)
    assert results["figure_plot"].artifacts
    assert np.unique(decoded(results["figure_plot"].artifacts[0].data)).size > 2
