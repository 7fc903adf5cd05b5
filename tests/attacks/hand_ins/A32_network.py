"""Every address that could be of use, by every kind of socket."""
import ctypes
import socket

ADDRESSES = []  # the test knows where the service listens
REACHED = []
BEACON = b"mallory was here"


def reach(what, attempt):
    try:
        attempt()
    except OSError:
        return
    REACHED.append(what)


def talk(family, kind, address):
    with socket.socket(family, kind) as line:
        line.settimeout(0.1)
        line.connect(address)
        line.sendall(BEACON)


def look_up():
    for name in ("localhost", "metadata.google.internal", "example.com"):
        found = socket.getaddrinfo(name, 80)
        talk(found[0][0], socket.SOCK_STREAM, found[0][4])


def polynomial_gradient(x):
    for host, port in [*ADDRESSES, ("169.254.169.254", 80), ("8.8.8.8", 53), ("10.0.0.1", 443)]:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            reach(f"{host} {port} {kind}", lambda: talk(socket.AF_INET, kind, (host, port)))
            reach(f"{host} {port} {kind} six", lambda: talk(socket.AF_INET6, kind, (f"::ffff:{host}", port)))
    reach("::1", lambda: talk(socket.AF_INET6, socket.SOCK_STREAM, ("::1", ADDRESSES[0][1])))
    reach("names", look_up)
    reach("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
    reach("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
    reach("vsock", lambda: talk(socket.AF_VSOCK, socket.SOCK_STREAM, (2, 5000)))
    for path in PATHS:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            reach(f"path {path}", lambda: talk(socket.AF_UNIX, kind, path))
    print("reached:", REACHED)
    return 0 * x


PATHS = []
