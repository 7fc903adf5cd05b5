"""The asterisk multiplies element by element. A matrix product adds products of rows and columns."""


def both_products(a, b):
    return a * b, a * b
