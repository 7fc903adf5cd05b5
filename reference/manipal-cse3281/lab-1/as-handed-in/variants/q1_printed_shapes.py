"""Printed shapes."""

import torch

t = torch.tensor([[11, 12, 13], [5, 9, 15]])
print("Original shape of tensor is", t.shape)
print("New shape is", (t.reshape(3, 2)).shape)
print("As a view:", t.view(6).shape)
a = torch.tensor([[3, 33, 333], [5, 55, 555]])
print("Stacked:", torch.stack((t, a)))
c = torch.zeros(2, 1, 3, 1)
print("Shape of c: ", c.shape)
print("Squeezed:", torch.squeeze(c).shape)
print("Unsqueezed:", torch.unsqueeze(c, 3).shape)
