"""In a loop."""

import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
tensors = [torch.randn(2, 3) for _ in range(2)]
for tensor in tensors:
    tensor = tensor.to(device)
    print(tensor, tensor.device)
