"""Without tensors where there is a choice: loops over single points, numbers of Python, a column for each weight."""

import pandas as pd
import torch
from torch import nn


def fit_line(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    losses = []
    for _ in range(epochs):
        tw, tb = torch.tensor(w, requires_grad=True), torch.tensor(b, requires_grad=True)
        total = 0.0
        for one, target in zip(x, y):
            total = total + (target - (tw * one + tb)) ** 2
        loss = total / len(x)
        loss.backward()
        losses.append(float(loss))
        w, b = w - lr * float(tw.grad), b - lr * float(tb.grad)
    return {"losses": losses, "w": w, "b": b}


def fit_23(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    xs, ys, n = x.tolist(), y.tolist(), len(x)
    losses = []
    for _ in range(epochs):
        residuals = [w * one + b - target for one, target in zip(xs, ys)]
        losses.append(sum(r * r for r in residuals) / n)
        dw = 2 / n * sum(r * one for r, one in zip(residuals, xs))
        db = 2 / n * sum(residuals)
        w, b = w - lr * dw, b - lr * db
    return {"w": w, "b": b, "losses": losses}


def loss_curve(losses, path):
    table = pd.DataFrame({"loss": losses}, index=range(1, len(losses) + 1))
    axes = table.plot(xlabel="epoch", ylabel="loss")
    axes.get_figure().savefig(path)


def grads(w, b, x, y):
    dw = db = 0.0
    for one, target in zip(x, y):
        residual = w * one + b - target
        dw += 2 * residual * one / len(x)
        db += 2 * residual / len(x)
    return [float(dw), float(db)]


class RegressionModel:
    def __init__(self):
        self.w, self.b = torch.tensor(1.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)

    def forward(self, x):
        return self.w * x + self.b

    def criterion(self, y, yp):
        return torch.mean((y - yp).pow(2))

    def update(self, lr):
        with torch.no_grad():
            self.w = (self.w - lr * self.w.grad).requires_grad_()
            self.b = (self.b - lr * self.b.grad).requires_grad_()

    def reset_grad(self):
        self.w.grad = self.b.grad = None


class LineModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.ones(1, 1))
        self.b = nn.Parameter(torch.ones(1, 1))

    def forward(self, x):
        return self.w * x + self.b


def fit_linear(model, x, y):
    # Standardised inputs, undone at the end.
    mean, std = x.mean(), x.std()
    z = ((x - mean) / std)[:, None]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(60):
        loss = nn.functional.mse_loss(model(z), y[:, None])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        model.linear.weight /= std
        model.linear.bias -= model.linear.weight[0] * mean
    return losses


def loss_figure(losses, path):
    import seaborn as sns

    axes = sns.lineplot(x=range(len(losses)), y=losses)
    axes.set(xlabel="epoch", ylabel="loss", yscale="log")
    axes.figure.savefig(path)


def fit_multi(X, y):
    # The plain descent of the statement: from zero, at rate 0.01.
    w, b = torch.zeros(2, dtype=X.dtype), torch.zeros((), dtype=X.dtype)
    for _ in range(1500):
        residual = X @ w + b - y
        w, b = w - 0.02 * X.T @ residual / len(y), b - 0.02 * residual.mean()
    return w[0], w[1], b


def fit_logistic(model, x, y):
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.1, max_iter=60)
    z = (x - x.mean()) / x.std()

    def loss():
        optimizer.zero_grad()
        value = nn.functional.binary_cross_entropy(model(z)[:, 0], y.float())
        value.backward()
        return value

    for _ in range(3):
        optimizer.step(loss)
    model.linear.weight.data /= x.std()
    model.linear.bias.data -= model.linear.weight.data[0] * x.mean()
