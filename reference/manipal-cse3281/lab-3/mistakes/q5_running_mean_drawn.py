"""The curve shows averages over the epochs so far, and not the losses themselves."""

import matplotlib.pyplot as plt


def loss_figure(losses, path):
    means = [sum(losses[: end + 1]) / (end + 1) for end in range(len(losses))]
    plt.semilogy(means)
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.savefig(path)
