"""The tree of a torch.save file, by an interpreter of our own: no import, no call, no object but these.

What a state_dict, an optimizer's state and numbers beside them are written with is known here. Sharing is kept, so a
tree may hold itself: whoever walks it counts.
"""

from __future__ import annotations

import pickletools
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch

from graders.artifacts.checkpoints.stored import Stored, Unfit

MOST_INSTRUCTIONS = 200_000
LARGEST = 8 << 20
# Numbers beyond it could be chosen to have one hash, and a dict of those takes the square of their count.
LARGEST_KEY = 2**60
_STORAGES = {
    "FloatStorage": torch.float32,
    "DoubleStorage": torch.float64,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
    "ComplexFloatStorage": torch.complex64,
    "ComplexDoubleStorage": torch.complex128,
}
_PLAIN = (bool, int, float, str, type(None))


@dataclass(frozen=True)
class Name:
    """Something that the file would import."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, eq=False)
class _Storage:
    dtype: torch.dtype
    data: memoryview

    def __str__(self) -> str:
        return "a storage without a tensor"


def read_pickle(program: bytes, storage: Callable[[str], memoryview]) -> Any:
    """The tree that the program would build; `storage` gives the bytes of a tensor's record. Raises Unfit."""
    if len(program) > LARGEST:
        raise Unfit("too_large")
    machine = _Machine(storage)
    try:
        for count, (name, argument) in enumerate(_instructions(program)):
            if count >= MOST_INSTRUCTIONS:
                raise Unfit("too_large")
            machine.perform(name, argument)
        return machine.result()
    # A broken program: it takes from an empty stack, gives sizes that are none, spells numbers that are none.
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise Unfit("damaged") from error


def _instructions(program: bytes) -> Iterator[tuple[str, Any]]:
    """Old instructions hold escaped text, and a wrong escape is worth a warning to Python, which is for nobody here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield from ((instruction.name, argument) for instruction, argument, _place in pickletools.genops(program))


class _Machine:
    def __init__(self, storage: Callable[[str], memoryview]) -> None:
        self._storage = storage
        self._stack: list[Any] = []
        self._marks: list[int] = []  # where the items of the next collections begin
        self._memo: dict[int, Any] = {}

    def perform(self, name: str, argument: Any) -> None:
        if name in _PUSHED:
            self._stack.append(argument)
        elif name in _MADE:
            self._stack.append(_MADE[name]())
        elif name in _DONE:
            _DONE[name](self, argument)
        elif name not in _SKIPPED:
            named = (str(value) for value in reversed(self._stack) if isinstance(value, Name))
            raise Unfit("foreign", next(named, f"the pickle instruction {name}"))

    def result(self) -> Any:
        (tree,) = self._stack
        return tree

    def mark(self) -> None:
        self._marks.append(len(self._stack))

    def take_items(self) -> list[Any]:
        """What lies above the last mark."""
        place = self._marks.pop()
        items = self._stack[place:]
        del self._stack[place:]
        return items

    def take(self, count: int) -> list[Any]:
        if count > len(self._stack):
            raise IndexError
        items = self._stack[len(self._stack) - count :]
        del self._stack[len(self._stack) - count :]
        return items

    def tuple_of(self, items: list[Any]) -> None:
        self._stack.append(tuple(items))

    def put(self, index: int | None) -> None:
        self._memo[len(self._memo) if index is None else index] = self._stack[-1]

    def get(self, index: int) -> None:
        self._stack.append(self._memo[index])

    def append(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if type(target) is not list:
            raise TypeError
        target.extend(items)

    def set_items(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if type(target) is not dict:
            raise TypeError
        for key, value in zip(items[::2], items[1::2], strict=True):
            if type(key) is not str and not (type(key) is int and abs(key) < LARGEST_KEY):
                raise Unfit("foreign", f"a key of type {type(key).__name__}")
            target[key] = value

    def name(self, argument: str | None) -> None:
        if argument is None:
            module, name = self.take(2)
        else:
            module, name = argument.split(" ", 1)
        if type(module) is not str or type(name) is not str:
            raise TypeError
        is_dtype = module == "torch" and isinstance(getattr(torch, name, None), torch.dtype)
        self._stack.append(f"torch.{name}" if is_dtype else Name(module, name))

    def persistent(self) -> None:
        kind, storage, key, _location, _elements = self.take(1)[0]
        if kind != "storage" or type(key) is not str:
            raise TypeError
        if not isinstance(storage, Name) or storage.module != "torch" or storage.name not in _STORAGES:
            raise _foreign(storage)
        self._stack.append(_Storage(_STORAGES[storage.name], self._storage(key)))

    def reduce(self) -> None:
        made_by, arguments = self.take(2)
        if not isinstance(made_by, Name) or str(made_by) not in _CALLS:
            raise _foreign(made_by)
        self._stack.append(_CALLS[str(made_by)](*arguments))

    def build(self) -> None:
        """A state_dict carries its version beside its items; nothing else has such a state."""
        target, state = self.take(2)
        if type(target) is not dict or type(state) is not dict:
            raise TypeError
        self._stack.append(target)


def _foreign(thing: Any) -> Unfit:
    return Unfit("foreign", str(thing)) if isinstance(thing, Name) else Unfit("damaged")


def _tensor(storage: Any, offset: Any, size: Any, stride: Any, *_: Any) -> Stored:
    if not isinstance(storage, _Storage):
        raise TypeError
    return Stored.view(storage.dtype, size, stride, offset, storage.data)


def _parameter(data: Any, *_: Any) -> Stored:
    if not isinstance(data, Stored):
        raise TypeError
    return data


def _ordered(*items: Any) -> dict[Any, Any]:
    if items:
        raise TypeError
    return {}


def _device(*parts: Any) -> str:
    if not all(type(part) in _PLAIN for part in parts):
        raise TypeError
    return ":".join(map(str, parts))


def _size(parts: Any) -> tuple[Any, ...]:
    if type(parts) is not tuple:
        raise TypeError
    return parts


_CALLS: dict[str, Callable[..., Any]] = {
    "torch._utils._rebuild_tensor_v2": _tensor,
    "torch._utils._rebuild_parameter": _parameter,
    "collections.OrderedDict": _ordered,
    "torch.Size": _size,
    "torch.device": _device,
}
_PUSHED = frozenset({"BINUNICODE", "SHORT_BINUNICODE", "BININT", "BININT1", "BININT2", "LONG1", "LONG4", "BINFLOAT"})
_MADE: dict[str, Callable[[], Any]] = {
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
}
_DONE: dict[str, Callable[[_Machine, Any], None]] = {
    "MARK": lambda m, _: m.mark(),
    "TUPLE": lambda m, _: m.tuple_of(m.take_items()),
    "TUPLE1": lambda m, _: m.tuple_of(m.take(1)),
    "TUPLE2": lambda m, _: m.tuple_of(m.take(2)),
    "TUPLE3": lambda m, _: m.tuple_of(m.take(3)),
    "APPEND": lambda m, _: m.append(m.take(1)),
    "APPENDS": lambda m, _: m.append(m.take_items()),
    "SETITEM": lambda m, _: m.set_items(m.take(2)),
    "SETITEMS": lambda m, _: m.set_items(m.take_items()),
    "BINPUT": lambda m, index: m.put(index),
    "LONG_BINPUT": lambda m, index: m.put(index),
    "MEMOIZE": lambda m, _: m.put(None),
    "BINGET": lambda m, index: m.get(index),
    "LONG_BINGET": lambda m, index: m.get(index),
    "GLOBAL": lambda m, name: m.name(name),
    "STACK_GLOBAL": lambda m, _: m.name(None),
    "BINPERSID": lambda m, _: m.persistent(),
    "REDUCE": lambda m, _: m.reduce(),
    "BUILD": lambda m, _: m.build(),
}
_SKIPPED = frozenset({"PROTO", "FRAME", "STOP"})
