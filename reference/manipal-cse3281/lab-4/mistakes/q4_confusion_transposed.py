"""The matrix is transposed: rows are the true classes, columns the predicted ones."""

import torch


def confusion_matrix(y_true, y_pred, n=10):
    matrix = torch.zeros(n, n, dtype=torch.int64)
    for true, predicted in zip(y_true, y_pred):
        matrix[predicted, true] += 1
    return matrix
