import torch
from torch import nn
from torch.utils.data import Dataset, DataLoader
import matplotlib.pyplot as plt

class MyDataset(Dataset):
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def __len__(self):
        return len(self.x)
    def __getitem__(self, idx):
        return self.x[idx], self.y[idx]

class RegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.rand([1]))
        self.b = nn.Parameter(torch.rand([1]))
    def forward(self, x):
        return self.w * x + self.b

x = torch.tensor([5.0, 7.0, 12.0, 16.0, 20.0])
y = torch.tensor([40.0, 120.0, 180.0, 210.0, 240.0])
dataset = MyDataset(x, y)
dataloader = DataLoader(dataset, batch_size=1, shuffle=True)

model = RegressionModel()
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)

loss_list = []
for epoch in range(100):
    epoch_loss = 0
    for input, target in iter(dataloader):
        optimizer.zero_grad()
        output = model(input)
        loss = criterion(output, target)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
    epoch_loss /= len(dataloader)
    loss_list.append(epoch_loss)
    print(f"Epoch {epoch}: loss = {epoch_loss}")

for name, param in model.named_parameters():
    print(name, param.data)
plt.plot(loss_list)
plt.xlabel("epochs")
plt.ylabel("loss")
plt.show()
