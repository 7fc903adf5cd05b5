"""BCEWithLogitsLoss has a sigmoid of its own, and the model has one already."""

import torch
from torch import nn

x = torch.tensor([1.0, 5, 10, 10, 25, 50, 70, 75, 100]).view(-1, 1)
y = torch.tensor([0.0, 0, 0, 0, 0, 1, 1, 1, 1]).view(-1, 1)
x = (x - x.mean()) / x.std()


class LogisticRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


model = LogisticRegression()
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for epoch in range(1000):
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

print("loss:", loss.item())
print("probabilities:", model(x).flatten())
