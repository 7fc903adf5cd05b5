"""Other one."""

import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
tensor_a = torch.randn(2, 3)
tensor_b = torch.randn(2, 3)
tensor_a = tensor_a.to(device)
tensor_b = tensor_b.to(device)
print(torch.mm(tensor_a.t(), tensor_b))
