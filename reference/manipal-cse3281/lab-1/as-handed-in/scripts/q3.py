import torch

x = torch.arange(12).reshape(3, 4)
print(x)
print("First row:", x[0])
print("Last column:", x[:, -1])
print("Row 1, column 2:", x[1, 2])
print("Every second row:", x[::2])
print("Greater than 5:", x[x > 5])
