def polynomial_gradient(x):
    return x.to("meta")
