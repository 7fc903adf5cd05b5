import torch
from matplotlib import pyplot as plt
from torch import nn
from torch.utils.data import Dataset, DataLoader

torch.manual_seed(11)
X = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float32)
Y = torch.tensor([0, 1, 1, 0], dtype=torch.float32)

class XORModel(nn.Module):
    def __init__(self):
        super(XORModel, self).__init__()
        self.linear1 = nn.Linear(2, 2, bias=True)
        self.activation = nn.ReLU()
        self.linear2 = nn.Linear(2, 1, bias=True)

    def forward(self, x):
        return self.linear2(self.activation(self.linear1(x)))

class MyDataset(Dataset):
    def __init__(self, X, Y):
        self.X = X
        self.Y = Y

    def __len__(self):
        return len(self.X)

    def __getitem__(self, idx):
        return self.X[idx], self.Y[idx]

loader = DataLoader(MyDataset(X, Y), batch_size=1, shuffle=True)
model = XORModel()
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)

loss_list = []
for epoch in range(700):
    totalloss = 0.0
    for inputs, labels in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(inputs).flatten(), labels)
        loss.backward()
        optimizer.step()
        totalloss += loss.item()
    loss_list.append(totalloss / 4)
    print(f"epoch {epoch} loss {totalloss / 4}")
    print("W1", model.linear1.weight.data, "b1", model.linear1.bias.data)
    print("W2", model.linear2.weight.data, "b2", model.linear2.bias.data)
    print("-" * 20)

print("Trainable parameters:", sum(p.numel() for p in model.parameters()))
for i in range(4):
    print(X[i], model(X[i]).item())
plt.plot(loss_list)
plt.show()
