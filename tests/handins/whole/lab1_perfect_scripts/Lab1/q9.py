import torch

torch.manual_seed(1234)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

tensor_a = torch.rand(size=(2, 3)).to(device)
tensor_b = torch.rand(size=(2, 3)).to(device)
tensor_c = torch.mm(tensor_a, tensor_b.T)
print("Output of 8:\n", tensor_c)

max_val = torch.max(tensor_c)
min_val = torch.min(tensor_c)
print("Max:", max_val)
print("Min:", min_val)
