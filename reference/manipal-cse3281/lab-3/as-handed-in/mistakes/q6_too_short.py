"""A few steps only: the descent has not arrived."""

import torch
from torch import nn

X = torch.tensor([[3.0, 8.0], [4.0, 5.0], [5.0, 7.0], [6.0, 3.0], [2.0, 1.0]])
Y = torch.tensor([[-3.7], [3.5], [2.5], [11.5], [5.7]])

model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(20):
    loss = nn.functional.mse_loss(model(X), Y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

prediction = model(torch.tensor([[3.0, 2.0]]))
print("loss:", loss.item())
print("prediction at (3, 2):", prediction.item())
