"""The velocity is forgotten after each step."""

import torch


class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum

    def step(self):
        with torch.no_grad():
            for parameter in self.params:
                parameter -= self.lr * (1 + self.momentum) * parameter.grad

    def zero_grad(self):
        for parameter in self.params:
            parameter.grad = None
