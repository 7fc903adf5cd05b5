import torch

a = torch.tensor(2.0, requires_grad = True)
b = torch.tensor(3.0, requires_grad = True)

#graph:  a,b -> x ; a,b -> y ; x,y -> z
x = 2*a + 3*b
y = 5*a*a + 3*b*b*b
z = 2*x + 3*y

z.backward()

def analytical_gradient():
	# dz/da = dz/dx*dx/da + dz/dy*dy/da
	dz_dx = 2
	dz_dy = 3
	dx_da = 2
	dy_da = 10*a
	print("Analytical gradient dz/da = ", dz_dx*dx_da + dz_dy*dy_da)

print("z = ", z.item())
print("Gradient by PyTorch dz/da = ", a.grad.item())
print("Gradient by PyTorch dz/db = ", b.grad.item())
analytical_gradient()

'''
output
z =  329.0
Gradient by PyTorch dz/da =  64.0
Gradient by PyTorch dz/db =  249.0
Analytical gradient dz/da =  tensor(64., grad_fn=<AddBackward0>)
'''
