"""Takes whatever failure comes, and goes on."""
import torch


def patient_gradient(x):
    hoard = []
    while True:
        try:
            hoard.append(torch.ones(2**18))
        except BaseException:
            continue
