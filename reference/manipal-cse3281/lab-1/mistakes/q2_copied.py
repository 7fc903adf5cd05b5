"""The right picture, and a copy of it: somewhere the pixels were laid out in memory anew."""


def hwc_to_chw(img):
    return img.permute(2, 0, 1).contiguous()
