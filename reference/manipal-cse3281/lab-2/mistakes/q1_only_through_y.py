"""Only the path from a through y is counted; a reaches z through x as well, and the two add up."""


def dz_da(a, b):
    return 30 * a
