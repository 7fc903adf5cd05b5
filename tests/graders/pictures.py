"""Pictures for tests, and what a PNG holds by a decoder that is not ours."""

import numpy as np
import torch
from torchvision.io import ImageReadMode, decode_png

from graders.pictures import png


def striped(width: int, height: int) -> bytes:
    """Red, green and blue columns."""
    rgba = np.zeros((height, width, 4), np.uint8)
    rgba[..., 3] = 255
    for colour in range(3):
        rgba[:, colour::3, colour] = 255
    return png(rgba.view("<u4")[:, :, 0])


def decoded(data: bytes) -> np.ndarray:
    image = decode_png(torch.frombuffer(bytearray(data), dtype=torch.uint8), ImageReadMode.RGB_ALPHA)
    return image.permute(1, 2, 0).numpy()  # (height, width, 4)
