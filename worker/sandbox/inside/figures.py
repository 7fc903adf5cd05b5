"""The figures that a call of student code draws: their pixels, and what they say that they show.

Every figure of the call counts, whether it is left open, saved, closed or returned; one that is cleared counts as it
was before. All of it is the student's matplotlib speaking: a picture to look at, and claims about it.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .values import clean

MOST_FIGURES = 8
MOST_AXES = 64
MOST_MARKS = 200  # of one figure
MOST_TEXTS = 50
LONGEST_TEXT = 200
MOST_PIXELS = 640 * 480
MOST_DRAWN = 16 << 20
LEAST_DPI = 24  # letters of fewer pixels cannot be drawn


def drawn_by(call: Callable[[], Any], elements: int, *, looked_at: bool) -> list[dict[str, Any]]:
    """Makes the call; describes each figure that it drew. Together they hold at most `elements` numbers.

    Pixels are for those that are looked at: to draw them takes most of the time.
    """
    album = Album(elements, looked_at=looked_at)
    with album.watching():
        call()
    album.close()
    return album.pictures


class Album:
    """The figures that were made while it watched."""

    def __init__(self, elements: int, *, looked_at: bool) -> None:
        self.pictures: list[dict[str, Any]] = []
        self._figures: list[Any] = []
        self._left = elements
        self._pixels = min(MOST_PIXELS, elements) if looked_at else 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Notes figures as they are made: who saves a figure often closes or clears it at once."""
        kind = importlib.import_module("matplotlib.figure").Figure
        begin, clear = kind.__init__, kind.clear

        def making(figure: Any, *args: Any, **kwargs: Any) -> None:
            begin(figure, *args, **kwargs)
            if len(self._figures) < MOST_FIGURES:
                self._figures.append(figure)

        def clearing(figure: Any, *args: Any, **kwargs: Any) -> None:
            # The last place is for a figure at its end: a curve that is drawn anew each epoch clears itself often.
            if any(figure is known for known in self._figures) and len(self.pictures) < MOST_FIGURES - 1:
                self._keep(figure)
            clear(figure, *args, **kwargs)

        _forget_open_figures()
        kind.__init__, kind.clear = making, clearing
        try:
            yield
        finally:
            kind.__init__, kind.clear = begin, clear

    def close(self) -> None:
        for figure in self._figures[: MOST_FIGURES - len(self.pictures)]:
            self._keep(figure)
        self._figures.clear()
        _forget_open_figures()

    def _keep(self, figure: Any) -> None:
        axes = list(figure.axes)[:MOST_AXES]
        if axes:
            drawn = [(number, *mark) for number, each in enumerate(axes) for mark in _marks(each)]
            marks = [self._mark(*mark) for mark in drawn[:MOST_MARKS]]
            picture = {"title": _text(figure.get_suptitle()), "axes": [_axes(each) for each in axes], "marks": marks}
            pixels = _pixels(figure, self._pixels) if self._pixels else None
            self.pictures.append(picture | {"pixels": pixels})

    def _mark(self, axes: int, kind: str, label: Any, values: Any) -> dict[str, Any]:
        """With its numbers while there is room for them: a wall of photographs is still a picture."""
        numbers = np.ma.filled(np.ma.asarray(values, np.float64), np.nan)
        fits = numbers.size <= self._left
        self._left -= numbers.size if fits else 0
        shape = list(numbers.shape)
        told = {"axes": axes, "kind": kind, "label": _text(label), "shape": shape}
        return told | {"values": np.array(numbers, order="C") if fits else None}


def _marks(axes: Any) -> list[tuple[str, Any, Any]]:
    """What is drawn in these axes, as (kind, label, numbers)."""
    found = [("line", line.get_label(), line.get_xydata()) for line in axes.lines]
    found += [("bars", each.get_label(), each.datavalues) for each in axes.containers if hasattr(each, "datavalues")]
    found += [("image", image.get_label(), image.get_array()) for image in axes.images]
    for each in axes.collections:
        kind = type(each).__name__
        if kind == "PathCollection":  # a scatter
            found.append(("points", each.get_label(), each.get_offsets()))
        elif kind == "QuadMesh":  # a heat map of seaborn
            found.append(("image", each.get_label(), each.get_array()))
    return found


def _axes(axes: Any) -> dict[str, Any]:
    legend = axes.get_legend()
    texts = legend.get_texts()[:MOST_TEXTS] if legend is not None else []
    return {
        "title": _text(axes.get_title()),
        "xlabel": _text(axes.get_xlabel()),
        "ylabel": _text(axes.get_ylabel()),
        "legend": [_text(text.get_text()) for text in texts],
    }


def _pixels(figure: Any, most: int) -> Any:
    """Red, green, blue and opacity of each pixel as the bytes of one number; smaller than asked for if need be."""
    backend = importlib.import_module("matplotlib.backends.backend_agg")
    before, (width, height) = (figure.canvas, figure.dpi), figure.get_size_inches()
    dpi = min(figure.dpi, max((most / (width * height)) ** 0.5, LEAST_DPI))
    if not (width * height * dpi**2 <= MOST_DRAWN and min(width, height) * dpi >= 1):
        raise ValueError(f"a figure of {width:g} by {height:g} inches cannot be shown: choose another figsize")
    try:
        figure.set_dpi(dpi)
        canvas = backend.FigureCanvasAgg(figure)
        canvas.draw()
        pixels = np.array(canvas.buffer_rgba(), np.uint8, order="C").view("<u4")[:, :, 0]
    finally:
        figure.set_canvas(before[0])
        figure.set_dpi(before[1])
    coarser = int(np.ceil((pixels.size / most) ** 0.5))
    return np.array(pixels[::coarser, ::coarser], order="C") if coarser > 1 else pixels


def _text(value: Any) -> str:
    return clean(value, LONGEST_TEXT) if type(value) is str else ""


def _forget_open_figures() -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
