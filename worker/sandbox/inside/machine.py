"""What hand-ins expect of the machine they run on, met without a screen, a GPU, a keyboard or worker processes."""

from __future__ import annotations

import ast
import os
import sys
import warnings
from typing import Any, NoReturn

import torch
from torch.utils.data import DataLoader

_PROCESSES = (
    "num_workers",
    "persistent_workers",
    "prefetch_factor",
    "multiprocessing_context",
    "pin_memory",
    "timeout",
)
_adopted: set[str] = set()
SHOW = "__show_last__"  # the name by which a notebook cell shows its last value


def adopt(device: str) -> None:
    """Once per process; a second call with the same device changes nothing."""
    if device in _adopted:
        return
    _adopted.add(device)
    os.environ.setdefault("MPLBACKEND", "Agg")
    warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
    _load_data_in_this_process()
    if device == "cpu":
        _stay_on_cpu()


def refuse_input(*_: object) -> NoReturn:
    raise EOFError("input() has no keyboard here: take the value as a parameter of your function")


def show(value: object) -> None:
    if value is not None:
        print(repr(value))  # noqa: T201  what a notebook would show


# What a prompt and a notebook offer beside the language itself.
BESIDE_PYTHON: dict[str, Any] = {
    "input": refuse_input,
    "exit": sys.exit,
    "quit": sys.exit,
    "display": print,
    SHOW: show,
}


class CpuForCuda(ast.NodeTransformer):
    """Turns the literals "cuda" and "cuda:0" into "cpu": every other way would cost time in every torch call."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str) and (node.value == "cuda" or node.value.startswith("cuda:")):
            return ast.copy_location(ast.Constant("cpu" + node.value[4:], kind=node.kind), node)
        return node


def _stay_on_cpu() -> None:
    def here(self: Any, *_: Any, **__: Any) -> Any:
        return self

    torch.Tensor.cuda = here  # type: ignore[method-assign]
    torch.nn.Module.cuda = here  # type: ignore[method-assign]
    torch.cuda.synchronize = lambda *_, **__: None


def _load_data_in_this_process() -> None:
    """The limit on processes is for runaways; an honest `num_workers=2` should not meet it."""
    start = DataLoader.__init__

    def init(self: Any, *args: Any, **options: Any) -> None:
        start(self, *args, **{name: value for name, value in options.items() if name not in _PROCESSES})

    DataLoader.__init__ = init  # type: ignore[method-assign]
