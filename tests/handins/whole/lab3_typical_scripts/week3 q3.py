import torch
import matplotlib.pyplot as plt

x = torch.tensor([5.0, 7.0, 12.0, 16.0, 20.0])
y = torch.tensor([40.0, 120.0, 180.0, 201.0, 240.0])
learning_rate = torch.tensor(0.001)

class RegressionModel:
	def __init__(self):
		self.w = torch.rand([1], requires_grad=True)
		self.b = torch.rand([1], requires_grad=True)

	def forward(self, x):
		return self.w*x + self.b

	def update(self):
		self.w.data -= learning_rate*self.w.grad
		self.b.data -= learning_rate*self.b.grad

	def reset_grad(self):
		self.w.grad.zero_()
		self.b.grad.zero_()

def criterion(yj, yp):
	return (yj - yp)**2

model = RegressionModel()
loss_list = []

for epochs in range(100):
	loss = 0.0
	for j in range(len(x)):
		yp = model.forward(x[j])
		loss += criterion(y[j], yp)
	loss = loss/len(x)
	loss_list.append(loss.item())
	loss.backward()
	model.update()
	model.reset_grad()
	print("w =", model.w, "b =", model.b, "loss =", loss.item())

plt.plot(loss_list)
plt.show()
