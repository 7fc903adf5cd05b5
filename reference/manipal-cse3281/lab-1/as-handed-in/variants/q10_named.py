"""Named."""

import torch

tensor_a = torch.randn(3, 3)
max_index = torch.argmax(tensor_a)
min_index = torch.argmin(tensor_a)
print(f"Max index : {max_index}, min index : {min_index}")
