"""Two tensors."""

import torch

t1 = torch.rand(2, 3).to("cuda")
t2 = torch.rand(2, 3).to("cuda")
print(t1.argmax(), t2.argmax())
print(t1.argmin(), t2.argmin())
