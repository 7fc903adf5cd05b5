import torch


def conv(image, kernel):
    height, width = kernel.shape
    out = torch.empty(image.shape[0] - height + 1, image.shape[1] - width + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (image[i : i + height, j : j + width] * kernel).sum()
    return out
