"""a and b have changed places, so your product is the transposed one."""


def matmul_adjust(a, b):
    return b @ a.T
