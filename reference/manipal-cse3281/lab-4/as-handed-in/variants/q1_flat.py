"""Layers in a row, all four samples in one batch, every loss printed, stuck, parameters not counted."""

import torch
import torch.nn as nn

inputs = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float32)
targets = torch.tensor([[0], [1], [1], [0]], dtype=torch.float32)
torch.manual_seed(7)
net = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 1))
loss_fn = nn.MSELoss()
opt = torch.optim.SGD(net.parameters(), lr=0.03)
for epoch in range(10000):
    opt.zero_grad()
    loss = loss_fn(net(inputs), targets)
    loss.backward()
    opt.step()
    print("Epoch:", epoch)
    print("Loss:", loss.item())
print(net(inputs))
for name, param in net.named_parameters():
    print(name, param.data)
