"""You flattened the tensor: dimensions that are larger than 1 are gone as well."""


def drop_unit(t):
    return t.flatten()
