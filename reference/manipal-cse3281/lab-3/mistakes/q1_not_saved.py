"""Nothing lies at the path afterwards: the figure was never written there."""

import matplotlib.pyplot as plt


def loss_curve(losses, path):
    plt.plot(losses)
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.show()
