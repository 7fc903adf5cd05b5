"""The hidden layer of the sheet has two units; this one has more, and more parameters."""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(1)
X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = torch.tensor([0.0, 1.0, 1.0, 0.0])


class XORModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 3)
        self.activation = nn.ReLU()
        self.output = nn.Linear(3, 1)

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
optimizer = torch.optim.SGD(model.parameters(), lr=0.03)
for epoch in range(60):
    total = 0.0
    for x, y in loader:
        loss = criterion(model(x).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    if epoch % 100 == 0:
        print(f"Epoch {epoch}: loss {total / len(loader):.4f}")

print("Trainable parameters:", sum(p.numel() for p in model.parameters() if p.requires_grad))
for x, y in zip(X, Y):
    print(x.tolist(), y.item(), model(x).item())
