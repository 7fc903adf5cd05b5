import numpy as np

x1 = np.array([3, 4, 5, 6, 2])
x2 = np.array([8, 5, 7, 3, 1])
y = np.array([-3.7, 3.5, 2.5, 11.5, 5.7])
A = np.column_stack([np.ones(5), x1, x2])
theta = np.linalg.inv(A.T @ A) @ A.T @ y
print("b0, b1, b2 =", theta)
print("y(3, 2) =", theta @ np.array([1, 3, 2]))
