"""Without PyTorch's gradients: the neuron and the way back in plain numbers."""

w = 3.0
x = 2.0
b = 1.0
u = w * x
v = u + b
a = max(0, v)


def relu_derivative(value):
    if value > 0:
        return 1
    return 0


da_dw = relu_derivative(v) * 1 * x
print("a =", a)
print("da/dw =", da_dw)
