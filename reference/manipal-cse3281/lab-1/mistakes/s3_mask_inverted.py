"""You zero where the mask is 1, and keep the rest. It is the other way round."""


def apply_mask(t, mask):
    return t * (mask == 0)
