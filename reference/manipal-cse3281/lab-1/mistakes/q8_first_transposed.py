"""You transposed the first tensor, which makes a product of shape (3, 3); the second one is to be transposed."""


def matmul_adjust(a, b):
    return a.T @ b
