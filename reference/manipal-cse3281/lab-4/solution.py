"""A digit classifier, from the layers to the confusion matrix."""

import torch
from torch import nn


class MnistMLP(nn.Module):
    """784 pixels, two hidden layers, ten scores."""

    def __init__(self, h1, h2):
        super().__init__()
        self.hidden1 = nn.Linear(784, h1)
        self.hidden2 = nn.Linear(h1, h2)
        self.output = nn.Linear(h2, 10)

    def forward(self, x):
        x = torch.relu(self.hidden1(x))  # (n, 784) -> (n, h1)
        x = torch.relu(self.hidden2(x))  # (n, h1) -> (n, h2)
        # No softmax here: the cross-entropy loss takes scores and contains the softmax, in a form that cannot overflow.
        return self.output(x)  # (n, h2) -> (n, 10)


def train(model, images, labels):
    loss_of = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for _ in range(10):
        # A new order in each epoch, so that the batches differ from one epoch to the next.
        for batch in torch.randperm(len(images)).split(64):  # (64,)
            loss = loss_of(model(images[batch]), labels[batch])
            optimizer.zero_grad()  # gradients add up unless they are cleared
            loss.backward()
            optimizer.step()


def confusion_matrix(y_true, y_pred, n=10):
    # Each pair (true, predicted) is one cell of the matrix; number the cells row by row and count them.
    cells = n * y_true + y_pred  # (samples,)
    return torch.bincount(cells, minlength=n * n).reshape(n, n)  # (n, n)


def count_parameters(model):
    return sum(p.numel() for p in model.parameters())
