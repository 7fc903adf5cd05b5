"""You differentiated y = x^2 and forgot that z changes twice as fast as y."""


def dz_dx(x):
    return 2 * x
