"""You squared b where y has its cube: y = 5a^2 + 3b^3."""


def z_value(a, b):
    x = 2 * a + 3 * b
    y = 5 * a**2 + 3 * b**2
    return 2 * x + 3 * y
