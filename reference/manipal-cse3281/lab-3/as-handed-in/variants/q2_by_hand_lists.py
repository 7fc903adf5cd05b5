x = [2, 4]
y = [20, 40]
w, b = 1, 1
eta = 0.001
grads_w, grads_b = [], []
for epoch in range(2):
    dw = sum(2 * (w * xi + b - yi) * xi for xi, yi in zip(x, y)) / len(x)
    db = sum(2 * (w * xi + b - yi) for xi, yi in zip(x, y)) / len(x)
    grads_w.append(dw)
    grads_b.append(db)
    w = w - eta * dw
    b = b - eta * db
    print(f"Epoch {epoch + 1}: dw = {dw:.2f}, db = {db:.2f}, w = {w:.4f}, b = {b:.4f}")
