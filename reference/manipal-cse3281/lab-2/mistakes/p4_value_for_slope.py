"""You returned the sigmoid itself: after backward() its slope stands in x.grad."""

import torch


def grad_sigmoid_autograd(x):
    x = torch.tensor(x, requires_grad=True)
    s = torch.sigmoid(x)
    s.backward()
    return s.detach()
