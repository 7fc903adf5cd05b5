import torch

device = "cuda" if torch.cuda.is_available() else "cpu"

a = torch.rand(2, 3).to(device)
b = torch.rand(2, 3).to(device)
product = torch.matmul(a, b.T)
print(product, product.shape)
