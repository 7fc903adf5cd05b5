import torch

torch.manual_seed(1234)

if torch.cuda.is_available():
    device = torch.device("cuda")
else:
    device = torch.device("cpu")
print("Using", device)

tensor_a = torch.rand(size=(2, 3)).to(device)
tensor_b = torch.rand(size=(2, 3)).to(device)
print("Tensor A:\n", tensor_a)
print("Tensor B:\n", tensor_b)
