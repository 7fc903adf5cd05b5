"""This multiplies entry by entry; in a matrix product each row of a meets each row of b."""


def matmul_adjust(a, b):
    return a * b
