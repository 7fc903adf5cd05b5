"""Your picture comes out as (width, channels, height): follow one dimension at a time through each step."""


def hwc_to_chw(img):
    return img.transpose(0, 1).transpose(1, 2)
