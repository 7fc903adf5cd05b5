"""Layers declared in another order, steps by autograd.grad, loops over samples, counts by products of one-hot rows."""

import math

import torch
from torch import nn
from torch.nn.functional import log_softmax, nll_loss, one_hot
from torch.utils.data import TensorDataset


class XORModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(2, 1)
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        return self.out(1 / (1 + torch.exp(-self.fc(x))))


class XORDataset(TensorDataset):
    pass


def train_one_epoch(model, loader, lr):
    parameters = list(model.parameters())
    total, batches = 0.0, 0
    for x, y in loader:
        loss = ((model(x) - y.reshape(-1, 1)) ** 2).mean()
        slopes = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for parameter, slope in zip(parameters, slopes):
                parameter -= lr * slope
        total, batches = total + loss.detach(), batches + 1
    return total / batches


def train_xor(model, X, Y, epochs=10_000, lr=0.03):
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(X)).tolist()
        losses.append(train_one_epoch(model, [(X[[i]], Y[[i]]) for i in order], lr))
    return losses


def count_trainable(model):
    return sum(math.prod(p.shape) for p in filter(lambda p: p.requires_grad, model.parameters()))


class XORReluModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(2, 1)
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        return self.out(self.fc(x).clamp(min=0))


def train_xor_relu(model, X, Y, epochs=10_000, lr=0.03):
    parameters = list(model.parameters())
    losses = torch.zeros(epochs, len(X))
    for epoch in range(epochs):
        for step, i in enumerate(torch.randperm(len(X)).tolist()):
            loss = (model(X[i]) - Y[i]).square().sum()
            loss.backward()
            with torch.no_grad():
                for parameter in parameters:
                    parameter.sub_(lr * parameter.grad)
                    parameter.grad = None
            losses[epoch, step] = loss.item()
    return losses.mean(dim=1).tolist()


def manual_forward(state, X):
    W1, b1 = state["hidden.weight"], state["hidden.bias"]
    W2, b2 = state["output.weight"], state["output.bias"]
    rows = []
    for x in X:
        total = b2[0]
        for unit in range(2):
            z = W1[unit][0] * x[0] + W1[unit][1] * x[1] + b1[unit]
            total = total + W2[0][unit] * torch.sigmoid(z)
        rows.append(total.reshape(1))
    return torch.stack(rows)


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


def predict(model, images):
    model.eval()
    return torch.stack([model(image[None])[0].argmax() for image in images])


def confusion_matrix(y_true, y_pred, n=10):
    return one_hot(y_true, n).T @ one_hot(y_pred, n)


def plot_confusion(matrix):
    from sklearn.metrics import ConfusionMatrixDisplay

    ConfusionMatrixDisplay(matrix.numpy()).plot()


def count_parameters(model):
    return sum(p.numel() for p in model.state_dict().values())
