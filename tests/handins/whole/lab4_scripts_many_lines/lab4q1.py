import torch
from matplotlib import pyplot as plt
from torch import nn
from torch.utils.data import Dataset, DataLoader

torch.manual_seed(42)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

X = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float32)
Y = torch.tensor([0, 1, 1, 0], dtype=torch.float32)

class XORModel(nn.Module):
    def __init__(self):
        super(XORModel, self).__init__()
        self.w = None
        self.linear1 = nn.Linear(2, 2, bias=True)
        self.activation = nn.Sigmoid()
        self.linear2 = nn.Linear(2, 1, bias=True)

    def forward(self, x):
        x = self.linear1(x)
        x = self.activation(x)
        x = self.linear2(x)
        x = self.activation(x)
        return x

class MyDataset(Dataset):
    def __init__(self, X, Y):
        self.X = X
        self.Y = Y

    def __len__(self):
        return len(self.X)

    def __getitem__(self, idx):
        return self.X[idx].to(device), self.Y[idx].to(device)

full_dataset = MyDataset(X, Y)
train_data_loader = DataLoader(full_dataset, batch_size=1, shuffle=True)

model = XORModel().to(device)
print(model)
loss_fn = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=1)

loss_list = []
for epoch in range(1000):
    totalloss = 0.0
    for i, data in enumerate(train_data_loader):
        inputs, labels = data
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = loss_fn(outputs.flatten(), labels)
        loss.backward()
        optimizer.step()
        totalloss += loss.item()
        print("input", inputs.tolist())
        print("label", labels.tolist())
        print("output", outputs.tolist())
        print("loss", loss.item())
    loss_list.append(totalloss / len(train_data_loader))
    print("Epoch", epoch, "avg loss", loss_list[-1])

for param in model.named_parameters():
    print(param)
print("Total trainable parameters =", sum(p.numel() for p in model.parameters() if p.requires_grad))

for input in X:
    print("The input is =", input.tolist(), "Output y predicted =", model(input.to(device)).item())

plt.plot(loss_list)
plt.show()
