"""A frozen parameter is not trained: count those whose requires_grad is on."""


def count_trainable(model):
    return sum(p.numel() for p in model.parameters())
