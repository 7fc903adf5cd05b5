"""A column minus a vector is a whole table of differences: look at the shapes of outputs and targets."""


def linear_step(model, x, y, lr=0.001):
    loss = ((model(x.reshape(-1, 1)) - y) ** 2).mean()
    model.zero_grad()
    loss.backward()
    for parameter in model.parameters():
        parameter.data -= lr * parameter.grad
    return loss.item()
