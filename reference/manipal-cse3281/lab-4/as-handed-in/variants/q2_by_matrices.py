"""Parameters of its own instead of layers, in float64; a unit that died."""

import torch
from torch import nn


class XORModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(2, 2, dtype=torch.float64))
        self.b1 = nn.Parameter(torch.randn(2, dtype=torch.float64))
        self.w2 = nn.Parameter(torch.randn(2, dtype=torch.float64))
        self.b2 = nn.Parameter(torch.zeros((), dtype=torch.float64))

    def forward(self, x):
        return (x @ self.w1 + self.b1).clamp(min=0) @ self.w2 + self.b2


torch.manual_seed(1)
X = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
y = torch.tensor([0, 1, 1, 0], dtype=torch.float64)
xor_net = XORModel()
optimizer = torch.optim.SGD(xor_net.parameters(), lr=0.05)
for epoch in range(1000):
    loss = ((xor_net(X) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("final loss", loss.item(), "of", sum(p.numel() for p in xor_net.parameters()), "parameters")
