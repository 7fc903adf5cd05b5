import torch

x = torch.tensor([2.0, 4.0])
y = torch.tensor([20.0, 40.0])

w = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
alpha = 0.001

for epoch in range(2):
    yp = w * x + b
    loss = torch.sum((yp - y) ** 2)
    loss.backward()

    # analytical
    dw = torch.sum(2 * (yp - y) * x)
    db = torch.sum(2 * (yp - y))

    print("epoch", epoch + 1)
    print("w.grad =", w.grad.item(), " analytical =", dw.item())
    print("b.grad =", b.grad.item(), " analytical =", db.item())

    with torch.no_grad():
        w -= alpha * w.grad
        b -= alpha * b.grad
    print("w =", w.item(), "b =", b.item())
    w.grad.zero_()
    b.grad.zero_()
