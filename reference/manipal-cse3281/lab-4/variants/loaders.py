"""Other names for the layers, data loaders with workers, other optimizers, loops where the solution counts."""

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
EPOCHS = 8


class XORModel(nn.Module):
    def __init__(self):
        super(XORModel, self).__init__()
        self.net = nn.Sequential(nn.Linear(2, 2, bias=True), nn.Sigmoid(), nn.Linear(2, 1, bias=True))

    def forward(self, x):
        return self.net(x)


class XORDataset(Dataset):
    def __init__(self, X, Y):
        self.samples = list(zip(X, Y))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, idx):
        x, y = self.samples[idx]
        return x.to(device), y.to(device)


def train_one_epoch(model, loader, lr):
    loss_fn = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    totalloss = 0.0
    for i, data in enumerate(loader):
        inputs, labels = data
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = loss_fn(outputs.flatten(), labels)
        loss.backward()
        optimizer.step()
        totalloss += loss.item()
    return totalloss / len(loader)


def train_xor(model, X, Y, epochs=10000, lr=0.03):
    model.to(device).train(True)
    loader = DataLoader(TensorDataset(X, Y.unsqueeze(1)), batch_size=1, shuffle=True)
    loss_fn = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        epoch_losses = []
        for x, y in loader:
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            epoch_losses.append(loss.item())
        losses.append(np.mean(epoch_losses))
    return losses


def count_trainable(model):
    total = 0
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            total += parameter.numel()
    return total


class XORReluModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(2, 2)
        self.activation1 = nn.ReLU()
        self.linear2 = nn.Linear(2, 1)

    def forward(self, x):
        return self.linear2(self.activation1(self.linear1(x)))


def train_xor_relu(model, X, Y, epochs=10000, lr=0.03):
    loader = DataLoader(TensorDataset(X, Y), batch_size=1, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        running = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.mse_loss(model(x), y.view(-1, 1))
            loss.backward()
            optimizer.step()
            running += loss.item()
        losses.append(running / len(loader))
    # From many starts ReLU does not solve XOR. Who says so has made no mistake.
    if losses[-1] > 0.05:
        print(f"This start does not solve XOR: the loss is still {losses[-1]:.4f}. Try another seed.")
    return losses


def manual_forward(state, X):
    W1, b1, W2, b2 = (np.asarray(tensor) for tensor in state.values())
    hidden = 1 / (1 + np.exp(-(np.asarray(X) @ W1.T + b1)))
    return torch.from_numpy(hidden @ W2.T + b2)


class MnistMLP(nn.Module):
    def __init__(self, h1=128, h2=64):
        super(MnistMLP, self).__init__()
        self.net = nn.Sequential(nn.Linear(28 * 28, h1), nn.ReLU(), nn.Linear(h1, h2), nn.ReLU(), nn.Linear(h2, 10))

    def forward(self, x):
        return self.net(x.view(x.size(0), -1))


def train(model, images, labels):
    loader = DataLoader(TensorDataset(images, labels), batch_size=32, shuffle=True, num_workers=2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    model.to(device).train()
    for epoch in range(EPOCHS):
        running_loss = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
    return running_loss


@torch.no_grad()
def predict(model, images):
    model.train(False)
    _, predicted = torch.max(F.softmax(model(images), dim=1), 1)
    return predicted


def confusion_matrix(y_true, y_pred, n=10):
    matrix = torch.zeros(n, n, dtype=torch.int32)
    for i, j in zip(y_true.tolist(), y_pred.tolist()):
        matrix[i][j] += 1
    return matrix


def plot_confusion(matrix):
    plt.matshow(matrix.numpy(), cmap="Blues")
    for i in range(len(matrix)):
        for j in range(len(matrix)):
            plt.text(j, i, str(int(matrix[i, j])), ha="center", va="center")
    plt.xlabel("predicted")
    plt.ylabel("true")
    plt.show()


def count_parameters(model):
    total = 0
    for name, parameter in model.named_parameters():
        total += parameter.nelement()
    return total
