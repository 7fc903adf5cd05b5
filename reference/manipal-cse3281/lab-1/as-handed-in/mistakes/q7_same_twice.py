"""The same seed before each tensor draws the same numbers twice; seed once, then draw both."""

import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(1234)
a = torch.rand(2, 3).to(device)
torch.manual_seed(1234)
b = torch.rand(2, 3).to(device)
print(a)
print(b)
