import torch

# ---- Q1 reshape view stack squeeze unsqueeze ----
x = torch.tensor([1,2,3,4,5,6,7,8,9])
print(x.shape)

x = x.reshape(3,3)
print("Reshape",x)
y = x.view(1,9)
print("View",y)

z = torch.stack([x,x])
print("Stack",z)
print(z.shape)

x = x.unsqueeze(0)
print("Unsqueeze",x.shape)
x = x.squeeze()
print("Squeeze",x.shape)

# ---- Q3 indexing ----
x = torch.arange(1,10).reshape(1,3,3)
print(x)
print(x[0])
print(x[0][0])
print(x[0][0][0])
print(x[:,1,:])
print("last element",x[0][2][2])
