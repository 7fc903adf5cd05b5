import torch

# Q3: indexing in tensors
mat = torch.tensor([[11, 12, 13, 14],
                    [21, 22, 23, 24],
                    [31, 32, 33, 34]])

print("Whole tensor:\n", mat)
print("First row:", mat[0])
print("Second column:", mat[:, 1])
print("Element in row 2, column 3:", mat[2, 3].item())
print("Block:\n", mat[0:2, 1:3])
print("Last column:", mat[..., -1])
print("Everything above 22:", mat[mat > 22])
