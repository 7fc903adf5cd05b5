"""Height and width changed places on the way: your picture lies on its side."""


def hwc_to_chw(img):
    return img.transpose(0, 2)
