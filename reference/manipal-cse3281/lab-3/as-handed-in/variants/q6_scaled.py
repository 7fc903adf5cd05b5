import torch
from torch import nn, optim


class MLR(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)

    def forward(self, x):
        return self.fc(x)


X = torch.tensor([[3, 8], [4, 5], [5, 7], [6, 3], [2, 1]], dtype=torch.float32)
Y = torch.tensor([-3.7, 3.5, 2.5, 11.5, 5.7]).reshape(-1, 1)
mean, std = X.mean(dim=0), X.std(dim=0)
Xn = (X - mean) / std
mlr = MLR()
opt = optim.Adam(mlr.parameters(), lr=0.1)
for epoch in range(600):
    opt.zero_grad()
    loss = nn.MSELoss()(mlr(Xn), Y)
    loss.backward()
    opt.step()
print("Prediction:", mlr((torch.tensor([[3.0, 2.0]]) - mean) / std))
