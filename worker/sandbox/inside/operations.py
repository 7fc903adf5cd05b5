"""Which operations of PyTorch a call of student code carries out, counted where PyTorch dispatches them.

It is this process speaking of itself: code that wants to hide an operation can. So a count may cost points, never earn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from .values import clean

MOST_NAMES = 500
_COMPOSITE = torch._C.DispatchKey.CompositeImplicitAutograd  # noqa: SLF001  no public name says what it does


class Counted:
    """The function, with a count of what is carried out while it runs: `{"aten::mm": 1}`, overloads taken together."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._mode = _Counting()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with self._mode:
            return self._function(*args, **kwargs)

    def told(self) -> dict[str, int]:
        return {clean(name, 200): count for name, count in self._mode.counts.most_common(MOST_NAMES)}


class _Counting(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch types it not
    supports_higher_order_operators = True

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.counts: Counter[str] = Counter()

    def __torch_dispatch__(self, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.name()
        if "::" in name and torch._C._dispatch_has_kernel_for_dispatch_key(name, _COMPOSITE):  # noqa: SLF001
            # Inference mode hands over whole what is otherwise taken apart before it comes here.
            with self:
                return func.decompose(*args, **(kwargs or {}))
        self.counts[name.partition(".")[0]] += 1
        return func(*args, **(kwargs or {}))
