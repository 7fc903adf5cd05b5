"""You give a shape for matrices that cannot be multiplied."""


def matmul_shape(shape_a, shape_b):
    return shape_a[0], shape_b[1]
