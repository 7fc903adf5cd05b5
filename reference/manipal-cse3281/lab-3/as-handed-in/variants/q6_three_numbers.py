import torch

x1 = torch.tensor([3.0, 4.0, 5.0, 6.0, 2.0])
x2 = torch.tensor([8.0, 5.0, 7.0, 3.0, 1.0])
y = torch.tensor([-3.7, 3.5, 2.5, 11.5, 5.7])
w1 = torch.zeros(1, requires_grad=True)
w2 = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(1500):
    loss = ((w1 * x1 + w2 * x2 + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p in (w1, w2, b):
            p -= 0.01 * p.grad
            p.grad.zero_()
print(f"X1=3, X2=2 -> Y={(3 * w1 + 2 * w2 + b).item():.2f}")
