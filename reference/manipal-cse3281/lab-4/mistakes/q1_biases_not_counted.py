"""The three biases are trained as well, and are missing from the count."""


def count_trainable(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad and p.ndim > 1)
