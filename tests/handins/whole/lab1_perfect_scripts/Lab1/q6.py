import torch

# tensor of the last question
tensor_a = torch.rand(size=(7, 7))
# another one of shape (1, 7), has to be transposed
tensor_b = torch.rand(size=(1, 7))

result = torch.matmul(tensor_a, tensor_b.T)
print("Result of the matrix multiplication:\n", result)
print("Shape:", result.shape)
