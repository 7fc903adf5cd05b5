def polynomial_gradient(x):
    quit()
