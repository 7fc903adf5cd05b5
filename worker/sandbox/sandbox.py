"""The worker's side of the sandbox: one warm host, a few children ready behind it, each used once."""

from __future__ import annotations

import itertools
import os
import threading
import time
from contextlib import suppress
from typing import Any

from graders.lab import Limits
from worker.sandbox import layers, spawning
from worker.sandbox.cgroups import Groups
from worker.sandbox.children import Child, Ended, Lease, Shape, bound, end, judge, limit_of, shape_of
from worker.sandbox.environment import Environment
from worker.sandbox.errors import SandboxFault
from worker.sandbox.hosting import Host
from worker.sandbox.watch import MemoryWatch

__all__ = ["Ended", "Lease", "Sandbox", "SandboxFault"]

_SLOT_S = 120.0  # longer than a grading may take: then one of them should have ended
_WARM_S = 330.0
_REFILL_S = 0.1  # while others are ready, the next one waits for the grading that took one to have the processor
_REMEMBERED = 1000  # ends of released children


class Sandbox:
    """Thread safe. `without` names the layers that the operator does without."""

    def __init__(
        self,
        environment: Environment,
        *,
        ready: int,
        slots: int,
        without: frozenset[str] = frozenset(),
    ) -> None:
        layers.check_names(without)
        self.environment = environment
        self.without = without
        self.groups = Groups(slots, memory="memory" not in without, pids="processes" not in without)
        self._wanted_ready = ready
        self._free = list(range(slots))
        self._ready: list[Child] = []
        self._children: dict[int, Child] = {}
        self._done: dict[int, Ended] = {}
        self._shape = shape_of(Limits(), without)
        self._numbers = itertools.count(1)
        self._host: Host | None = None
        self._listener: threading.Thread | None = None
        self._fault: SandboxFault | None = None
        self._closed = False
        self._waiting = 0
        self._refill_at = 0.0
        self._state = threading.Condition()  # on a lock that its holder may take again
        self._watch = None
        if not self.groups.bounds_memory and "memory" not in without:
            self._watch = MemoryWatch()
        # The host dies with the thread that started it, so this one lives as long as the sandbox.
        self._keeper = threading.Thread(target=self._keep, name="sandbox-keeper", daemon=True)
        self._keeper.start()

    def acquire(self, limits: Limits, without: frozenset[str] = frozenset()) -> Lease:
        """A child that waits for its first request; for the doctor, one without some layers. Raises SandboxFault."""
        shape = shape_of(limits, without | self.without)
        with self._state:
            if not without:
                self._shape = shape
            child = self._take_ready(shape)
            self._state.notify_all()
        child = child or self._prepare(shape)
        try:
            bound(child, self.groups.slot(child.slot), limits)
        except SandboxFault:
            self._retire(child)
            raise
        if self._watch is not None and "memory" not in shape.without:
            self._watch.add(child.pid, child.pidfd, limits.memory_mb, lambda: setattr(child, "limit", "memory"))
        return Lease(child.socket.fileno(), child.output_fd, child.pidfd, child.slot, child.pid, child.number)

    def release(self, lease: Lease) -> Ended:
        """Ends what is left of a child and says how it ended; asked again, says the same. Raises SandboxFault."""
        with self._state:
            child = self._children.get(lease.number)
            if child is None and lease.number in self._done:
                return self._done[lease.number]
        if child is None:
            raise SandboxFault("This child of the sandbox was lost before. The grading is repeated.")
        ended = None
        try:
            ended = judge(child, self.groups.slot(child.slot), by_us=end(child))
        finally:
            self._forget(child, ended)
        return ended

    def limit_reached(self, lease: Lease) -> str | None:
        """Which limit a child that lives has run into, as `Ended.limit`: for a failure that itself does not say so."""
        with self._state:
            child = self._children.get(lease.number)
        return limit_of(child, self.groups.slot(child.slot)) if child else None

    def close(self) -> None:
        with self._state:
            self._closed = True
            self._state.notify_all()
        self._keeper.join()

    @property
    def many_uids(self) -> bool:
        return self._running_host().many_uids

    @property
    def host_pid(self) -> int:
        return self._running_host().pid

    def _take_ready(self, shape: Shape) -> Child | None:
        for child in self._ready:
            if child.shape == shape and not child.ended.is_set():
                self._ready.remove(child)
                self._refill_at = time.monotonic() + _REFILL_S
                return child
        return None

    def _running_host(self) -> Host:
        with self._state:
            self._fault = None
            self._state.notify_all()
            self._state.wait_for(lambda: self._host or self._fault or self._closed, _WARM_S)
            if self._host is None:
                raise self._fault or SandboxFault("The sandbox is closed, or its host did not start in time.")
            return self._host

    def _prepare(self, shape: Shape) -> Child:
        host = self._running_host()
        child = self._new_child(host, shape)
        try:
            spawning.begin(child, self.groups.slot(child.slot))
        except BaseException:
            if child.pidfd >= 0:
                child.kill()
            self._forget(child, None)
            raise
        return child

    def _new_child(self, host: Host, shape: Shape) -> Child:
        slot = self._take_slot()
        try:
            ours, theirs, output_r, output_w = spawning.lines()
        except BaseException:
            self._give_slot_back(slot)
            raise
        child = Child(next(self._numbers), slot, shape, host, ours, output_r)
        with self._state:
            self._children[child.number] = child
        try:
            request = spawning.request(child, counted=self.groups.bounds_processes)
            host.send(request, [theirs.fileno(), output_w])
        except SandboxFault:
            self._forget(child, None)
            raise
        finally:
            theirs.close()
            os.close(output_w)
        return child

    def _take_slot(self) -> int:
        """Whoever waits for a slot goes before the making of ready children, and may have theirs."""
        deadline = time.monotonic() + _SLOT_S
        with self._state:
            self._waiting += 1
            try:
                while not self._free:
                    if self._ready:
                        threading.Thread(target=self._retire, args=(self._ready.pop(0),), daemon=True).start()
                    if not self._state.wait(deadline - time.monotonic()):
                        raise SandboxFault("All slots of the sandbox are taken: gradings hold more than it has.")
                return self._free.pop()
            finally:
                self._waiting -= 1

    def _forget(self, child: Child, ended: Ended | None) -> None:
        with self._state:
            if self._children.pop(child.number, None) is None:
                return
            if ended is not None:
                self._done[child.number] = ended
                while len(self._done) > _REMEMBERED:
                    del self._done[next(iter(self._done))]
            if child in self._ready:
                self._ready.remove(child)
            if self._watch is not None:
                self._watch.remove(child.pidfd)
            child.close()
            self._refill_at = 0.0
            self._give_slot_back(child.slot)

    def _give_slot_back(self, slot: int) -> None:
        with self._state:
            self._free.append(slot)
            self._state.notify_all()

    def _retire(self, child: Child) -> None:
        with suppress(SandboxFault):
            end(child)
        self._forget(child, None)

    def _keep(self) -> None:
        """Starts the host when somebody waits for one, and keeps children ready."""
        try:
            while not self._closed:
                if self._host is None:
                    self._start_host()
                elif self._lacking():
                    self._make_ready()
                with self._state:
                    self._state.wait_for(lambda: self._closed or self._host is None or self._lacking(), self._pause_s())
        finally:
            self._close_host()
            self.groups.close()

    def _start_host(self) -> None:
        try:
            host = Host(self.environment, self.without)
        except Exception as error:  # noqa: BLE001  whatever it was, those who wait for a child must hear of it
            with self._state:
                self._fault = error if isinstance(error, SandboxFault) else SandboxFault(repr(error))
                self._state.notify_all()
                # Nobody waits for the next attempt until somebody asks for a child again.
                self._state.wait_for(lambda: self._closed or self._fault is None)
            return
        self._listener = threading.Thread(target=self._listen, args=(host,), name="sandbox-listener", daemon=True)
        self._listener.start()
        with self._state:
            self._host = host
            self._state.notify_all()

    def _lacking(self) -> bool:
        fit = sum(child.shape == self._shape for child in self._ready)
        due = not fit or time.monotonic() >= self._refill_at
        return fit < self._wanted_ready and due and bool(self._free) and not self._waiting

    def _pause_s(self) -> float:
        """Until something may be lacking that nobody announces."""
        left_s = self._refill_at - time.monotonic()
        return left_s if left_s > 0 else 1.0

    def _make_ready(self) -> None:
        try:
            child = self._prepare(self._shape)
        except SandboxFault:
            time.sleep(0.2)  # whoever acquires next prepares a child itself and hears of the fault
            return
        with self._state:
            self._ready.append(child)
            if child.ended.is_set():
                self._forget(child, None)
            self._state.notify_all()

    def _listen(self, host: Host) -> None:
        while True:
            received = host.receive()
            if received is None:
                break
            self._hear(*received)
        with self._state:
            lost = [child for child in self._children.values() if child.host is host]
            if self._host is host:
                self._host = None
            self._state.notify_all()
        for child in lost:
            child.fault = child.fault or "the host died"
            self._note_end(child)
        host.close()

    def _hear(self, message: dict[str, Any], fds: list[int]) -> None:
        with self._state:
            child = self._children.get(message.get("spawned") or message.get("refused") or message["ended"])
            if child is None:
                for fd in fds:
                    os.close(fd)
                return
            if "spawned" in message:
                spawning.meet(child, fds)
                return
            child.status, child.fault = message.get("status"), message.get("reason", "")
            child.rusage_cpu_s = message.get("cpu_s", 0.0)
        self._note_end(child)

    def _note_end(self, child: Child) -> None:
        child.spawned.set()
        child.ended.set()
        with self._state:
            if child in self._ready:  # nobody else will ask for it
                self._forget(child, None)

    def _close_host(self) -> None:
        with self._state:
            host, self._host = self._host, None
            children = list(self._children.values())
        if host is not None:
            host.stop()
        if self._listener is not None:
            self._listener.join()
        for child in children:
            self._forget(child, None)
        if self._watch is not None:
            self._watch.close()
