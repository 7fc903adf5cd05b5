import torch


class Momentum:
    def __init__(self, params, lr, momentum):
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.velocity = [torch.zeros_like(parameter) for parameter in self.params]

    def step(self):
        with torch.no_grad():
            for parameter, velocity in zip(self.params, self.velocity):
                velocity.mul_(self.momentum).add_(parameter.grad)
                parameter -= self.lr * velocity

    def zero_grad(self):
        for parameter in self.params:
            parameter.grad = None
