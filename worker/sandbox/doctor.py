"""Proves each layer of the sandbox: the act that it forbids fails with the layer, and succeeds without it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from graders.results import StudentFault, Verdict
from worker.sandbox import layers
from worker.sandbox.acts import ACTS, MARK, Act
from worker.sandbox.client import ChildClient
from worker.sandbox.environment import Environment
from worker.sandbox.errors import SandboxFault
from worker.sandbox.inside import landlock
from worker.sandbox.sandbox import Lease, Sandbox

_BOUNDED = (Verdict.MEMORY, Verdict.PROCESSES, Verdict.DISK)
# What cannot be shown by its absence where the worker is no root.
_OF_ORDINARY_USERS = {
    "uids": "Every child has a user of its own, by newuidmap. Limits hold for the worker's own user as well.",
    "user_namespace": (
        "Student code fails to raise its priority. An ordinary user's bubblewrap has no other way to start."
    ),
}
_NO_LAYER: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LayerReport:
    layer: str
    ok: bool
    proof: str
    advice: str


def examine(without: frozenset[str] = _NO_LAYER) -> list[LayerReport]:
    """One report for each layer, of a sandbox that does without the layers named."""
    try:
        with _stage(without) as (whole, port), _stage(without | layers.OF_THE_HOST) as (bare, _):
            reports = [_prove(act, whole, bare, port) for act in ACTS]
            return [*reports, _no_new_privileges(whole)]
    except SandboxFault as fault:
        return [LayerReport("sandbox", ok=False, proof="It does not start.", advice=str(fault))]


def glance(without: frozenset[str], sandbox: Sandbox | None = None) -> list[LayerReport]:
    """One report for each layer, by whether the forbidden acts fail; what they do without it, `examine` shows.

    A sandbox that is there already saves starting another. Raises SandboxFault.
    """
    with _stage(without, sandbox) as (whole, port):
        reports = [_look_at(act, whole, port) for act in ACTS if act.layer not in without]
        rest = [_no_new_privileges(whole)] if "no_new_privs" not in without else []
    return [*reports, *rest, *map(_switched_off, sorted(without))]


def missing_layers(without: frozenset[str], reports: list[LayerReport]) -> list[str]:
    """Layers that do not hold and that nobody named: a worker must not start then."""
    extra = set() if landlock.version() else {"landlock"}  # a kernel that has none is no worse than it was
    return [report.layer for report in reports if not report.ok and report.layer not in without | extra]


def holds(act: Act, sandbox: Sandbox, port: int, without: frozenset[str] = _NO_LAYER) -> bool:
    """False when the act was done, and when a child shares its user with other children."""
    if act.layer == "uids" and not sandbox.many_uids:
        return False
    return not _done(act, sandbox, port, without)


def _look_at(act: Act, sandbox: Sandbox, port: int) -> LayerReport:
    held = holds(act, sandbox, port)
    proof = f"Student code fails when it {act.done}." if held else f"Student code {act.done}."
    return LayerReport(act.layer, held, proof, act.advice)


def _switched_off(layer: str) -> LayerReport:
    done = next((act.done for act in ACTS if act.layer == layer), "gains rights by a program that has them")
    proof = f"Switched off by the operator. It stops student code that {done}."
    advice = f"Take {layer} out of ALLCLOSE_SANDBOX_WITHOUT and start the worker again."
    return LayerReport(layer, ok=False, proof=proof, advice=advice)


def _prove(act: Act, whole: Sandbox, bare: Sandbox, port: int) -> LayerReport:
    # A layer beside which one of the host stands is shown where that one is gone.
    alone = bare if act.beside & layers.OF_THE_HOST else whole
    if not (holds(act, whole, port) and holds(act, alone, port)):
        return LayerReport(act.layer, ok=False, proof=f"Student code {act.done}.", advice=act.advice)
    if act.layer in _OF_ORDINARY_USERS and os.geteuid() != 0:
        return LayerReport(act.layer, ok=True, proof=_OF_ORDINARY_USERS[act.layer], advice=act.advice)
    removed = frozenset({act.layer})
    without = bare if act.layer in layers.OF_THE_HOST else alone
    if not _done(act, without, port, removed & layers.OF_A_CHILD):
        proof = f"Without it student code should be one that {act.done}, but even so it fails: nothing is proved."
        return LayerReport(act.layer, ok=False, proof=proof, advice="Report this as a bug of the doctor.")
    return LayerReport(act.layer, ok=True, proof=f"Only without it student code {act.done}.", advice=act.advice)


def _done(act: Act, sandbox: Sandbox, port: int, without: frozenset[str]) -> bool:
    lease = sandbox.acquire(act.limits, without=(act.beside & layers.OF_A_CHILD) | without)
    sealed = "sealing" not in without | sandbox.without
    # Which limit it met is of no interest here: what counts is whether the act was done.
    child = ChildClient(*copies(lease), lambda: sandbox.release(lease), act.limits, sealed=sealed)
    try:
        child.request("load", name="act.py", data=act.source)
        return bool(child.request("call", name="act", args=act.arguments(port)))
    except StudentFault as fault:
        if fault.verdict in _BOUNDED:
            return False
        raise SandboxFault(f"The act against {act.layer} could not be tried: {fault.finding}") from fault
    finally:
        child.close()
        sandbox.release(lease)


def copies(lease: Lease) -> tuple[int, int, int]:
    """The client closes what it is given; the sandbox keeps its own."""
    return os.dup(lease.socket_fd), os.dup(lease.output_fd), os.dup(lease.pidfd)


def _no_new_privileges(sandbox: Sandbox) -> LayerReport:
    """Bubblewrap sets it before it starts anything, and nothing can take it back: read from outside, where it shows."""
    lease = sandbox.acquire(ACTS[0].limits)
    try:
        held = "NoNewPrivs:\t1" in Path(f"/proc/{lease.pid}/status").read_text()
    finally:
        sandbox.release(lease)
    proof = "The kernel shows it set for a child." if held else "The kernel shows it unset for a child."
    return LayerReport("no_new_privs", ok=held, proof=proof, advice="Use bubblewrap 0.4 or newer.")


@contextmanager
def _stage(without: frozenset[str], sandbox: Sandbox | None = None) -> Iterator[tuple[Sandbox, int]]:
    """A sandbox for the acts, a variable that they must not see and a server that they must not reach."""
    layers.check_names(without)
    before = os.environ.get(MARK)
    os.environ[MARK] = "1"
    with socket.create_server(("127.0.0.1", 0)) as server:
        own = None if sandbox else Sandbox(replace(Environment.find(), preload=()), ready=0, slots=2, without=without)
        try:
            yield sandbox or own, server.getsockname()[1]  # type: ignore[misc]
        finally:
            if own is not None:
                own.close()
            if before is None:
                del os.environ[MARK]
