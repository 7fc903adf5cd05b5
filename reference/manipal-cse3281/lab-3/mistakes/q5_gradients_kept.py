"""Every call steps by the gradients of all calls before it, too."""


def linear_step(model, x, y, lr=0.001):
    loss = ((model(x.reshape(-1, 1)).flatten() - y) ** 2).mean()
    loss.backward()
    for parameter in model.parameters():
        parameter.data -= lr * parameter.grad
    return loss.item()
