"""Made there."""

import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.manual_seed(1234)
print(torch.rand(2, 3, device=device))
print(torch.rand((2, 3), device=device))
