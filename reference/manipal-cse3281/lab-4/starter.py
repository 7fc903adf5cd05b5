"""Feedforward networks: XOR with two activations, the forward pass by hand, a digit classifier.

Fill in the classes and functions and upload this file. Keep the names. You may add helpers and imports of your own. Train
nothing and load no data at the top level: models and data are handed to your functions.
"""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

# --- XOR with a sigmoid hidden layer ---------------------------------------------------------------------------------


class XORModel(nn.Module):
    """2 inputs -> 2 sigmoid units -> 1 linear output, built from nn.Linear layers."""

    def __init__(self):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        """Samples (n, 2) to outputs (n, 1)."""
        raise NotImplementedError


class XORDataset(Dataset):
    """The samples of X (n, 2) with the labels of Y (n,), for a DataLoader."""

    def __init__(self, X, Y):
        raise NotImplementedError

    def __len__(self):
        """How many samples there are."""
        raise NotImplementedError

    def __getitem__(self, i):
        """The pair of sample i and its label."""
        raise NotImplementedError


def train_one_epoch(model, loader, lr):
    """One step of gradient descent (SGD, squared error) for each batch (x, y); returns the mean of the batch losses."""
    raise NotImplementedError


def train_xor(model, X, Y, epochs=10_000, lr=0.03):
    """Trains this very model with shuffled batches of one sample; returns the list of the epochs' mean losses."""
    raise NotImplementedError


def count_trainable(model):
    """How many numbers of the model training may change."""
    raise NotImplementedError


# --- XOR with a ReLU hidden layer ------------------------------------------------------------------------------------


class XORReluModel(nn.Module):
    """2 inputs -> 2 ReLU units -> 1 linear output, built from nn.Linear layers."""

    def __init__(self):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        """Samples (n, 2) to outputs (n, 1)."""
        raise NotImplementedError


def train_xor_relu(model, X, Y, epochs=10_000, lr=0.03):
    """Trains this very model with shuffled batches of one sample; returns the list of the epochs' mean losses."""
    raise NotImplementedError


# --- The forward pass by hand ----------------------------------------------------------------------------------------


def manual_forward(state, X):
    """The outputs (n, 1) of the 2-2-1 sigmoid network with this state_dict, by matrix algebra alone."""
    raise NotImplementedError


# --- A digit classifier with two hidden layers -----------------------------------------------------------------------


class MnistMLP(nn.Module):
    """784 pixels -> h1 -> h2 -> 10 scores, built from nn.Linear layers with ReLU after each hidden one."""

    def __init__(self, h1, h2):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        """Images (n, 784) to scores (n, 10), without softmax."""
        raise NotImplementedError


def train(model, images, labels):
    """Trains the given model in place. images: float tensor (n, 784) in [0, 1]; labels: integer tensor (n,)."""
    raise NotImplementedError


def predict(model, images):
    """The predicted digits (n,) of these images; leaves the model in evaluation mode."""
    raise NotImplementedError


def confusion_matrix(y_true, y_pred, n=10):
    """An integer tensor (n, n): row i, column j counts the samples of class i that were predicted as class j."""
    raise NotImplementedError


def plot_confusion(matrix):
    """Draws the matrix as an image with matplotlib, row 0 on top, both directions named."""
    raise NotImplementedError


def count_parameters(model):
    """How many numbers the model's parameters hold."""
    raise NotImplementedError
