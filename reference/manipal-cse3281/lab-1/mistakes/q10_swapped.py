"""The place of the smallest value comes first in your pair."""


def argmax_argmin(t):
    return t.argmin().item(), t.argmax().item()
