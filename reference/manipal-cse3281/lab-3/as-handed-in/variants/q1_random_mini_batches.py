import matplotlib.pyplot as plt
import torch

X = torch.tensor(
    [
        12.4,
        14.3,
        14.5,
        14.9,
        16.1,
        16.9,
        16.5,
        15.4,
        17.0,
        17.9,
        18.8,
        20.3,
        22.4,
        19.4,
        15.5,
        16.7,
        17.3,
        18.4,
        19.2,
        17.4,
        19.5,
        19.7,
        21.2,
    ]
)
Y = torch.tensor(
    [
        11.2,
        12.5,
        12.7,
        13.1,
        14.1,
        14.8,
        14.4,
        13.4,
        14.9,
        15.6,
        16.4,
        17.7,
        19.6,
        16.9,
        14.0,
        14.6,
        15.1,
        16.1,
        16.8,
        15.2,
        17.0,
        17.2,
        18.6,
    ]
)
X = X.view(-1, 1)
Y = Y.view(-1, 1)
W = torch.rand(1, requires_grad=True)
B = torch.rand(1, requires_grad=True)
epoch_losses = []
for epoch in range(20):
    total = 0.0
    for i in range(0, len(X), 2):
        pred = X[i : i + 2] * W + B
        loss = torch.mean((Y[i : i + 2] - pred) ** 2)
        loss.backward()
        with torch.no_grad():
            W -= 0.001 * W.grad
            B -= 0.001 * B.grad
            W.grad.zero_()
            B.grad.zero_()
        total += loss.item()
    epoch_losses.append(total / 12)
    print(f"Epoch {epoch + 1}: loss {epoch_losses[-1]:.4f}")
plt.plot(range(20), epoch_losses)
plt.show()
