import time

import torch


def patient_gradient(x):
    begun = time.monotonic()
    torch.set_num_threads(8)
    kept = torch.ones(75 * 2**20)  # of 400 MiB, 300 here and the rest for PyTorch itself
    while time.monotonic() - begun < 2:  # of 2.5 seconds
        kept.add_(1)
    return 32 * x**3 + 9 * x**2 + 14 * x + 6
