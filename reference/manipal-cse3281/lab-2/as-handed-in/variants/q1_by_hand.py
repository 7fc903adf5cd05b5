"""Without PyTorch: the two paths one by one, and the closed form beside their sum."""

a, b = 2, 3
x = 2 * a + 3 * b
y = 5 * a**2 + 3 * b**3
z = 2 * x + 3 * y
through_x = 2 * 2
through_y = 3 * 10 * a
print("z =", z)
print("Path by path: %.4f" % (through_x + through_y))
print("Closed form: %.4f" % (4 + 30 * a))
print("By b: %.2f" % (2 * 3 + 3 * 9 * b**2))
