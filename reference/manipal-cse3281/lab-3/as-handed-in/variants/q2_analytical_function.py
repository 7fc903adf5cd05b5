import torch

X = torch.tensor([[2.0], [4.0]])
Y = torch.tensor([[20.0], [40.0]])
W = torch.tensor([1.0], requires_grad=True)
B = torch.tensor([1.0], requires_grad=True)


def analytical_gradient(w, b):
    r = w * X + b - Y
    return 2 * (r * X).sum() / 2, 2 * r.sum() / 2


for epoch in range(2):
    loss = torch.nn.functional.mse_loss(W * X + B, Y)
    loss.backward()
    gw, gb = analytical_gradient(W.detach(), B.detach())
    print("w.grad", W.grad, "analytical", gw)
    print("b.grad", B.grad, "analytical", gb)
    W.data = W.data - 0.001 * W.grad
    B.data = B.data - 0.001 * B.grad
    W.grad = None
    B.grad = None
print("Updated:", W, B)
