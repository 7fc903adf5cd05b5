import torch

x = torch.tensor([1, 5, 10, 10, 25, 50, 70, 75, 100])
y = torch.tensor([0, 0, 0, 0, 0, 1, 1, 1, 1])
x = (x - x.float().mean()) / x.float().std()
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for i in range(300):
    p = 1 / (1 + torch.exp(-(w * x + b)))
    loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.5 * w.grad
        b -= 0.5 * b.grad
    w.grad.zero_()
    b.grad.zero_()
print("Loss", loss.item())
