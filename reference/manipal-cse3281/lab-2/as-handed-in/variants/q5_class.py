"""The polynomial as an object that keeps both values."""

import torch


class Polynomial:
    def __init__(self, x):
        self.x = x
        self.y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3

    def compare(self):
        self.y.backward()
        self.slope = 32 * self.x.item() ** 3 + 9 * self.x.item() ** 2 + 14 * self.x.item() + 6
        return self.x.grad.item(), self.slope


x = torch.tensor(2.0, requires_grad=True)
polynomial = Polynomial(x)
autograd, by_hand = polynomial.compare()
print(autograd, by_hand)
