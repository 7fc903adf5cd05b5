"""The whole object is pickled; save model.state_dict()."""

import torch


def save(model, path):
    torch.save(model, path)
