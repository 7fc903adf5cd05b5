"""You count from 1; the first element has the index 0."""


def argmax_argmin(t):
    return t.argmax().item() + 1, t.argmin().item() + 1
