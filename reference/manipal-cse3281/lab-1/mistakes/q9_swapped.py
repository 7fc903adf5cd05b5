"""The smallest value comes first in your pair."""


def max_min(t):
    return t.min().item(), t.max().item()
