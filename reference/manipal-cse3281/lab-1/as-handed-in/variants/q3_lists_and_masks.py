"""Lists and masks."""

import torch

tensor = torch.rand(4, 4)
print(f"Original tensor:\n{tensor}")
indices = [0, 2]
extracted_elements = tensor[indices, 1]
mask = tensor > 0.5
filtered = tensor[mask]
sub_tensor = tensor[1:3, 0:2]
print(f"Extracted: {extracted_elements}")
print(filtered, sub_tensor)
