import torch
import torch.nn as nn

x_data = [
    1,
    5,
    10,
    10,
    25,
    50,
    70,
    75,
    100,
]
y_data = [0, 0, 0, 0, 0, 1, 1, 1, 1]
X = torch.tensor(x_data, dtype=torch.float32).unsqueeze(1)
Y = torch.tensor(y_data, dtype=torch.float32).unsqueeze(1)


class LogisticRegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 1)

    def forward(self, x):
        return self.fc((x - 40) / 35)


clf = LogisticRegressionModel()
loss_fn = nn.BCEWithLogitsLoss()
opt = torch.optim.SGD(clf.parameters(), lr=1.0)
for epoch in range(200):
    opt.zero_grad()
    loss = loss_fn(clf(X), Y)
    loss.backward()
    opt.step()
predicted = (torch.sigmoid(clf(X)) > 0.5).int()
print("Accuracy:", (predicted == Y.int()).float().mean().item())
