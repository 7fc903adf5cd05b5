"""grad_fn is the node of the graph that produced y, not a number. After backward() the gradient is in x.grad."""


def value_and_grad(x):
    y = x.detach().clone().requires_grad_() ** 2 + 5
    return y.detach(), y.grad_fn
