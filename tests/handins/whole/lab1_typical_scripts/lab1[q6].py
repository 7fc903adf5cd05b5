import torch

t1 = torch.randn(7,7)
t2 = torch.randn(1,7)
print("First tensor :", t1)
print("Second tensor :", t2)
result = t1 * t2
print("Matrix multiplication :", result)
