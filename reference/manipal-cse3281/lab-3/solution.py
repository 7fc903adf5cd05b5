"""Lab 3, worked through: one idea, gradient descent on the mean squared error, in nine steps of growing comfort.

First every gradient and every update stands in plain sight, then a class keeps them, then `nn.Module`, `DataLoader` and
`torch.optim` take them over one by one. The numbers stay the same; only who computes them changes.
"""

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

# --- A line through five points --------------------------------------------------------------------------------------


def fit_line(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    # Leaves of the graph: the two numbers that are to be learnt.
    w = torch.tensor(w, dtype=x.dtype, requires_grad=True)  # ()
    b = torch.tensor(b, dtype=x.dtype, requires_grad=True)  # ()
    losses = []
    for _ in range(epochs):
        predicted = w * x + b  # (n,)
        loss = ((predicted - y) ** 2).mean()  # ()
        losses.append(loss.item())  # a number: the tensor would keep its whole graph alive
        loss.backward()
        # The update is no part of the model, so autograd must not watch it.
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        # backward() adds to what is there; the next epoch starts from zero.
        w.grad.zero_()
        b.grad.zero_()
    return {"w": w.item(), "b": b.item(), "losses": losses}


# --- Twenty-three points and a curve ---------------------------------------------------------------------------------


def fit_23(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    # The same descent, said with torch.autograd.grad: it hands the gradients over and stores nothing that would have
    # to be cleared. Each epoch makes new leaves from the numbers of the epoch before.
    w, b = torch.tensor(w, dtype=x.dtype), torch.tensor(b, dtype=x.dtype)
    losses = []
    for _ in range(epochs):
        w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
        loss = ((w * x + b - y) ** 2).mean()
        dw, db = torch.autograd.grad(loss, (w, b))
        w, b = w - lr * dw, b - lr * db
        losses.append(loss.item())
    return {"w": w.item(), "b": b.item(), "losses": losses}


def loss_curve(losses, path):
    figure, axes = plt.subplots()
    axes.plot(range(1, len(losses) + 1), losses)
    axes.set_xlabel("epoch")
    axes.set_ylabel("mean squared error")
    figure.savefig(path)
    plt.close(figure)


# --- Two points, two epochs, by hand ---------------------------------------------------------------------------------


def loss_at(w, b, x, y):
    residual = w * x + b - y  # (n,)
    return (residual**2).mean()


def grads(w, b, x, y):
    # The loss is mean(r^2) with r = wx + b - y. Outer derivative 2r, inner ones dr/dw = x and dr/db = 1.
    residual = w * x + b - y  # (n,)
    dw = (2 * residual * x).mean()
    db = (2 * residual).mean()
    return dw, db


def autograd_grads(w, b, x, y):
    w = torch.as_tensor(w, dtype=x.dtype).detach().clone().requires_grad_()
    b = torch.as_tensor(b, dtype=x.dtype).detach().clone().requires_grad_()
    loss_at(w, b, x, y).backward()
    return w.grad, b.grad


def two_epochs(w, b, x, y, lr=0.001):
    log = []
    for _ in range(2):
        # Both gradients belong to the same point (w, b), so both are computed before either number moves.
        dw, db = grads(w, b, x, y)
        w, b = w - lr * dw, b - lr * db
        log.append((dw, db, w, b))
    return log


# --- A class that learns ---------------------------------------------------------------------------------------------


class RegressionModel:
    """A line that knows how to predict, how to be judged and how to take a step."""

    def __init__(self):
        self.w = torch.tensor(1.0, requires_grad=True)
        self.b = torch.tensor(1.0, requires_grad=True)

    def forward(self, x):
        return self.w * x + self.b

    def criterion(self, y, yp):
        return ((yp - y) ** 2).mean()

    def update(self, lr):
        # In place: self.w stays the leaf that it was. `self.w = self.w - ...` would put another tensor there.
        with torch.no_grad():
            self.w -= lr * self.w.grad
            self.b -= lr * self.b.grad

    def reset_grad(self):
        self.w.grad = None
        self.b.grad = None


def train(model, x, y, epochs=100, lr=0.001):
    losses = []
    for _ in range(epochs):
        model.reset_grad()
        loss = model.criterion(y, model.forward(x))
        loss.backward()
        model.update(lr)
        losses.append(loss.item())
    return losses


# --- Parameters, batches, an optimizer -------------------------------------------------------------------------------


class LineDataset(Dataset):
    """Pairs (x, y) by their number."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


def make_loader(x, y, batch_size, shuffle=False):
    return DataLoader(LineDataset(x, y), batch_size=batch_size, shuffle=shuffle)


class LineModule(nn.Module):
    """The line again. What is wrapped in nn.Parameter is found by parameters(), and so by every optimizer."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor(1.0))
        self.b = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return self.w * x + self.b


def fit_loader(model, loader, lr, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        for x, y in loader:  # one step for each batch
            loss = nn.functional.mse_loss(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


# --- A layer instead of two numbers ----------------------------------------------------------------------------------


class LinearRegression(nn.Module):
    """One input, one output: a line, as a layer."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)  # (n, 1) -> (n, 1)


def linear_step(model, x, y, lr=0.001):
    # One row for each sample. Left as they are, (n, 1) minus (n,) would be a table of all n * n differences.
    inputs, targets = x.reshape(-1, 1), y.reshape(-1, 1)  # (n, 1), (n, 1)
    loss = nn.functional.mse_loss(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
    return loss.item()


def fit_linear(model, x, y):
    return [linear_step(model, x, y) for _ in range(100)]


def loss_figure(losses, path):
    figure, axes = plt.subplots()
    # A loss that falls by a factor of a thousand is a vertical stroke and a flat line, unless the axis is logarithmic.
    axes.semilogy(range(1, len(losses) + 1), losses)
    axes.yaxis.set_major_formatter("{x:g}")  # 0.1 and 10, where matplotlib would write powers
    axes.minorticks_off()
    axes.set_xlabel("epoch")
    axes.set_ylabel("mean squared error")
    figure.savefig(path)
    plt.close(figure)


# --- Two inputs ------------------------------------------------------------------------------------------------------


def split_table(table):
    # The first column only numbers the subjects: it says nothing about y.
    return table[:, 1:3], table[:, 3]  # (n, 2), (n,)


def fit_multi(X, y):
    # Descent is slow where inputs lie far from zero or differ in scale. Standardised, one rate suits both columns.
    mean, std = X.mean(dim=0), X.std(dim=0)  # (2,), (2,)
    Z = (X - mean) / std  # (n, 2)
    w, b = torch.zeros(2, dtype=X.dtype), torch.zeros((), dtype=X.dtype)
    for _ in range(100):
        residual = Z @ w + b - y  # (n,)
        w = w - 0.2 * 2 * (Z.T @ residual) / len(y)  # (2,)
        b = b - 0.2 * 2 * residual.mean()
    # w Z + b = (w / std) X + (b - w mean / std): the same plane, for inputs that nobody has scaled.
    w = w / std
    b = b - w @ mean
    return w[0].item(), w[1].item(), b.item()


def predict(weights, x1, x2):
    w1, w2, b = weights
    return w1 * x1 + w2 * x2 + b


# --- Yes or no -------------------------------------------------------------------------------------------------------


class LogisticRegression(nn.Module):
    """One input, one probability."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))  # (n, 1) -> (n, 1)


def mean_bce(p, y):
    y = y.to(p.dtype)  # labels come as whole numbers
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()


def fit_logistic(model, x, y):
    mean, std = x.mean(), x.std()
    z = (x - mean) / std  # (n, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    for _ in range(100):
        p = model(z).flatten()  # (n,)
        loss = mean_bce(p, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    # The layer has learnt to read z; its numbers are rewritten so that it reads x.
    with torch.no_grad():
        model.linear.weight /= std
        model.linear.bias -= model.linear.weight.squeeze() * mean


def predict_proba(model, x):
    rows = x.reshape(-1, 1).to(torch.float32)  # (n, 1)
    with torch.no_grad():
        return model(rows).flatten()  # (n,)


# --- The residual turned round ---------------------------------------------------------------------------------------


def residuals_y_minus_yp(w, b, x, y):
    return y - (w * x + b)  # (n,)


def grads_y_minus_yp(w, b, x, y):
    # Now r = y - wx - b, so dr/dw = -x and dr/db = -1. The square does not see the sign, the chain rule does.
    residual = residuals_y_minus_yp(w, b, x, y)  # (n,)
    dw = (2 * residual * -x).mean()
    db = (2 * residual * -1).mean()
    return dw, db


def two_epochs_y_minus_yp(w, b, x, y, lr=0.001):
    log = []
    for _ in range(2):
        dw, db = grads_y_minus_yp(w, b, x, y)
        w, b = w - lr * dw, b - lr * db
        log.append((dw, db, w, b))
    return log
