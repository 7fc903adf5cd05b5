import matplotlib.pyplot as plt
import torch


def relu(x):
    return torch.clamp(x, min=0)


def plot_relu(x):
    plt.plot(x, relu(x))
    plt.xlabel("x")
    plt.ylabel("relu(x)")
