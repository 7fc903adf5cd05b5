"""From the smallest problem that needs a hidden layer to a classifier of handwritten digits."""

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

# --- XOR with a sigmoid hidden layer ---------------------------------------------------------------------------------


class XORModel(nn.Module):
    """Two inputs, two sigmoid units, one linear output: 4 + 2 + 2 + 1 = 9 parameters."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 2)
        self.output = nn.Linear(2, 1)

    def forward(self, x):
        h = torch.sigmoid(self.hidden(x))  # (n, 2) -> (n, 2)
        # The output stays linear: the loss is the squared error, and the targets are numbers like any others.
        return self.output(h)  # (n, 2) -> (n, 1)


class XORDataset(Dataset):
    """A dataset knows how many samples it has and what the i-th one is; the loader does the rest."""

    def __init__(self, X, Y):
        self.X, self.Y = X, Y  # (n, 2), (n,)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.Y[i]  # (2,), ()


def train_one_epoch(model, loader, lr):
    # Plain gradient descent remembers nothing from step to step, so a new optimizer for each epoch does no harm.
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for x, y in loader:
        # Outputs (b, 1) against labels (b,) would be stretched to (b, b): every output meets every label.
        outputs = model(x).squeeze(1)  # (b, 2) -> (b,)
        loss = nn.functional.mse_loss(outputs, y)  # ()
        optimizer.zero_grad()  # gradients add up unless they are cleared
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


def train_xor(model, X, Y, epochs=10_000, lr=0.03):
    loader = DataLoader(XORDataset(X, Y), batch_size=1, shuffle=True)
    return [train_one_epoch(model, loader, lr) for _ in range(epochs)]


def count_trainable(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


# --- XOR with a ReLU hidden layer ------------------------------------------------------------------------------------


class XORReluModel(nn.Module):
    """The same nine parameters, another activation."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 2)
        self.output = nn.Linear(2, 1)

    def forward(self, x):
        h = torch.relu(self.hidden(x))  # (n, 2) -> (n, 2)
        return self.output(h)  # (n, 2) -> (n, 1)


def train_xor_relu(model, X, Y, epochs=10_000, lr=0.03):
    # The training of before without its helpers: all that a loader with batches of one does is to draw an order.
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        total = 0.0
        for i in torch.randperm(len(X)):
            loss = (model(X[i : i + 1]).squeeze() - Y[i]) ** 2  # ()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        history.append(total / len(X))
    return history


# --- The forward pass by hand ----------------------------------------------------------------------------------------


def manual_forward(state, X):
    # PyTorch keeps one row of weights for each unit, (out, in), and samples are rows too. Hence the transposes.
    z = X @ state["hidden.weight"].T + state["hidden.bias"]  # (n, 2) @ (2, 2) + (2,) -> (n, 2)
    h = 1 / (1 + torch.exp(-z))  # (n, 2)
    return h @ state["output.weight"].T + state["output.bias"]  # (n, 2) @ (2, 1) + (1,) -> (n, 1)


# --- A digit classifier with two hidden layers -----------------------------------------------------------------------


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


def predict(model, images):
    # Dropout and batch norm, once there are any, behave differently while a network trains. Here nobody trains.
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=1)  # (n, 784) -> (n,)


def confusion_matrix(y_true, y_pred, n=10):
    # Each pair (true, predicted) is one cell of the matrix; number the cells row by row and count them.
    cells = n * y_true + y_pred  # (samples,)
    return torch.bincount(cells, minlength=n * n).reshape(n, n)  # (n, n)


def plot_confusion(matrix):
    figure, axes = plt.subplots()
    picture = axes.imshow(matrix)  # row 0, which is true class 0, on top
    axes.set_xlabel("predicted class")
    axes.set_ylabel("true class")
    figure.colorbar(picture, label="samples")
    return figure


def count_parameters(model):
    return sum(p.numel() for p in model.parameters())
