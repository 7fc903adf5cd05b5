def mean(numbers):
    total = 0
    return sum(numbers) / total


def polynomial_gradient(x):
    scale = mean([1, 2, 3])
    return scale * x
