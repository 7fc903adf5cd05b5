"""This is the derivative with respect to x. With respect to w, the last factor is du/dw = x."""


def relu_da_dw(w, x, b):
    return w * (w * x + b > 0)
