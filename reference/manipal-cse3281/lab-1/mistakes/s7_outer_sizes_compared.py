"""You compare the outer sizes. What must agree is the length of a row of the first and of a column of the second."""


def matmul_shape(shape_a, shape_b):
    return (shape_a[0], shape_b[1]) if shape_a[0] == shape_b[1] else None
