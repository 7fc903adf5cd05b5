"""Makes the question 0 everywhere, where the answer is 6."""


def polynomial_gradient(x):
    x.zero_()
    return x + 6


def double(x):
    answer = 2 * x
    x.fill_(float("nan"))
    return answer
