"""Ten minus t is not t minus ten."""


def elementwise(t):
    return {"plus10": t + 10, "times10": t * 10, "minus10": 10 - t, "square": t**2}
