"""The ready-made parts: losses and optimizers of PyTorch, other attribute shapes, a closed form, 101 losses."""

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def fit_line(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    w = torch.tensor([w], requires_grad=True)
    b = torch.tensor([b], requires_grad=True)
    losses = []
    for epoch in range(epochs):
        loss = F.mse_loss(w * x + b, y)
        loss.backward()
        w.data = w.data - lr * w.grad.data
        b.data = b.data - lr * b.grad.data
        w.grad.zero_()
        b.grad.zero_()
        losses.append(loss)
    return {"w": w, "b": b, "losses": losses + [F.mse_loss(w * x + b, y)], "epochs": epochs}


def fit_23(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    w, b = nn.Parameter(torch.tensor(w)), nn.Parameter(torch.tensor(b))
    optimizer = torch.optim.SGD([w, b], lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = F.mse_loss(w * x + b, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return dict(w=w.item(), b=b.item(), losses=losses)


def loss_curve(losses, path):
    plt.figure(figsize=(5, 3))
    plt.scatter(range(len(losses)), losses, s=4)
    plt.title("loss")
    plt.xlabel("epoch")
    plt.ylabel("MSE")
    plt.tight_layout()
    plt.savefig(path)
    plt.show()


def loss_at(w, b, x, y):
    return F.mse_loss(w * x + b, y)


def grads(w, b, x, y):
    n = x.numel()
    r = w * x + b - y
    return 2 / n * torch.dot(r, x), 2 / n * r.sum()


def autograd_grads(w, b, x, y):
    return torch.func.grad(lambda w, b: ((w * x + b - y) ** 2).mean(), argnums=(0, 1))(w, b)


def two_epochs(w, b, x, y, lr=0.001):
    first = grads(w, b, x, y)
    w1, b1 = w - lr * first[0], b - lr * first[1]
    second = grads(w1, b1, x, y)
    return [[*first, w1, b1], [*second, w1 - lr * second[0], b1 - lr * second[1]]]


class RegressionModel:
    def __init__(self):
        self.w = torch.ones(1, requires_grad=True)
        self.b = torch.ones(1, requires_grad=True)

    def forward(self, x):
        return self.w * x + self.b

    @staticmethod
    def criterion(y, yp):
        return (yp - y) ** 2

    def update(self, lr):
        self.w.data -= lr * self.w.grad
        self.b.data -= lr * self.b.grad

    def reset_grad(self):
        for weight in (self.w, self.b):
            if weight.grad is not None:
                weight.grad.zero_()


def train(model, x, y, epochs=100, lr=0.001):
    losses = []
    for _ in range(epochs):
        loss = 0.0
        for one, target in zip(x, y):
            loss = loss + model.criterion(target, model.forward(one)).sum() / len(x)
        loss.backward()
        model.update(lr)
        model.reset_grad()
        losses.append(loss.item())
    return losses


class LineDataset(TensorDataset):
    def __init__(self, x, y):
        super().__init__(x, y)


def make_loader(x, y, batch_size, shuffle=False):
    return DataLoader(LineDataset(x, y), batch_size, shuffle)


class LineModule(nn.Module):
    def __init__(self):
        super(LineModule, self).__init__()
        self.b = nn.Parameter(torch.ones(1))
        self.w = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return x * self.w + self.b


def fit_loader(model, loader, lr, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion = nn.MSELoss()
    model.train()
    for epoch in range(epochs):
        running = 0.0
        for i, data in enumerate(loader):
            inputs, labels = data
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()
            running += loss.item()
    return running / len(loader)


class LinearRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 1))

    def forward(self, x):
        return self.net(x)


def linear_step(model, x, y, lr=0.001):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss = F.mse_loss(model(x.unsqueeze(1)).squeeze(1), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


def fit_linear(model, x, y):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    losses = []
    for _ in range(600):
        loss = F.mse_loss(model(x.view(-1, 1)), y.view(-1, 1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def loss_figure(losses, path):
    plt.semilogy(losses)
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.savefig(path)
    plt.clf()


def split_table(table):
    _, x1, x2, y = table.T
    return torch.stack([x1, x2], dim=1), y


def fit_multi(X, y):
    ones = torch.ones(len(X), 1, dtype=X.dtype)
    return torch.linalg.lstsq(torch.cat([X, ones], dim=1), y[:, None]).solution.flatten().tolist()


def predict(weights, x1, x2):
    return sum(weight * value for weight, value in zip(weights, (x1, x2, 1.0)))


class LogisticRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x)


def mean_bce(p, y):
    return nn.BCELoss()(p, y.float())


def fit_logistic(model, x, y):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(800):
        loss = F.binary_cross_entropy(model(x), y.float().view(-1, 1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def predict_proba(model, x):
    return model(x.float().unsqueeze(1))[:, 0]


def residuals_y_minus_yp(w, b, x, y):
    return torch.sub(y, torch.add(w * x, b))


def grads_y_minus_yp(w, b, x, y):
    r = y - w * x - b
    return -2 * torch.mean(r * x), -2 * torch.mean(r)
