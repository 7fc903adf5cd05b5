"""You count down the columns; a flat index runs along the rows."""


def argmax_argmin(t):
    flat = t.permute(*reversed(range(t.ndim))).flatten()
    return flat.argmax().item(), flat.argmin().item()
