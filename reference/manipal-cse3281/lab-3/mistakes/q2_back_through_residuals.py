"""The walk back began at the residuals: they have not been squared yet."""


def autograd_grads(w, b, x, y):
    w = w.detach().clone().requires_grad_()
    b = b.detach().clone().requires_grad_()
    (w * x + b - y).mean().backward()
    return w.grad, b.grad
