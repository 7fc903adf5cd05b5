"""Only the last loss is returned; the whole list is wanted."""


def fit_linear(model, x, y):
    for _ in range(100):
        loss = linear_step(model, x, y)
    return loss
