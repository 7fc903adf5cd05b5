"""Lab 2, worked through: from one tracked tensor to the backward pass of a six-node graph.

The rule behind every exercise is one sentence. The derivative of an output with respect to an input is the sum, over all
paths between them in the graph, of the product of the local derivatives along the path.
"""

import math

import torch

# --- Turning gradient tracking on ------------------------------------------------------------------------------------


def leaf(values):
    # Only floating point tensors can carry gradients, so whole numbers are converted on the way in.
    return torch.tensor(values, dtype=torch.float32, requires_grad=True)  # (n,)


def enable_grad(t):
    # The trailing underscore is PyTorch's mark for "in place": t itself changes, no copy is made.
    return t.requires_grad_()


# --- A chain of two functions: y = x^2, z = 2y + 3 -------------------------------------------------------------------


def chain_forward(x):
    y = x**2
    z = 2 * y + 3
    return y, z


def dz_dx(x):
    dz_dy = 2
    dy_dx = 2 * x
    return dz_dy * dy_dx


def autograd_dz_dx(x):
    # A fresh leaf for each call: gradients add up in .grad, and yesterday's would still be there.
    x = x.detach().clone().requires_grad_()
    _, z = chain_forward(x)
    # backward() starts from one number. The points do not touch each other, so the gradient of the sum of all z holds
    # the derivative of each z with respect to its own x.
    z.sum().backward()
    return x.grad


# --- A parabola and its derivative: f(x) = (x - 2)^2 -----------------------------------------------------------------


def quadratic(x):
    return (x - 2) ** 2


def quadratic_prime(x):
    # The closed form needs no graph, so none is recorded even if x is tracked.
    with torch.no_grad():
        return 2 * (x - 2)


def quadratic_both(x):
    tracked = x.detach().clone().requires_grad_()
    quadratic(tracked).sum().backward()
    return quadratic_prime(x), tracked.grad


# --- Value and gradient together: y = x^2 + 5 ------------------------------------------------------------------------


def value_and_grad(x):
    x = x.detach().clone().requires_grad_()
    y = x**2 + 5
    # y.grad_fn is the node that made y, not its derivative. The derivative appears in x.grad, after backward().
    y.sum().backward()
    return y.detach(), x.grad


def analytic_grad(x):
    with torch.no_grad():
        return 2 * x  # the constant 5 has no slope


# --- The sigmoid, node by node: a = -x, b = exp(a), c = 1 + b, s = 1/c -----------------------------------------------


def grad_sigmoid_manual(x):
    # The slope of the sigmoid is even in x. Working with |x| keeps b = exp(-|x|) between 0 and 1: no overflow.
    x = abs(x)
    a = -x
    b = math.exp(a)
    c = 1 + b

    da_dx = -1
    db_da = b  # the exponential is its own derivative
    dc_db = 1
    ds_dc = -1 / c**2
    return ds_dc * dc_db * db_da * da_dx


def grad_sigmoid_autograd(x):
    x = torch.tensor(x, requires_grad=True)
    torch.sigmoid(x).backward()
    return x.grad


# --- Two paths from a to z: x = 2a + 3b, y = 5a^2 + 3b^3, z = 2x + 3y ------------------------------------------------


def z_value(a, b):
    x = 2 * a + 3 * b
    y = 5 * a**2 + 3 * b**3
    return 2 * x + 3 * y


def dz_da(a, b):
    dz_dx, dz_dy = 2, 3
    dx_da, dy_da = 2, 10 * a
    return dz_dx * dx_da + dz_dy * dy_da  # one product for each path: through x, and through y


def dz_db(a, b):
    dz_dx, dz_dy = 2, 3
    dx_db, dy_db = 3, 9 * b**2
    return dz_dx * dx_db + dz_dy * dy_db


def graph_edges():
    return {("a", "x"), ("b", "x"), ("a", "y"), ("b", "y"), ("x", "z"), ("y", "z")}


# --- A neuron with ReLU: u = wx, v = u + b, a = relu(v) --------------------------------------------------------------


def relu_neuron(w, x, b):
    u = w * x
    v = u + b
    a = torch.relu(v)
    return u, v, a


def relu_da_dw(w, x, b):
    _, v, _ = relu_neuron(w, x, b)
    da_dv = (v > 0).to(v.dtype)  # the gate: open (1) or shut (0)
    dv_du = 1
    du_dw = x
    return da_dv * dv_du * du_dw


# --- The same neuron with a sigmoid ----------------------------------------------------------------------------------


def sigmoid_neuron(w, x, b):
    u = w * x
    v = u + b
    a = torch.sigmoid(v)
    return u, v, a


def sigmoid_da_dw(w, x, b):
    _, v, a = sigmoid_neuron(w, x, b)
    # 1 - sigmoid(v) is sigmoid(-v). Written so, it keeps its digits where a is nearly 1.
    da_dv = a * torch.sigmoid(-v)
    dv_du = 1
    du_dw = x
    return da_dv * dv_du * du_dw


# --- An exponential of a sum: f(x) = exp(-x^2 - 2x - sin x) ----------------------------------------------------------


def exp_f(x):
    return torch.exp(-(x**2) - 2 * x - torch.sin(x))


def exp_df(x):
    return -(2 * x + 2 + torch.cos(x)) * exp_f(x)


def exp_autograd(xs):
    xs = xs.detach().clone().requires_grad_()
    exp_f(xs).sum().backward()
    return xs.grad


# --- The gradient of a polynomial: y = 8x^4 + 3x^3 + 7x^2 + 6x + 3 ---------------------------------------------------


def polynomial(x):
    return 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3


def polynomial_gradient(x):
    return 32 * x**3 + 9 * x**2 + 14 * x + 6


def polynomial_autograd(x):
    x = x.detach().clone().requires_grad_()
    polynomial(x).sum().backward()
    return x.grad


# --- A graph of six nodes: f = tanh(ln(1 + z * 2x / sin y)) ----------------------------------------------------------


def tanh_ln_forward(x, y, z):
    a = 2 * x
    b = torch.sin(y)
    c = a / b
    d = c * z
    e = torch.log(d + 1)
    f = torch.tanh(e)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}


def tanh_ln_backward(x, y, z):
    node = tanh_ln_forward(x, y, z)
    a, b, c, d, f = (node[name] for name in "abcdf")

    # Walk from f back to the inputs; each line multiplies one more local derivative.
    df_de = 1 - f**2
    df_dd = df_de / (d + 1)
    df_dc = df_dd * z
    df_da = df_dc / b
    df_db = df_dc * (-a / b**2)

    df_dx = df_da * 2
    df_dy = df_db * torch.cos(y)
    df_dz = df_dd * c
    return df_dx, df_dy, df_dz
