"""Each point takes a step of its own, so an epoch has as many steps as points; a full batch has one."""


def fit_23(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    losses = []
    for _ in range(epochs):
        losses.append(((w * x + b - y) ** 2).mean().item())
        for one, target in zip(x.tolist(), y.tolist()):
            residual = w * one + b - target
            w, b = w - lr * 2 * residual * one, b - lr * 2 * residual
    return {"w": w, "b": b, "losses": losses}
