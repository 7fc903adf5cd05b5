"""Pictures for tests, and what a PNG holds by a decoder that is not ours."""

import io

import numpy as np
from PIL import Image

from graders.artifacts.pictures import png


def striped(width: int, height: int) -> bytes:
    """Red, green and blue columns."""
    rgba = np.zeros((height, width, 4), np.uint8)
    rgba[..., 3] = 255
    for colour in range(3):
        rgba[:, colour::3, colour] = 255
    return png(rgba.view("<u4")[:, :, 0])


def decoded(data: bytes) -> np.ndarray:
    """(height, width, 4)"""
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("RGBA"))
