"""The deviation was divided by n - 1 instead of n, which is what `std` does unless told otherwise."""


def standardise(x):
    return (x - x.mean(dim=0)) / x.std(dim=0)
