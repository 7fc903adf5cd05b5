"""The constant 5 lifts the whole curve and does not change its slope."""


def analytic_grad(x):
    return (2 * x + 5).detach()
