"""The targets are a vector beside a column of outputs: the loss compares each with all of them."""

import torch
from torch import nn

X = torch.tensor([[3.0, 8.0], [4.0, 5.0], [5.0, 7.0], [6.0, 3.0], [2.0, 1.0]])
Y = torch.tensor([-3.7, 3.5, 2.5, 11.5, 5.7])

model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(3000):
    loss = nn.functional.mse_loss(model(X), Y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

prediction = model(torch.tensor([[3.0, 2.0]]))
print("loss:", loss.item())
print("prediction at (3, 2):", prediction.item())
