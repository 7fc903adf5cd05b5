"""The gate is missing: where v is negative, the ReLU lets no gradient through."""


def relu_da_dw(w, x, b):
    return x * 1
