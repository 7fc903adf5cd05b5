"""Each result is computed from the one before. All four start from the original t."""


def elementwise(t):
    results = {}
    t = t + 10
    results["plus10"] = t
    t = t * 10
    results["times10"] = t
    t = t - 10
    results["minus10"] = t
    t = t**2
    results["square"] = t
    return results
