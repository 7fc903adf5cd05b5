"""All four results are the same tensor: operations with a trailing underscore change t and return t itself."""


def elementwise(t):
    return {"plus10": t.add_(10), "times10": t.mul_(10), "minus10": t.sub_(10), "square": t.pow_(2)}
