"""A tensor that tracks gradients is part of a graph, which NumPy knows nothing of. Take it out of the graph first."""


def to_numpy(t):
    return t.cpu().numpy()
