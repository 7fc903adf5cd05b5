def polynomial_gradient(x):
    return x.new_empty(0)
