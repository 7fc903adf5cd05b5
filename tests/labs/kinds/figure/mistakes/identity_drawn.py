"""The curve is x itself."""

import matplotlib.pyplot as plt


def plot_relu(x):
    plt.plot(x, x)
    plt.xlabel("x")
    plt.ylabel("relu(x)")
