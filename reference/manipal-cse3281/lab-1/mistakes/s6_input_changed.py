"""The four results are right, but t is another one afterwards: one of your operations writes into its input."""


def elementwise(t):
    results = {"plus10": t + 10, "times10": t * 10, "minus10": t - 10}
    t *= t
    results["square"] = t
    return results
