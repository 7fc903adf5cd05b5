"""The steps are half as long as they should be: a square has left its exponent behind somewhere."""


def fit_23(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    losses = []
    for _ in range(epochs):
        residual = w * x + b - y
        losses.append((residual**2).mean().item())
        w, b = w - lr * (residual * x).mean().item(), b - lr * residual.mean().item()
    return {"w": w, "b": b, "losses": losses}
