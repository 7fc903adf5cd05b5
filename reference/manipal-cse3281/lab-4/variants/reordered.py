"""Layers declared in another order, a loss of log-probabilities, the confusion matrix as a product of one-hot rows."""

import torch
from torch import nn
from torch.nn.functional import log_softmax, nll_loss, one_hot


class MnistMLP(nn.Module):
    def __init__(self, h1, h2):
        super().__init__()
        self.out = nn.Linear(h2, 10)
        self.fc2 = nn.Linear(h1, h2)
        self.fc1 = nn.Linear(784, h1)

    def forward(self, x):
        x = self.fc1(x).clamp(min=0)
        x = self.fc2(x).clamp(min=0)
        return self.out(x)


def train(model, images, labels):
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    for _ in range(6):
        order = torch.randperm(len(images))
        for start in range(0, len(order), 50):
            rows = order[start : start + 50]
            loss = nll_loss(log_softmax(model(images[rows]), dim=1), labels[rows])
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()


def confusion_matrix(y_true, y_pred, n=10):
    return one_hot(y_true, n).T @ one_hot(y_pred, n)


def count_parameters(model):
    return sum(p.numel() for p in model.state_dict().values())
