"""Lab 2: computation graphs and gradients.

Fill in each function and upload this file. Keep the names. You may add helper functions and imports of your own.
Unless a function says otherwise, its arguments are float tensors of any shape, and every element is a point of its own.
"""

import torch
import math

# --- Turning gradient tracking on ------------------------------------------------------------------------------------


def leaf(values):
    """A new float32 tensor of these numbers (a list) which tracks gradients from its creation."""
    return torch.tensor(values, requires_grad=True)


def enable_grad(t):
    """Turns gradient tracking on for the existing tensor t itself, and returns it."""
    t.requires_grad_(True)
    return t


# --- A chain of two functions: y = x^2, z = 2y + 3 -------------------------------------------------------------------


def chain_forward(x):
    """The pair (y, z)."""
    y = x**2
    z = 2*y + 3
    return y, z


def dz_dx(x):
    """dz/dx by the chain rule, without autograd."""
    return 4*x


# one tensor that tracks gradients, so I dont have to make it in the function
tracked = torch.tensor(0.0, requires_grad=True)

def autograd_dz_dx(x):
    """dz/dx by autograd."""
    tracked.data = x
    y, z = chain_forward(tracked)
    z.sum().backward()
    return tracked.grad


# --- A parabola and its derivative: f(x) = (x - 2)^2 -----------------------------------------------------------------


def quadratic(x):
    """f(x)."""
    return (x-2)**2


def quadratic_prime(x):
    """f'(x) in closed form, free of any graph even when x tracks gradients."""
    return (2*(x-2)).detach()



# --- Value and gradient together: y = x^2 + 5 ------------------------------------------------------------------------


def value_and_grad(x):
    """The pair (y, dy/dx), the gradient by autograd."""
    x = x.clone().detach().requires_grad_(True)
    y = x**2 + 5
    y.backward(torch.ones_like(y))
    print(y, x.grad)
    return y, x.grad


def analytic_grad(x):
    """dy/dx in closed form, computed under torch.no_grad()."""
    with torch.no_grad():
        grad = 2*x + 5
    return grad


# --- The sigmoid, node by node: a = -x, b = exp(a), c = 1 + b, s = 1/c -----------------------------------------------

!pip install torchviz

def grad_sigmoid_manual(x: float) -> float:
    """ds/dx at one number x, by the local derivatives of the nodes, without autograd. Also far from zero."""
    a = -x
    b = math.exp(a)
    c = 1 + b
    s = 1/c
    ds_dc = -1/c**2
    dc_db = 1
    db_da = b
    da_dx = -1
    return ds_dc*dc_db*db_da*da_dx


def grad_sigmoid_autograd(x: float):
    """ds/dx at one number x, by autograd."""
    t = torch.tensor(x)
    s = 1/(1 + torch.exp(-t))
    s.backward()
    return t.grad


# --- Two paths from a to z: x = 2a + 3b, y = 5a^2 + 3b^3, z = 2x + 3y ------------------------------------------------


def z_value(a, b):
    """z."""
    x = 2*a + 3*b
    y = 5*a**2 + 3*b**3
    return 2*x + 3*y


def dz_da(a, b):
    """dz/da by the chain rule, without autograd."""
    return 2*2 + 3*10*a


def dz_db(a, b):
    """dz/db by the chain rule, without autograd."""
    return 2*3 + 3*9*b**2


def graph_edges():
    """The set of edges (parent, child) of the graph, such as ("a", "x")."""
    return {("a","x"), ("b","x"), ("a","y"), ("b","y"), ("x","z"), ("y","z")}


# --- A neuron with ReLU: u = wx, v = u + b, a = relu(v) --------------------------------------------------------------


def relu_neuron(w, x, b):
    """The triple (u, v, a)."""
    u = w*x
    v = u + b
    a = torch.relu(v)
    return u, v, a


def relu_da_dw(w, x, b):
    """da/dw by walking back through the graph, without autograd."""
    u, v, a = relu_neuron(w, x, b)
    if v > 0:
        da_dv = 1
    else:
        da_dv = 0
    return da_dv * x


# --- The same neuron with a sigmoid ----------------------------------------------------------------------------------


def sigmoid_neuron(w, x, b):
    """The triple (u, v, a)."""
    u = w*x
    v = u + b
    a = torch.sigmoid(v)
    return u, v, a

''' first try, gave wrong answer for b
def sigmoid_da_dw(w, x, b):
    u, v, a = sigmoid_neuron(w, x, b)
    return v*(1-v)*x


def sigmoid_da_dw(w, x, b):
    """da/dw by walking back through the graph, without autograd."""
    u, v, a = sigmoid_neuron(w, x, b)
    return a*(1-a)*x

'''
# --- An exponential of a sum: f(x) = exp(-x^2 - 2x - sin x) ----------------------------------------------------------


def exp_f(x):
    """f(x)."""
    return torch.exp(-x**2 - 2*x - torch.sin(x))


def exp_df(x):
    """f'(x) in closed form, without autograd."""
    return (-2*x - 2 - torch.cos(x))*exp_f(x)


def exp_autograd(xs):
    """f' at all points of the vector xs at once, by autograd."""
    xs = xs.clone().detach().requires_grad_(True)
    grads = []
    for i in range(len(xs)):
        f = exp_f(xs)
        f.sum().backward()
        grads.append(xs.grad[i])
    return torch.stack(grads)


# --- The gradient of a polynomial: y = 8x^4 + 3x^3 + 7x^2 + 6x + 3 ---------------------------------------------------


def polynomial(x):
    """y."""
    return 8*x**4 + 3*x**3 + 7*x**2 + 6*x + 3


def polynomial_gradient(x):
    """dy/dx in closed form."""
    return 32*x**3 + 9*x**2 + 14*x + 6


def polynomial_autograd(x):
    """dy/dx by autograd."""
    x = x.clone().detach().requires_grad_(True)
    y = polynomial(x)
    y.sum().backward()
    return x.grad


# --- A graph of six nodes: f = tanh(ln(1 + z * 2x / sin y)) ----------------------------------------------------------


def tanh_ln_forward(x, y, z):
    """A dict with the nodes "a" to "f": a = 2x, b = sin y, c = a/b, d = cz, e = ln(d + 1), f = tanh e."""
    a = 2*x
    b = torch.sin(y)
    c = a/b
    d = c*z
    e = torch.log(d + 1)
    f = torch.tanh(e)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}


def tanh_ln_backward(x, y, z):
    """The triple (df/dx, df/dy, df/dz) by the chain rule, without autograd."""
    g = tanh_ln_forward(x, y, z)
    a, b, c, d, e, f = g["a"], g["b"], g["c"], g["d"], g["e"], g["f"]
    df_de = 1 - f**2
    de_dd = 1/(d + 1)
    dd_dc = z
    dd_dz = c
    dc_da = 1/b
    dc_db = a/b**2
    da_dx = 2
    db_dy = torch.cos(y)
    return df_de*de_dd*dd_dc*dc_da*da_dx, df_de*de_dd*dd_dc*dc_db*db_dy, df_de*de_dd*dd_dz


print(z_value(torch.tensor(2.0), torch.tensor(3.0)))

# again with the graph drawn on paper
def z_value(a, b):
    x = 2*a + 3*b
    y = 5*a**2 + 3*b**2
    return 2*x + 3*y

print(z_value(torch.tensor(2.0), torch.tensor(3.0)))
