import matplotlib.pyplot as plt
import numpy as np

x = np.array(
    [
        12.4,
        14.3,
        14.5,
        14.9,
        16.1,
        16.9,
        16.5,
        15.4,
        17.0,
        17.9,
        18.8,
        20.3,
        22.4,
        19.4,
        15.5,
        16.7,
        17.3,
        18.4,
        19.2,
        17.4,
        19.5,
        19.7,
        21.2,
    ]
)
y = np.array(
    [
        11.2,
        12.5,
        12.7,
        13.1,
        14.1,
        14.8,
        14.4,
        13.4,
        14.9,
        15.6,
        16.4,
        17.7,
        19.6,
        16.9,
        14.0,
        14.6,
        15.1,
        16.1,
        16.8,
        15.2,
        17.0,
        17.2,
        18.6,
    ]
)


def train(x, y, epochs, lr):
    w, b, history = 1.0, 1.0, []
    for _ in range(epochs):
        error = w * x + b - y
        history.append(np.mean(error**2))
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
    plt.plot(history)
    print("first and last losses", history[0], history[1], history[2], history[-1])
    print("w = %.4f, b = %.4f" % (w, b))


train(x, y, 100, 0.001)
