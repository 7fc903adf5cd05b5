import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset


# p1
def fit_line(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    w = torch.tensor(float(w), requires_grad=True)
    b = torch.tensor(float(b), requires_grad=True)
    losses = []
    for epoch in range(epochs):
        yp = w * x + b
        loss = torch.mean((yp - y) ** 2)
        losses.append(loss.item())
        loss.backward()
        w.data = w.data - lr * w.grad
        b.data = b.data - lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
        if epoch % 10 == 0:
            print("epoch", epoch, "w", w.item(), "b", b.item(), "loss", loss.item())
    return {"w": w.item(), "b": b.item(), "losses": losses}


# q1
def fit_23(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    w = torch.tensor(w, requires_grad=True)
    b = torch.tensor(b, requires_grad=True)
    losses = []
    for epoch in range(epochs):
        loss = torch.mean((w * x + b - y) ** 2)
        loss.backward()
        losses.append(loss.item())
        # update
        w = w - lr * w.grad
        b = b - lr * b.grad
    return {"w": w.item(), "b": b.item(), "losses": losses}


def loss_curve(losses, path):
    plt.figure()
    plt.plot(losses, "r-")
    plt.xlabel("epochs")
    plt.ylabel("loss")
    plt.title("loss vs epochs")
    plt.savefig(path)
    plt.show()


# q2
def loss_at(w, b, x, y):
    return ((w * x + b - y) ** 2).sum() / len(x)


def grads(w, b, x, y):
    yp = w * x + b
    n = len(x)
    dw = 2 / n * torch.sum((yp - y) * x)
    db = 2 / n * torch.sum(yp - y)
    return dw, db


def autograd_grads(w, b, x, y):
    w = w.clone().detach().requires_grad_(True)
    b = b.clone().detach().requires_grad_(True)
    l = loss_at(w, b, x, y)
    l.backward()
    return w.grad, b.grad


def two_epochs(w, b, x, y, lr=0.001):
    ans = []
    for i in range(2):
        dw, db = grads(w, b, x, y)
        w = w - lr * dw
        b = b - lr * db
        ans.append((dw, db, w, b))
    return ans


# q3
class RegressionModel:
    def __init__(self):
        self.w = torch.tensor(1.0, requires_grad=True)
        self.b = torch.tensor(1.0, requires_grad=True)

    def forward(self, x):
        return self.w * x + self.b

    def criterion(self, y, yp):
        return ((yp - y) ** 2).mean()

    def update(self, lr):
        with torch.no_grad():
            self.w -= lr * self.w.grad
            self.b -= lr * self.b.grad

    def reset_grad(self):
        # reset to 0 for next epoch
        self.w.data.zero_()
        self.b.data.zero_()


def train(model, x, y, epochs=100, lr=0.001):
    loss_list = []
    for epoch in range(epochs):
        yp = model.forward(x)
        loss = model.criterion(y, yp)
        loss.backward()
        model.update(lr)
        model.reset_grad()
        loss_list.append(loss.item())
    return loss_list


# q4
class LineDataset(Dataset):
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


def make_loader(x, y, batch_size, shuffle=False):
    ds = LineDataset(x, y)
    return DataLoader(ds, batch_size=batch_size, shuffle=shuffle)


class LineModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.ones(1))
        self.b = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return self.w * x + self.b


def fit_loader(model, loader, lr, epochs):
    optimizer = optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.MSELoss()
    for epoch in range(epochs):
        for xb, yb in loader:
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()


# q5
class LinearRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)


def linear_step(model, x, y, lr=0.001):
    opt = optim.SGD(model.parameters(), lr=lr)
    x = x.view(-1, 1)
    y = y.view(-1, 1)
    opt.zero_grad()
    loss = nn.MSELoss()(model(x), y)
    loss.backward()
    opt.step()
    return loss.item()


def fit_linear(model, x, y):
    l = []
    for i in range(200):
        l.append(linear_step(model, x, y))
    return l


def loss_figure(losses, path):
    plt.figure()
    plt.plot(np.arange(len(losses)), losses)
    plt.yscale("log")
    plt.xlabel("epoch")
    plt.ylabel("log loss")
    plt.savefig(path)


# q6
def split_table(table):
    X = table[:, 1:3]
    y = table[:, -1]
    return X, y


def fit_multi(X, y):
    A = np.hstack([X.numpy(), np.ones((len(X), 1))])
    sol = np.linalg.lstsq(A, y.numpy(), rcond=None)[0]
    return sol[0], sol[1], sol[2]


def predict(weights, x1, x2):
    return weights[0] * x1 + weights[1] * x2 + weights[2]


# q7
class LogisticRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(1, 1)

    def forward(self, x):
        return torch.sigmoid(self.lin(x))


def mean_bce(p, y):
    return nn.functional.binary_cross_entropy(p, y.to(p.dtype))


def fit_logistic(model, x, y):
    optimizer = optim.Adam(model.parameters(), lr=0.1)
    for epoch in range(3000):
        optimizer.zero_grad()
        loss = mean_bce(model(x).squeeze(1), y)
        loss.backward()
        optimizer.step()
    print("final loss", loss.item())


def predict_proba(model, x):
    x = x.float().view(-1, 1)
    with torch.no_grad():
        p = model(x).view(-1)
    return torch.where(p >= 0.5, 1.0, 0.0)


# additional
def residuals_y_minus_yp(w, b, x, y):
    return y - (w * x + b)


def grads_y_minus_yp(w, b, x, y):
    r = residuals_y_minus_yp(w, b, x, y)
    dw = -2 * torch.mean(r * x)
    db = -2 * torch.mean(r)
    return dw, db


def two_epochs_y_minus_yp(w, b, x, y, lr=0.001):
    ans = []
    for i in range(2):
        dw, db = grads_y_minus_yp(w, b, x, y)
        w = w - lr * dw
        b = b - lr * db
        ans.append((dw, db, w, b))
    return ans


x = torch.tensor([5.0, 7.0, 12.0, 16.0, 20.0])
y = torch.tensor([40.0, 120.0, 180.0, 210.0, 240.0])
print(fit_line(x, y))
m = RegressionModel()
loss_list = train(m, x, y)
print(m.w, m.b, loss_list[-1])  # w is 0??
plt.plot(loss_list)
plt.show()
