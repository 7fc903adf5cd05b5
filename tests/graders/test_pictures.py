"""Pictures written by us: any decoder reads them back, noise gets no room, and what is no figure is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.artifacts.pictures import MOST_BYTES, Malformed, png, read_pictures
from tests.graders.pictures import decoded


def told(**changes):
    """One figure with one line, as a process of a student tells it."""
    axes = {"title": "", "xlabel": "x", "ylabel": "y", "legend": ["relu"]}
    line = {"axes": 0, "kind": "line", "label": "relu", "shape": [3, 2], "values": np.ones((3, 2))}
    picture = {"title": "", "axes": [axes], "marks": [line], "pixels": np.zeros((2, 3), np.uint32)}
    return picture | changes


def mark(**changes):
    return told(marks=[told()["marks"][0] | changes])


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_a_picture_is_read_back_pixel_by_pixel(height, width, seed):
    pixels = np.random.default_rng(seed).integers(0, 2**32, (height, width), np.uint32)
    assert np.array_equal(decoded(png(pixels)), pixels.view(np.uint8).reshape(height, width, 4))


def test_noise_is_made_coarser_until_it_fits():
    pixels = np.random.default_rng(0).integers(0, 2**32, (480, 640), np.uint32)
    written = png(pixels)
    assert len(written) <= MOST_BYTES
    assert np.array_equal(decoded(written), np.ascontiguousarray(pixels[::4, ::4]).view(np.uint8).reshape(120, 160, 4))


def test_a_figure_is_read_with_its_words_and_numbers():
    (picture,) = read_pictures([told()])
    assert picture.axes[0].legend == ("relu",)
    assert picture.marks[0].values.tolist() == [[1, 1]] * 3
    assert decoded(picture.png).shape == (2, 3, 4)


def test_a_figure_that_nobody_looks_at_has_no_picture():
    (picture,) = read_pictures([told(pixels=None)])
    assert picture.png is None


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "claimed",
    [
        None,
        [None],
        [told()] * 9,
        [{"title": "only"}],
        [told(title=3)],
        [told(title=Text("x"))],
        [told(axes=[told()["axes"][0]] * 65)],
        [told(axes=[{"title": "x"}])],
        [told(axes=[told()["axes"][0] | {"legend": ["x"] * 51}])],
        [told(marks=told()["marks"] * 201)],
        [told(axes=[])],
        [mark(axes=1)],
        [mark(axes=True)],
        [mark(kind="script")],
        [mark(kind=["line"])],
        [mark(values=np.ones(3))],
        [mark(values=np.ones((3, 2), np.float32))],
        [mark(values=[[1.0, 1.0]])],
        [mark(kind="bars")],
        [mark(kind="image", values=np.ones((2, 2, 2, 2)))],
        [told(pixels=b"\x89PNG")],
        [told(pixels=np.zeros((2, 3, 4), np.uint8))],
        [told(pixels=np.zeros((0, 3), np.uint32))],
        [told(pixels=np.zeros((1025, 1024), np.uint32))],
    ],
)
def test_what_is_no_description_of_figures_is_refused(claimed):
    with pytest.raises(Malformed):
        read_pictures(claimed)
