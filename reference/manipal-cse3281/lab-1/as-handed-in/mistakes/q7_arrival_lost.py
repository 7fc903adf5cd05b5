"""to() returns the tensor that has arrived; here it is thrown away, and both stay where they were."""

import torch

device = "cuda" if torch.cuda.is_available() else "cpu"

a = torch.rand(2, 3)
b = torch.rand(2, 3)
a.to(device)
b.to(device)
print(a, b)
