"""The closed form was computed on the tracked tensor, so it drags a graph along: use torch.no_grad() or detach()."""


def quadratic_prime(x):
    return 2 * (x - 2)
