"""Right, in a lazily negated view of a conjugated one that wants a gradient."""
import torch


def polynomial_gradient(x):
    right = (32 * x**3 + 9 * x**2 + 14 * x + 6).requires_grad_()
    return torch.complex(right, -right).conj().imag
