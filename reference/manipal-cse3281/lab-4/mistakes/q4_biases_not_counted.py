"""The biases are parameters too: count the numbers of every tensor in model.parameters()."""

def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.ndim > 1)
