"""Performs the operations that the grader asks for on the objects of one hand-in."""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import os
import sys
import types
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from . import driving, figures, intake, members, scratch, siblings
from .chance import start_from, start_process_from
from .operations import Counted
from .remains import remains
from .running import running
from .traces import describe
from .values import Failed, Handle, Opaque, Snapshot, clean, type_name
from .warned import Warned

__all__ = ["Failed", "Handle", "Objects", "Opaque"]

OPERATIONS = frozenset(
    {"load", "call", "method", "name", "state", "load_state", "gradients", "drop", "figures", "read_file", "trace"}
    | {"drive", "sizes"}  # of driving.py
    | {"files", "execute", "warned", "found"}
)
NAMES = 100
_modules = itertools.count(1)


class Objects:
    """One hand-in, loaded and alive. Several files share one namespace: a later one is laid over the earlier."""

    def __init__(
        self,
        elements: int = 1_000_000,
        device: str = "cpu",
        *,
        alone: bool = False,
        memory: intake.Memory | None = None,
    ) -> None:
        """`alone` in a process of its own, where what all code shares may be the hand-in's."""
        self.failure: Failed | None = None  # for whoever wants to keep what it holds
        self._elements = elements
        self._scratch = str(Path.cwd())
        self._objects: dict[int, Any] = {}
        self._ids = itertools.count(1)
        self._defined: list[str] = []
        # Dataclasses, type hints and `inspect` look the module of a class up by its name.
        module = types.ModuleType(f"handin_{next(_modules)}")
        sys.modules[module.__name__] = module
        weakref.finalize(self, sys.modules.pop, module.__name__, None)
        self._own_module = module
        self._namespace = module.__dict__
        self._loading = intake.Loading(self._namespace, device, memory=memory)
        self._listener = Warned(self._loading.files)
        if alone:
            self._listener.listen()

    def perform(self, op: str, fields: dict[str, Any]) -> Any:
        """The answer is a tree of plain data, handles and `Opaque` marks, and shares no memory with the student's."""
        if op not in OPERATIONS:
            raise ValueError(f"unknown operation {op!r}")
        return getattr(self, f"_{op}")(**fields)

    def _load(
        self, name: str, data: bytes, seed: int | None = None, without: list[list[int | None]] | None = None
    ) -> dict[str, Any]:
        self._begin(name, seed)
        left_out = frozenset((cell, line or 0) for cell, line in without or [])
        return self._told(intake.load(name, data, self._loading, left_out))

    def _execute(
        self, name: str, data: bytes, seed: int | None = None, given: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """As `load`, but the whole file, as Python would; with what it printed. Names are `given` numbers of ours."""
        self._begin(name, seed)
        with running(self._own_module, name) as printed:
            hand_in = intake.run(name, data, self._loading, given or {})
        return self._told(hand_in) | {"printed": clean(printed.text(), self._elements)}

    def _files(self, files: dict[str, Any], home: str, *, whole: bool) -> None:
        """The folder around the hand-in. From now on code runs in the folder `home` of it."""
        contents = {name: bytes(data) for name, data in files.items()}
        siblings.put(Path(self._scratch), contents)
        self._scratch = str(Path(self._scratch) / home)
        os.chdir(self._scratch)

        def load(file: str, module: types.ModuleType) -> None:
            perform = intake.run if whole else intake.load
            beside = dataclasses.replace(self._loading, namespace=module.__dict__)
            hand_in = perform(file, contents[file], beside)
            if whole and hand_in.problems:
                raise ImportError(f"{file} failed in line {hand_in.problems[0]['line']}")

        sys.meta_path.append(siblings.Siblings(list(contents), home, load))

    def _begin(self, name: str, seed: int | None) -> None:
        if seed is not None:
            start_process_from(seed)
        self._namespace.setdefault("__file__", name.rpartition("/")[2])

    def _told(self, hand_in: intake.HandIn) -> dict[str, Any]:
        self._defined += [name for name in hand_in.defined if name not in self._defined]
        return hand_in.answer()

    def _call(self, name: str, **fields: Any) -> Any:
        return self._run(self._global(name), **fields)

    def _method(self, handle: Handle, name: str, **fields: Any) -> Any:
        target = self._object(handle)
        return self._run(target if name == "__call__" else self._attribute(target, name), **fields)

    def _trace(self, name: str, handle: Handle | None = None, **fields: Any) -> dict[str, Any]:
        """As `call`, or as `method` with a handle; with the operations that were carried out."""
        target = self._global(name) if handle is None else self._object(handle)
        counted = Counted(target if handle is None or name == "__call__" else self._attribute(target, name))
        return {"value": self._run(counted, **fields), "operations": counted.told()}

    def _name(self, name: str) -> Any:
        return self._snapshot(self._global(name))

    def _found(self) -> dict[str, Any]:
        with self._students_turn():
            left = dict(remains(self._namespace))
        return {clean(name, 200): self._snapshot(value) for name, value in left.items()}

    def _run(  # noqa: PLR0913  the fields of the operation
        self,
        function: Callable[..., Any],
        args: Any = (),
        kwargs: dict[str, Any] | None = None,
        *,
        keep: bool = False,
        seed: int | None = None,
        grad: bool = True,
    ) -> Any:
        if seed is not None:
            start_from(seed)
        arguments, named = self._resolve(list(args)), self._resolve(kwargs or {})
        with self._students_turn(), torch.set_grad_enabled(grad):
            value = function(*arguments, **named)
        return self._keep(value) if keep else self._snapshot(value)

    def _state(self, handle: Handle) -> dict[str, Any]:
        module = self._module(handle)
        with self._students_turn():
            parameters, buffers = members.parameters(module), members.buffers(module)
        return {"parameters": self._tensors(parameters), "buffers": self._tensors(buffers)}

    def _load_state(self, handle: Handle, state: dict[str, torch.Tensor]) -> dict[str, Any]:
        module = self._module(handle)
        with self._students_turn(), torch.no_grad():
            own = {**members.parameters(module), **members.buffers(module)}
            bent = [name for name, tensor in state.items() if name in own and own[name].shape != tensor.shape]
            for name in state.keys() & own.keys() - set(bent):
                own[name].copy_(state[name])
        return {
            "missing": sorted(clean(str(name), 200) for name in own.keys() - state.keys()),
            "unexpected": sorted(state.keys() - own.keys()),
            "misshapen": sorted(bent),
        }

    def _gradients(  # noqa: PLR0913  the fields of the operation
        self,
        name: str | None = None,
        handle: Handle | None = None,
        args: Any = (),
        kwargs: dict[str, Any] | None = None,
        weights: torch.Tensor | list[Any] | None = None,
        *,
        parameters: bool = False,
        seed: int | None = None,
    ) -> dict[str, Any]:
        target = self._global(str(name)) if handle is None else self._object(handle)
        if seed is not None:
            start_from(seed)
        leaves = [_leaf(argument) for argument in self._resolve(list(args))]
        with self._students_turn(), torch.enable_grad():
            output = target(*leaves, **self._resolve(kwargs or {}))
            named = members.parameters(target) if parameters else {}
        inputs = [leaf for leaf in leaves if _tracks(leaf)]
        wanted = [*inputs, *(tensor for tensor in named.values() if _tracks(tensor))]
        if isinstance(weights, list):
            with self._students_turn():
                passed = driving.backward(output, wanted, weights)
            found = {key: self._snapshot(slope) for key, slope in passed.items()}
        else:
            found = self._backward(output, wanted, weights)
        return {
            "output": self._snapshot(output),
            "inputs": [found.get(id(leaf)) if _tracks(leaf) else None for leaf in leaves],
            "parameters": {clean(str(key), 200): found.get(id(tensor)) for key, tensor in named.items()},
        }

    def _backward(self, output: Any, wanted: list[Any], weights: torch.Tensor | None) -> dict[int, Any]:
        """By `torch.autograd.grad`: nothing is added to a `.grad` that the student's code may hold."""
        if not isinstance(output, torch.Tensor):
            raise Failed("INVALID", "not_data", {"type": type_name(output), "where": "output"})
        if not output.requires_grad:
            raise Failed("WRONG", "no_gradient", {"where": "output"})
        weights = torch.ones_like(output) if weights is None else weights
        if weights.shape != output.shape:
            shapes = {"got_shape": list(output.shape), "want_shape": list(weights.shape)}
            raise Failed("WRONG", "shape", {"where": "", **shapes})
        with self._students_turn():
            found = torch.autograd.grad(output, wanted, weights.to(output.dtype), allow_unused=True)
        return {id(tensor): self._snapshot(value) for tensor, value in zip(wanted, found, strict=True)}

    def _drive(self, name: str, tensors: list[Any], gradients: list[Any], args: Any, kwargs: Any) -> list[Any]:
        make = self._global(name)
        with self._students_turn():
            steps = driving.steps_of(lambda parameters: make(parameters, *args, **kwargs), tensors, gradients)
            return [self._snapshot(step) for step in steps]

    def _sizes(self, name: str, args: Any, kwargs: Any) -> Any:
        make = self._global(name)
        with self._students_turn():
            return self._snapshot(driving.sizes_of(lambda: make(*args, **kwargs)))

    def _drop(self, handle: Handle) -> None:
        self._objects.pop(handle.id, None)

    def _figures(
        self,
        name: str,
        args: Any = (),
        kwargs: dict[str, Any] | None = None,
        seed: int | None = None,
        *,
        looked_at: bool = True,
    ) -> Any:
        function = self._global(name)
        if seed is not None:
            start_from(seed)
        arguments, named = self._resolve(list(args)), self._resolve(kwargs or {})
        with self._students_turn():
            drawn = figures.drawn_by(lambda: function(*arguments, **named), self._elements, looked_at=looked_at)
        return self._snapshot(drawn)

    def _warned(self) -> list[dict[str, Any]]:
        return self._listener.told()

    def _read_file(self, name: str, start: int = 0) -> Any:
        return scratch.read(self._scratch, name, start, self._elements)

    def _global(self, name: str) -> Any:
        if name in self._namespace and not name.startswith("__"):
            return self._namespace[name]
        if name in self._loading.sunk:
            raise Failed("CRASH", "raised", self._loading.sunk[name])
        raise Failed("MISSING", "missing", _missing(name, self._defined))

    def _attribute(self, target: Any, name: str) -> Any:
        with self._students_turn():
            if hasattr(target, name):
                return getattr(target, name)
            public = [key for key in dir(target) if not key.startswith("_")]
        own = [key for key in public if not hasattr(torch.nn.Module, key)]
        raise Failed("MISSING", "missing", _missing(name, own))

    def _object(self, handle: Handle) -> Any:
        return self._objects[handle.id]

    def _module(self, handle: Handle) -> torch.nn.Module:
        module = self._object(handle)
        if not isinstance(module, torch.nn.Module):
            raise Failed("INVALID", "not_data", {"type": type_name(module), "where": "torch.nn.Module"})
        return module

    def _keep(self, value: Any) -> Handle:
        handle = Handle(next(self._ids), type_name(value))
        self._objects[handle.id] = value
        return handle

    def _resolve(self, value: Any) -> Any:
        """The object for each handle in a tree of arguments."""
        if isinstance(value, Handle):
            return self._object(value)
        if isinstance(value, list | tuple):
            return type(value)(map(self._resolve, value)) if type(value) in (list, tuple) else value
        if isinstance(value, dict):
            return {key: self._resolve(item) for key, item in value.items()}
        return value

    def _tensors(self, named: dict[str, Any]) -> dict[str, Any]:
        return {clean(str(name), 200): self._snapshot(tensor) for name, tensor in named.items()}

    def _snapshot(self, value: Any) -> Any:
        return Snapshot(self._elements).of(value)

    @contextmanager
    def _students_turn(self) -> Iterator[None]:
        """Whatever is raised inside is the student's doing."""
        try:
            yield
        except SystemExit as error:
            raise Failed("NO-RESULT", "ended", {"exit_code": _exit_code(error)}) from None
        except BaseException as error:  # noqa: BLE001  student code may raise anything, KeyboardInterrupt included
            raise Failed("CRASH", "raised", self._cause(error)) from None

    def _cause(self, error: BaseException) -> dict[str, Any]:
        """A name that is missing because its import or definition failed is told by that failure."""
        name = error.name if isinstance(error, NameError) else None
        return self._loading.sunk.get(str(name)) or describe(error, self._loading.files)


def _missing(name: str, defined: list[str]) -> dict[str, Any]:
    plain = {other.replace("_", "").lower(): other for other in reversed(defined)}
    close = difflib.get_close_matches(name.replace("_", "").lower(), plain, n=1, cutoff=0.6)
    names = [clean(other, 200) for other in defined[:NAMES]]
    return {"name": name, "defined": names, "nearest": clean(plain[close[0]], 200) if close else None}


def _leaf(argument: Any) -> Any:
    if isinstance(argument, torch.Tensor) and argument.is_floating_point():
        return argument.detach().clone().requires_grad_()
    return argument


def _tracks(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.requires_grad


def _exit_code(error: SystemExit) -> int:
    """As the system sees it: no code is 0, a message is 1, and only the lowest byte of a number counts."""
    return error.code & 0xFF if isinstance(error.code, int) else int(error.code is not None)
