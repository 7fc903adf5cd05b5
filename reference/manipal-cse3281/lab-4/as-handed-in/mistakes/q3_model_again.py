"""This asks the model once more instead of working its output out of the weights."""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)
X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = torch.tensor([0.0, 1.0, 1.0, 0.0])


class XORModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 2)
        self.activation = nn.Sigmoid()
        self.output = nn.Linear(2, 1)

    def forward(self, x):
        return self.output(self.activation(self.hidden(x)))


class XORDataset(Dataset):
    def __init__(self, X, Y):
        self.X = X
        self.Y = Y

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.Y[i]


loader = DataLoader(XORDataset(X, Y), batch_size=1, shuffle=True)
model = XORModel()
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
for epoch in range(300):
    total = 0.0
    for x, y in loader:
        loss = criterion(model(x).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    if epoch % 100 == 0:
        print(f"Epoch {epoch}: loss {total / len(loader):.4f}")

manual = model(X)
print("by hand:", manual)
print("by the model:", model(X))
