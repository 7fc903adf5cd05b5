import numpy as np
import torch
from torch import nn

x = np.array(
    [
        12.4,
        14.3,
        14.5,
        14.9,
        16.1,
        16.9,
        16.5,
        15.4,
        17.0,
        17.9,
        18.8,
        20.3,
        22.4,
        19.4,
        15.5,
        16.7,
        17.3,
        18.4,
        19.2,
        17.4,
        19.5,
        19.7,
        21.2,
    ]
)
y = np.array(
    [
        11.2,
        12.5,
        12.7,
        13.1,
        14.1,
        14.8,
        14.4,
        13.4,
        14.9,
        15.6,
        16.4,
        17.7,
        19.6,
        16.9,
        14.0,
        14.6,
        15.1,
        16.1,
        16.8,
        15.2,
        17.0,
        17.2,
        18.6,
    ]
)
X = torch.from_numpy(x).float().reshape(-1, 1)
Y = torch.from_numpy(y).float().reshape(-1, 1)
X = (X - X.mean()) / X.std()
net = nn.Sequential(nn.Linear(1, 1))
optim = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(100):
    loss = nn.functional.mse_loss(net(X), Y)
    optim.zero_grad()
    loss.backward()
    optim.step()
    if epoch % 2 == 0:
        print(f"epoch {epoch} loss {loss.item():.5f}")
