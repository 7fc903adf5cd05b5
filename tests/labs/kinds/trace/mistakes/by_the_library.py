"""The convolution is PyTorch's own."""

import torch


def conv(image, kernel):
    layer = torch.nn.Conv2d(1, 1, kernel.shape, bias=False)
    layer.weight.data = kernel[None, None]
    return layer(image[None, None])[0, 0].detach()
