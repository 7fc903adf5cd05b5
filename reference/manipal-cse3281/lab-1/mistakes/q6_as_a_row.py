"""The right numbers, lying down: the result is to be a column of shape (7, 1)."""


def matmul_row(A, r):
    return r @ A.T
