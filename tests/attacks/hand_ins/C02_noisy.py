import sys
import time
import warnings

import torch

print("importing done")


def polynomial_gradient(x):
    warnings.warn("this is only a warning")
    for step in range(20):
        sys.stderr.write(f"\r{step * 5:3d}% |{'#' * step}{' ' * (20 - step)}|")
    sys.stderr.write("\n")
    for number in range(20):
        print(f"debug {number}: x has the shape {tuple(x.shape)}, the time is {time.time():.0f}", "." * 1000)
    return 32 * x**3 + 9 * x**2 + 14 * x + 6
