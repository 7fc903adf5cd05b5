"""One submission, one use: puts its layers on, then serves operations until the worker hangs up. Holds no answers."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NoReturn

import torch

from . import confine, landlock, substitutes, wire
from .objects import Objects
from .values import Failed

_GO, _READY, _FAILED = b"G", b"R", b"F"
_SOCKET_FD = 3
_HAND_IN = b"""
import math

import torch
from torch import nn


def power(x, exponent=3):
    \"\"\"Something of everything that hand-ins are made of.\"\"\"
    terms = [x**exponent * (1 if exponent else 0), torch.exp(-x) / 2]
    return sum(terms) + math.pi


def slope(x):
    x = x.clone().requires_grad_(True)
    power(x).sum().backward()
    return x.grad


class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(1, 1)

    def forward(self, x):
        with torch.no_grad():
            return self.layer(x)


if __name__ == "__main__":
    for step in range(3):
        print(f"{slope(torch.ones(step))}")
"""
_COPIES = 6  # about as much text as a hand-in has, for its tree takes the most memory
_BROKEN = 70  # the exit code of a child that met something it has no word for


def start(request: dict[str, Any], first: int, socket_fd: int, output_fd: int, walls: confine.Walls) -> NoReturn:
    """In a fresh fork of the host, which it never returns to. `first` is the pidfd of its namespaces' first process."""
    line = socket_fd
    try:
        if os.read(line, 1) == _GO:  # said once we are in the control group of our slot
            without = frozenset(request["without"])
            confine.join_namespaces(first, without)
            line = _take_descriptors(socket_fd, output_fd, without)
            _put_layers_on(request, without, walls)
            _serve_until_the_end(socket.socket(fileno=line))
    except BaseException as error:  # noqa: BLE001  no student code has run yet, and the worker must hear of it
        os.write(line, _FAILED + f"{type(error).__name__}: {error}".encode()[:4000])
    finally:
        os._exit(_BROKEN)


def _put_layers_on(request: dict[str, Any], without: frozenset[str], walls: confine.Walls) -> None:
    if "rlimits" not in without:
        confine.limit_resources(request["processes"])
    if "capabilities" not in without:
        confine.forbid_capabilities()
    if "uids" not in without:
        confine.become_user(request["uid"])
    if "capabilities" not in without:
        confine.drop_capabilities()
    confine.hide()
    _settle(request["threads"])
    if "landlock" not in without:
        landlock.restrict(walls.landlock, walls.granted)
    if "seccomp" not in without:
        confine.filter_system_calls(walls.program)


def _take_descriptors(socket_fd: int, output_fd: int, without: frozenset[str]) -> int:
    """Nothing of the host stays open here but what this child was given."""
    os.setsid()
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    os.dup2(socket_fd, _SOCKET_FD, inheritable=False)
    if "descriptors" not in without:
        os.closerange(_SOCKET_FD + 1, 1 << 16)
    return _SOCKET_FD


def _settle(threads: int) -> None:
    os.environ.pop("LD_LIBRARY_PATH", None)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    if threads > 1:
        sys.modules["torch"].set_num_threads(threads)
    substitutes.settle()


def _serve_until_the_end(sock: socket.socket) -> NoReturn:
    try:
        rehearse()
        sock.sendall(_READY)
        _serve(sock)
    except EOFError:
        os._exit(0)
    except BaseException as error:  # noqa: BLE001  student code may have broken anything that serving needs
        os.write(2, f"The sandbox could not go on: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(_BROKEN)


def rehearse() -> None:
    """Serves a hand-in of ours over a line of our own, and forgets it.

    In the warm parent it pays for first times. In a child that is about to be ready it touches the memory that every
    hand-in needs: each page that is shared with the parent costs a fault, which the student's answer would wait for.
    """
    ours, line = socket.socketpair()
    with ours, line:
        objects = None
        for number, (op, fields) in enumerate(_rehearsed()):
            message = {"number": number, "op": op, "elements": wire.Bounds().elements, "fields": fields}
            wire.send(ours, wire.frame(message, wire.INPUT_BOUNDS))
            objects = _serve_one(line, objects)
            wire.receive(ours, wire.Bounds())


def _rehearsed() -> Iterator[tuple[str, dict[str, Any]]]:
    call: dict[str, Any] = {"args": (torch.ones(3),), "kwargs": {}, "seed": None}
    yield "load", {"name": "rehearsal.py", "data": _HAND_IN * _COPIES}
    yield "call", {"name": "power", "keep": False, "grad": True, **call}
    yield "call", {"name": "slope", "keep": False, "grad": True, **call}
    yield "gradients", {"name": "power", "weights": torch.ones(3), "parameters": False, **call}


def _serve(sock: socket.socket) -> NoReturn:
    objects: Objects | None = None
    while True:
        objects = _serve_one(sock, objects)


def _serve_one(sock: socket.socket, objects: Objects | None) -> Objects:
    request = wire.receive(sock, wire.INPUT_BOUNDS)
    bounds = wire.Bounds(elements=request["elements"])
    objects = objects or Objects(elements=request["elements"], alone=True)
    answer = _answer(objects, request, bounds)
    for stream in (sys.stdout, sys.stderr):
        with suppress(BaseException):  # the student may have put anything there
            stream.flush()
    wire.send(sock, answer)
    return objects


def _answer(objects: Objects, request: dict[str, Any], bounds: wire.Bounds) -> wire.Frame:
    number = request["number"]
    objects.failure = None
    try:
        value = objects.perform(request["op"], request["fields"])
        return wire.frame({"number": number, "value": value}, bounds)
    except Failed as failed:
        # With the files that its frames hold open, until the worker has seen how full the scratch folders are.
        objects.failure = failed
        told = {"verdict": failed.verdict, "code": failed.code, "facts": failed.facts}
    except wire.TooLarge as error:
        told = {"verdict": "INVALID", "code": "too_large", "facts": {"elements": error.elements, "limit": error.limit}}
    return wire.frame({"number": number, "failed": told}, bounds)
