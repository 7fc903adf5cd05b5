"""The losses lie along the horizontal axis; they are heights, and the epochs run to the right."""

import matplotlib.pyplot as plt


def loss_curve(losses, path):
    plt.plot(losses, range(len(losses)))
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.savefig(path)
