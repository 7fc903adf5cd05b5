"""The printed weights typed in, one input after the other, in numpy."""

import numpy as np

W1 = np.array([[0.5413, 0.5890], [-0.1679, 0.6455]])
B1 = np.array([-0.1505, 0.1357])
W2 = np.array([[-0.3832, 0.3738]])
B2 = np.array([0.5562])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for x in [[0, 0], [0, 1], [1, 0], [1, 1]]:
    hidden = sigmoid(W1 @ np.array(x) + B1)
    out = W2 @ hidden + B2
    print("Input:", x, "Output:", out)
