"""The prediction is a number that was typed in: it does not follow the table."""

import torch
from torch import nn

X = torch.tensor([[3.0, 8.0], [4.0, 5.0], [5.0, 7.0], [6.0, 3.0], [2.0, 1.0]])
Y = torch.tensor([[-3.7], [3.5], [2.5], [11.5], [5.7]])

w1, w2, b = 2.2816, -1.6721, 2.7996
prediction = w1 * 3 + w2 * 2 + b
print(prediction)
