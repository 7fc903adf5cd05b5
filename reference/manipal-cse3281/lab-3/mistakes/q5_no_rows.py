"""The layer is given a vector as if it were one sample with many features."""


def linear_step(model, x, y, lr=0.001):
    loss = ((model(x).flatten() - y) ** 2).mean()
    model.zero_grad()
    loss.backward()
    for parameter in model.parameters():
        parameter.data -= lr * parameter.grad
    return loss.item()
