"""Your formula lost the factor 2 of the derivative of a square, so it disagrees with autograd."""

import torch

x = torch.tensor([2.0, 4.0])
y = torch.tensor([20.0, 40.0])
w = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
lr = 0.001

for epoch in range(2):
    yp = w * x + b
    loss = ((yp - y) ** 2).mean()
    loss.backward()
    dw = ((yp - y) * x).mean().item()
    db = (yp - y).mean().item()
    print("epoch", epoch + 1, "loss", loss.item())
    print("PyTorch:", w.grad.item(), b.grad.item())
    print("Analytical:", dw, db)
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    w.grad.zero_()
    b.grad.zero_()
    print("w, b:", w.item(), b.item())
