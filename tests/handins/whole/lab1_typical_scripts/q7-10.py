import torch

#Q7
device = "cuda"
t1 = torch.randn(2,3).to(device)
t2 = torch.randn(2,3).to(device)
print("Tensor 1 :", t1)
print("Tensor 2 :", t2)
print(t1.device, t2.device)

#Q8
mul = torch.matmul(t1, t2.T).cuda()
print("Multiplication :", mul)

#Q9
print("Max :", torch.max(mul).item())
print("Min :", torch.min(mul).item())

#Q10
print("Index of max :", torch.argmax(mul).item())
print("Index of min :", torch.argmax(mul).item())
