"""Slopes."""


def slope(x):
    raise NotImplementedError
