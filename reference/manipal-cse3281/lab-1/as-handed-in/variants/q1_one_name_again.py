"""One name again."""

import torch

tensor = torch.tensor([[1, 2, 3], [4, 5, 6]])
reshaped_tensor = tensor.reshape(3, 2)
print(reshaped_tensor)

tensor = torch.tensor([1, 2, 3, 4])
viewed_tensor = tensor.view(2, 2)
print(viewed_tensor)

tensor1 = torch.tensor([1, 2])
tensor2 = torch.tensor([3, 4])
stacked_tensor = torch.stack((tensor1, tensor2), dim=1)
print(stacked_tensor)

tensor = torch.tensor([[[1, 2], [3, 4]]])
squeezed_tensor = tensor.squeeze()
print(squeezed_tensor)

tensor = torch.tensor([1, 2, 3])
unsqueezed_tensor = tensor.unsqueeze(0)
print(unsqueezed_tensor)
