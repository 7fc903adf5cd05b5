"""Some model was trained, but not the one that was handed over."""


def fit_linear(model, x, y):
    model = LinearRegression()
    return [linear_step(model, x, y) for _ in range(100)]
