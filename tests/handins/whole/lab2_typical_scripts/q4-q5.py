import torch
import matplotlib.pyplot as plt

# ------------------ Q4 ------------------
x = torch.tensor(1.0, requires_grad=True)
f = torch.exp(-x**2 - 2*x - torch.sin(x))
f.backward()
print("Q4: f =", f.item())
print("Q4: df/dx =", x.grad.item())

t = torch.linspace(-2, 2, 100)
plt.plot(t, torch.exp(-t**2 - 2*t - torch.sin(t)))
plt.title("Q4")
plt.show()

# ------------------ Q5 ------------------
x = torch.tensor(2.0, requires_grad=True)
y = 8*x**4 + 3*x**3 + 7*x**2 + 6*x + 3
y.backward()
grad_pytorch = x.grad.item()
grad_analytic = 32*x.item()**3 + 9*x.item()**2 + 14*x.item() + 6
print("Q5: y =", y.item())
print("Q5: dy/dx with autograd =", grad_pytorch)
print("Q5: dy/dx by hand =", grad_analytic)
