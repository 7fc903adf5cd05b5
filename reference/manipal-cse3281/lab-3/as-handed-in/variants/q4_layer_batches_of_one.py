import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader

x = torch.tensor([5.0, 7.0, 12.0, 16.0, 20.0])
y = torch.tensor([40.0, 120.0, 180.0, 210.0, 240.0])


class RegressionDataset(Dataset):
    def __init__(self, X, Y):
        self.X, self.Y = X, Y

    def __len__(self):
        return self.X.shape[0]

    def __getitem__(self, idx):
        return self.X[idx].float(), self.Y[idx].float()


class RegressionModel(nn.Module):
    def __init__(self):
        super(RegressionModel, self).__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)


dataset = RegressionDataset(x.view(-1, 1), y.view(-1, 1))
dataloader = DataLoader(dataset, batch_size=1, shuffle=True)
net = RegressionModel()
sgd = torch.optim.SGD(net.parameters(), lr=0.001)
for epoch in range(50):
    for x, y in dataloader:
        sgd.zero_grad()
        loss = nn.MSELoss()(net(x), y)
        loss.backward()
        sgd.step()
    print(f"Epoch [{epoch + 1}/50], Loss: {loss.item():.4f}")
for name, param in net.named_parameters():
    print(name, param.data)
