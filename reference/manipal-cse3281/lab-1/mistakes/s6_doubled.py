"""You double where the square is asked for; the two agree at 0 and 2 only."""


def elementwise(t):
    return {"plus10": t + 10, "times10": t * 10, "minus10": t - 10, "square": t * 2}
