"""Lab 2: computation graphs and gradients.

Fill in each function and upload this file. Keep the names. You may add helper functions and imports of your own.
Unless a function says otherwise, its arguments are float tensors of any shape, and every element is a point of its own.
"""

import torch

# --- Turning gradient tracking on ------------------------------------------------------------------------------------


def leaf(values):
    """A new float32 tensor of these numbers (a list) which tracks gradients from its creation."""
    raise NotImplementedError


def enable_grad(t):
    """Turns gradient tracking on for the existing tensor t itself, and returns it."""
    raise NotImplementedError


# --- A chain of two functions: y = x^2, z = 2y + 3 -------------------------------------------------------------------


def chain_forward(x):
    """The pair (y, z)."""
    raise NotImplementedError


def dz_dx(x):
    """dz/dx by the chain rule, without autograd."""
    raise NotImplementedError


def autograd_dz_dx(x):
    """dz/dx by autograd."""
    raise NotImplementedError


# --- A parabola and its derivative: f(x) = (x - 2)^2 -----------------------------------------------------------------


def quadratic(x):
    """f(x)."""
    raise NotImplementedError


def quadratic_prime(x):
    """f'(x) in closed form, free of any graph even when x tracks gradients."""
    raise NotImplementedError


def quadratic_both(x):
    """The pair (f'(x) in closed form, f'(x) by autograd)."""
    raise NotImplementedError


# --- Value and gradient together: y = x^2 + 5 ------------------------------------------------------------------------


def value_and_grad(x):
    """The pair (y, dy/dx), the gradient by autograd."""
    raise NotImplementedError


def analytic_grad(x):
    """dy/dx in closed form, computed under torch.no_grad()."""
    raise NotImplementedError


# --- The sigmoid, node by node: a = -x, b = exp(a), c = 1 + b, s = 1/c -----------------------------------------------


def grad_sigmoid_manual(x: float) -> float:
    """ds/dx at one number x, by the local derivatives of the nodes, without autograd. Also far from zero."""
    raise NotImplementedError


def grad_sigmoid_autograd(x: float):
    """ds/dx at one number x, by autograd."""
    raise NotImplementedError


# --- Two paths from a to z: x = 2a + 3b, y = 5a^2 + 3b^3, z = 2x + 3y ------------------------------------------------


def z_value(a, b):
    """z."""
    raise NotImplementedError


def dz_da(a, b):
    """dz/da by the chain rule, without autograd."""
    raise NotImplementedError


def dz_db(a, b):
    """dz/db by the chain rule, without autograd."""
    raise NotImplementedError


def graph_edges():
    """The set of edges (parent, child) of the graph, such as ("a", "x")."""
    raise NotImplementedError


# --- A neuron with ReLU: u = wx, v = u + b, a = relu(v) --------------------------------------------------------------


def relu_neuron(w, x, b):
    """The triple (u, v, a)."""
    raise NotImplementedError


def relu_da_dw(w, x, b):
    """da/dw by walking back through the graph, without autograd."""
    raise NotImplementedError


# --- The same neuron with a sigmoid ----------------------------------------------------------------------------------


def sigmoid_neuron(w, x, b):
    """The triple (u, v, a)."""
    raise NotImplementedError


def sigmoid_da_dw(w, x, b):
    """da/dw by walking back through the graph, without autograd."""
    raise NotImplementedError


# --- An exponential of a sum: f(x) = exp(-x^2 - 2x - sin x) ----------------------------------------------------------


def exp_f(x):
    """f(x)."""
    raise NotImplementedError


def exp_df(x):
    """f'(x) in closed form, without autograd."""
    raise NotImplementedError


def exp_autograd(xs):
    """f' at all points of the vector xs at once, by autograd."""
    raise NotImplementedError


# --- The gradient of a polynomial: y = 8x^4 + 3x^3 + 7x^2 + 6x + 3 ---------------------------------------------------


def polynomial(x):
    """y."""
    raise NotImplementedError


def polynomial_gradient(x):
    """dy/dx in closed form."""
    raise NotImplementedError


def polynomial_autograd(x):
    """dy/dx by autograd."""
    raise NotImplementedError


# --- A graph of six nodes: f = tanh(ln(1 + z * 2x / sin y)) ----------------------------------------------------------


def tanh_ln_forward(x, y, z):
    """A dict with the nodes "a" to "f": a = 2x, b = sin y, c = a/b, d = cz, e = ln(d + 1), f = tanh e."""
    raise NotImplementedError


def tanh_ln_backward(x, y, z):
    """The triple (df/dx, df/dy, df/dz) by the chain rule, without autograd."""
    raise NotImplementedError
