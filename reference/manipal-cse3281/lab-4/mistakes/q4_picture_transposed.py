"""The picture shows the matrix turned over its diagonal: its rows are the predicted classes."""

import matplotlib.pyplot as plt


def plot_confusion(matrix):
    plt.imshow(matrix.T)
    plt.xlabel("predicted class")
    plt.ylabel("true class")
