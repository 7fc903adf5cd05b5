import torch
import torch.nn as nn

x_data = [
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
y_data = [
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
inputs = torch.tensor(x_data).unsqueeze(1)
targets = torch.tensor(y_data).unsqueeze(1)
model = nn.Linear(in_features=1, out_features=1)
loss_fn = nn.MSELoss()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
history = []
for epoch in range(1000):
    pred = model(inputs)
    loss = loss_fn(pred, targets)
    opt.zero_grad()
    loss.backward()
    opt.step()
    history += [loss.item()]
print("weight", model.weight, "bias", model.bias)
