import torch

torch.manual_seed(1234)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

tensor_a = torch.rand(size=(2, 3)).to(device)
tensor_b = torch.rand(size=(2, 3)).to(device)

# (2,3) x (2,3) does not work so transpose the second one
tensor_c = torch.mm(tensor_a, tensor_b.T)
print(tensor_c)
print(tensor_c.shape)

'''
tensor([[0.3647, 0.4709],
        [0.5184, 0.5617]])
torch.Size([2, 2])
'''
