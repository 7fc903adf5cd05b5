"""Tensors until killed."""
import torch


def patient_gradient(x):
    hoard = []
    while True:
        hoard.append(torch.ones(2**20))
