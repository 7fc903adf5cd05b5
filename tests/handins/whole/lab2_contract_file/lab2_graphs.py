"""Lab 2 - computation graphs and gradients
Unless a function says otherwise, its arguments are float tensors of any shape, every element is a point of its own.
"""

import math

import matplotlib.pyplot as plt
import torch

torch.manual_seed(0)
SHOW_PLOTS = False


# ---- my own helpers ----

def fresh(t):
    """new leaf with the same numbers, so nothing is left over in .grad from the call before"""
    return t.detach().clone().requires_grad_(True)


def slope_of(fn, t):
    """derivative of fn at every point of t (points are independent, so sum first, then backward)"""
    t = fresh(t)
    out = fn(t)
    out.sum().backward()
    return t.grad


def sig(v):
    return 1 / (1 + torch.exp(-v))


# --- Turning gradient tracking on ------------------------------------------------------------------------------------


def leaf(values):
    """A new float32 tensor of these numbers (a list) which tracks gradients from its creation."""
    numbers = [float(v) for v in values]
    return torch.tensor(numbers, requires_grad=True)


def enable_grad(t):
    """Turns gradient tracking on for the existing tensor t itself, and returns it."""
    t.requires_grad = True
    return t


# --- A chain of two functions: y = x^2, z = 2y + 3 -------------------------------------------------------------------


def chain_forward(x):
    """The pair (y, z)."""
    y = torch.pow(x, 2)
    return y, 2 * y + 3


def dz_dx(x):
    """dz/dx by the chain rule, without autograd."""
    # dz/dy = 2 and dy/dx = 2x
    return 2 * (2 * x)


def autograd_dz_dx(x):
    """dz/dx by autograd."""
    return slope_of(lambda t: chain_forward(t)[1], x)


# --- A parabola and its derivative: f(x) = (x - 2)^2 -----------------------------------------------------------------


def quadratic(x):
    """f(x)."""
    return (x - 2) * (x - 2)


def quadratic_prime(x):
    """f'(x) in closed form, free of any graph even when x tracks gradients."""
    x = x.detach()
    return 2 * x - 4


def quadratic_both(x):
    """The pair (f'(x) in closed form, f'(x) by autograd)."""
    mine = quadratic_prime(x)
    theirs = slope_of(quadratic, x)
    if not torch.allclose(mine, theirs, atol=1e-4):
        print("quadratic: they differ!", mine, theirs)
    return mine, theirs


# --- Value and gradient together: y = x^2 + 5 ------------------------------------------------------------------------


def value_and_grad(x):
    """The pair (y, dy/dx), the gradient by autograd."""
    t = fresh(x)
    y = t ** 2 + 5
    (g,) = torch.autograd.grad(y, t, grad_outputs=torch.ones_like(y))
    return y, g


@torch.no_grad()
def analytic_grad(x):
    """dy/dx in closed form, computed under torch.no_grad()."""
    return x + x


# --- The sigmoid, node by node: a = -x, b = exp(a), c = 1 + b, s = 1/c -----------------------------------------------


def grad_sigmoid_manual(x: float) -> float:
    """ds/dx at one number x, by the local derivatives of the nodes, without autograd. Also far from zero."""
    if x < 0:
        # the slope is the same at x and -x, and exp(1000) would overflow
        return grad_sigmoid_manual(-x)
    a = -x
    b = math.exp(a)
    c = 1.0 + b
    s = 1.0 / c
    # ds/dc * dc/db * db/da * da/dx
    return (-s * s) * 1.0 * b * (-1.0)


def grad_sigmoid_autograd(x: float):
    """ds/dx at one number x, by autograd."""
    return slope_of(sig, torch.tensor(float(x)))


# --- Two paths from a to z: x = 2a + 3b, y = 5a^2 + 3b^3, z = 2x + 3y ------------------------------------------------


def z_value(a, b):
    """z."""
    x = 2 * a + 3 * b
    y = 5 * a ** 2 + 3 * b ** 3
    z = 2 * x + 3 * y
    return z


def dz_da(a, b):
    """dz/da by the chain rule, without autograd."""
    over_x = 2 * 2
    over_y = 3 * (5 * 2 * a)
    return over_x + over_y


def dz_db(a, b):
    """dz/db by the chain rule, without autograd."""
    over_x = 2 * 3
    over_y = 3 * (3 * 3 * b ** 2)
    return over_x + over_y


def graph_edges():
    """The set of edges (parent, child) of the graph, such as ("a", "x")."""
    edges = set()
    for child, parents in {"x": "ab", "y": "ab", "z": "xy"}.items():
        for parent in parents:
            edges.add((parent, child))
    return edges


# --- A neuron with ReLU: u = wx, v = u + b, a = relu(v) --------------------------------------------------------------


def relu_neuron(w, x, b):
    """The triple (u, v, a)."""
    u = torch.mul(w, x)
    v = torch.add(u, b)
    return u, v, torch.clamp(v, min=0)


def relu_da_dw(w, x, b):
    """da/dw by walking back through the graph, without autograd."""
    v = relu_neuron(w, x, b)[1]
    # da/dv is 1 or 0, dv/du = 1, du/dw = x
    return torch.where(v > 0, x, torch.zeros_like(x))


# --- The same neuron with a sigmoid ----------------------------------------------------------------------------------


def sigmoid_neuron(w, x, b):
    """The triple (u, v, a)."""
    u, v, _ = relu_neuron(w, x, b)
    return u, v, sig(v)


def sigmoid_da_dw(w, x, b):
    """da/dw by walking back through the graph, without autograd."""
    u, v, a = sigmoid_neuron(w, x, b)
    # 1 - a loses digits when a is close to 1. exp(-v) * a is the same thing
    one_minus_a = torch.exp(-v) * a
    return a * one_minus_a * x


# --- An exponential of a sum: f(x) = exp(-x^2 - 2x - sin x) ----------------------------------------------------------


def exp_f(x):
    """f(x)."""
    exponent = -x ** 2 - 2 * x - torch.sin(x)
    return torch.exp(exponent)


def exp_df(x):
    """f'(x) in closed form, without autograd."""
    inner = -2 * x - 2 - torch.cos(x)
    return inner * exp_f(x)


def exp_autograd(xs):
    """f' at all points of the vector xs at once, by autograd."""
    return slope_of(exp_f, xs)


# --- The gradient of a polynomial: y = 8x^4 + 3x^3 + 7x^2 + 6x + 3 ---------------------------------------------------

COEFFS = [8, 3, 7, 6, 3]  # highest power first


def horner(coeffs, x):
    result = torch.zeros_like(x)
    for c in coeffs:
        result = result * x + c
    return result


def polynomial(x):
    """y."""
    return horner(COEFFS, x)


def polynomial_gradient(x):
    """dy/dx in closed form."""
    degree = len(COEFFS) - 1
    return horner([c * (degree - i) for i, c in enumerate(COEFFS[:-1])], x)


def polynomial_autograd(x):
    """dy/dx by autograd."""
    return slope_of(polynomial, x)


# --- A graph of six nodes: f = tanh(ln(1 + z * 2x / sin y)) ----------------------------------------------------------


def tanh_ln_forward(x, y, z):
    """A dict with the nodes "a" to "f": a = 2x, b = sin y, c = a/b, d = cz, e = ln(d + 1), f = tanh e."""
    nodes = {}
    nodes["a"] = 2 * x
    nodes["b"] = torch.sin(y)
    nodes["c"] = nodes["a"] / nodes["b"]
    nodes["d"] = nodes["c"] * z
    nodes["e"] = torch.log1p(nodes["d"])
    nodes["f"] = torch.tanh(nodes["e"])
    return nodes


def tanh_ln_backward(x, y, z):
    """The triple (df/dx, df/dy, df/dz) by the chain rule, without autograd."""
    n = tanh_ln_forward(x, y, z)
    grad_e = 1 - n["f"] ** 2
    grad_d = grad_e * 1 / (1 + n["d"])
    grad_c, grad_z = grad_d * z, grad_d * n["c"]
    grad_a = grad_c / n["b"]
    grad_b = grad_c * -n["a"] / n["b"] ** 2
    return grad_a * 2, grad_b * torch.cos(y), grad_z


# ---------------------------------------------------------------------------------------------------------------------
# quick checks while working

print("leaf:", leaf([1, 2, 3]), leaf([1.0]).is_leaf)
print("dz/dx at 3.5:", dz_dx(torch.tensor(3.5)), autograd_dz_dx(torch.tensor(3.5)), "(want 14)")
xs = torch.linspace(-3, 3, 7)
print("parabola", quadratic_both(xs))
for t in (-1000.0, -2.0, 0.0, 2.0, 1000.0):
    print("sigmoid slope at", t, "->", grad_sigmoid_manual(t), float(grad_sigmoid_autograd(t)))
print("edges", sorted(graph_edges()))


def check_everything():
    a, b = torch.randn(5), torch.randn(5)
    print("dz/da", (dz_da(a, b) - slope_of(lambda t: z_value(t, b), a)).abs().max())
    print("dz/db", (dz_db(a, b) - slope_of(lambda t: z_value(a, t), b)).abs().max())
    w, x = torch.randn(5), torch.randn(5)
    print("relu", (relu_da_dw(w, x, b) - slope_of(lambda t: relu_neuron(t, x, b)[2], w)).abs().max())
    print("sigm", (sigmoid_da_dw(w, x, b) - slope_of(lambda t: sigmoid_neuron(t, x, b)[2], w)).abs().max())
    print("exp", (exp_df(w) - exp_autograd(w)).abs().max())
    print("poly", (polynomial_gradient(w) - polynomial_autograd(w)).abs().max())
    print(tanh_ln_backward(torch.tensor(1.0), torch.tensor(2.0), torch.tensor(0.5)))


if __name__ == "__main__":
    check_everything()
    if SHOW_PLOTS:
        grid = torch.linspace(-3, 3, 200)
        plt.plot(grid, exp_f(grid), label="f")
        plt.plot(grid, exp_df(grid), label="f'")
        plt.legend()
        plt.show()
