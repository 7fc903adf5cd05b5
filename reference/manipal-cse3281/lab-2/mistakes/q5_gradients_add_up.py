"""A leaf outlives the call, and backward() adds to the gradient that it already has: at x = 2 the second answer is 652."""

_leaves = {}


def polynomial_autograd(x):
    leaf = _leaves.setdefault((x.shape, x.dtype), x.detach().clone().requires_grad_())
    leaf.data.copy_(x)
    (8 * leaf**4 + 3 * leaf**3 + 7 * leaf**2 + 6 * leaf + 3).sum().backward()
    return leaf.grad
