import torch

X = torch.tensor([5.0, 7.0, 12.0, 16.0, 20.0])
Y = torch.tensor([40.0, 120.0, 180.0, 210.0, 240.0])


class RegressionModel:
    def __init__(self):
        self.w = torch.tensor([[1.0]], requires_grad=True)
        self.b = torch.tensor([[1.0]], requires_grad=True)

    def forward(self, x):
        return x * self.w + self.b

    def update(self, grad_w, grad_b, rate):
        self.w.data -= rate * grad_w
        self.b.data -= rate * grad_b

    def reset(self):
        self.w.grad = None
        self.b.grad = None

    @staticmethod
    def criterion(y, yp):
        return torch.mean((y - yp) ** 2)


m = RegressionModel()
for i in range(100):
    cost = m.criterion(Y, m.forward(X))
    cost.backward()
    m.update(m.w.grad, m.b.grad, 0.001)
    m.reset()
print(m.w, m.b, cost)
