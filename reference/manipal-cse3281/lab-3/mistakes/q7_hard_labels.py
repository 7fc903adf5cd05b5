"""These are decisions, 0 or 1. How sure the model is has been rounded away."""

import torch


def predict_proba(model, x):
    with torch.no_grad():
        return (model(x.reshape(-1, 1).float()).flatten() > 0.5).float()
