"""Other algorithms and calls that are just as right: torch.autograd.grad, Horner's form, closed forms."""

import numpy as np
import torch


def leaf(values):
    return torch.tensor([float(value) for value in values]).requires_grad_()


def enable_grad(t):
    t.requires_grad = True
    return t


def _slope(function, x):
    x = x.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(function(x).sum(), x)
    return gradient


def chain_forward(x):
    y = x * x
    return [y, y + y + 3]


def dz_dx(x):
    return 4 * x


def autograd_dz_dx(x):
    return _slope(lambda x: 2 * x * x + 3, x)


def quadratic(x):
    return x**2 - 4 * x + 4


def quadratic_prime(x):
    return (2 * x - 4).detach()


def quadratic_both(x):
    return quadratic_prime(x), _slope(quadratic, x)


def value_and_grad(x):
    return x * x + 5, _slope(lambda x: x * x + 5, x)


def analytic_grad(x):
    with torch.no_grad():
        return x + x


def grad_sigmoid_manual(x):
    s = 1 / (1 + np.exp(-abs(x)))
    return s * (1 - s)


def grad_sigmoid_autograd(x):
    x = torch.tensor([x], dtype=torch.float64, requires_grad=True)
    s = 1 / (1 + torch.exp(-x))
    s.backward()
    return x.grad


def z_value(a, b):
    return 4 * a + 6 * b + 15 * a**2 + 9 * b**3


def dz_da(a, b):
    return 4 + 30 * a


def dz_db(a, b):
    return 6 + 27 * b * b


def graph_edges():
    edges = set()
    for child, parents in {"x": "ab", "y": "ab", "z": "xy"}.items():
        edges.update((parent, child) for parent in parents)
    return edges


def relu_neuron(w, x, b):
    return w * x, w * x + b, (w * x + b).clamp(min=0)


def relu_da_dw(w, x, b):
    # At the kink itself this takes the other one of the two slopes.
    return torch.where(w * x + b >= 0, x, torch.zeros_like(x))


def sigmoid_neuron(w, x, b):
    v = torch.add(b, w * x)
    return w * x, v, 1 / (1 + torch.exp(-v))


def sigmoid_da_dw(w, x, b):
    return x / (2 + torch.exp(w * x + b) + torch.exp(-w * x - b))


def exp_f(x):
    return torch.exp(-(x * (x + 2) + x.sin()))


def exp_df(x):
    return exp_f(x) * -2 * (x + 1) - exp_f(x) * x.cos()


def exp_autograd(xs):
    return _slope(exp_f, xs)


def polynomial(x):
    return (((8 * x + 3) * x + 7) * x + 6) * x + 3


def polynomial_gradient(x):
    return ((32 * x + 9) * x + 14) * x + 6


def polynomial_autograd(x):
    return torch.func.vmap(torch.func.grad(polynomial))(x.flatten()).reshape(x.shape)


def tanh_ln_forward(x, y, z):
    nodes = {"a": x + x, "b": y.sin()}
    nodes["c"] = nodes["a"] / nodes["b"]
    nodes["d"] = z * nodes["c"]
    nodes["e"] = torch.log1p(nodes["d"])
    return nodes | {"f": torch.tanh(nodes["e"])}


def tanh_ln_backward(x, y, z):
    # With t = (d + 1)^2, tanh(ln(d + 1)) = (t - 1) / (t + 1), whose slope in d is 4 (d + 1) / (t + 1)^2.
    d = 2 * x * z / torch.sin(y)
    slope = 4 * (d + 1) / ((d + 1) ** 2 + 1) ** 2
    return slope * d / x, -slope * d / torch.tan(y), slope * d / z
