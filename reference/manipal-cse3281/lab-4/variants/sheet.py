"""In the manner of last year's hand-ins: parameters as tensors of the module, numpy arrays, scikit-learn's matrix."""

import numpy as np
import seaborn
import sklearn.metrics
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class XORModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.rand(2, 2))
        self.b1 = nn.Parameter(torch.zeros(2))
        self.w2 = nn.Parameter(torch.rand(1, 2))
        self.b2 = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return torch.sigmoid(x @ self.w1.T + self.b1) @ self.w2.T + self.b2


class XORDataset(Dataset):
    def __init__(self, X, Y):
        self.X = X
        self.Y = Y.reshape(-1, 1)

    def __len__(self):
        return self.X.shape[0]

    def __getitem__(self, idx):
        return [self.X[idx], self.Y[idx]]


def train_xor(model, X, Y, epochs=10000, lr=0.03):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        loss_of_epoch = 0
        for x, y in DataLoader(XORDataset(X, Y), batch_size=1, shuffle=True):
            optimizer.zero_grad()
            loss = nn.MSELoss()(model(x), y)
            loss.backward()
            optimizer.step()
            loss_of_epoch += loss.detach() / len(X)
        losses.append(loss_of_epoch)
    return losses


def manual_forward(state, X):
    state = {name: tensor.numpy() for name, tensor in state.items()}
    hidden = np.matmul(X.numpy(), state["hidden.weight"].T) + state["hidden.bias"]
    hidden = 1 / (1 + np.exp(-hidden))
    return np.matmul(hidden, state["output.weight"].T) + state["output.bias"]


def predict(model, images):
    model.eval()
    return model(images).detach().numpy().argmax(axis=1)


def confusion_matrix(y_true, y_pred, n=10):
    return sklearn.metrics.confusion_matrix(y_true, y_pred, labels=range(n))


def plot_confusion(matrix):
    seaborn.heatmap(np.asarray(matrix), annot=True)
