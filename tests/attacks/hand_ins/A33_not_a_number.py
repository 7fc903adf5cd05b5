def polynomial_gradient(x):
    return x * float("nan")
