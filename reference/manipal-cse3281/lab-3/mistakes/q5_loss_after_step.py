"""The loss that is returned is that of the weights after the step."""


def linear_step(model, x, y, lr=0.001):
    def _loss():
        return ((model(x.reshape(-1, 1)).flatten() - y) ** 2).mean()

    model.zero_grad()
    _loss().backward()
    for parameter in model.parameters():
        parameter.data -= lr * parameter.grad
    return _loss().item()
