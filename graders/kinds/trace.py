"""Rules over the operations of PyTorch that a call carries out, whichever of its many names the code uses for them.

`F.conv2d`, `nn.Conv2d` and `torch.conv2d` are one operation there, `out=` and in-place twins too. The count is the word
of the student's process, so a rule takes points away and never gives any: a process that hides an operation keeps what
right values earn it, and nothing more. What numpy or plain Python computes is not seen at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

from graders.draw import Draw
from graders.kinds.functions import drawn_calls
from graders.results import Finding, LabFault, StudentFault, Verdict
from graders.student import Student

PRODUCTS = frozenset({"mm", "bmm", "mv", "dot", "vdot", "addmm", "addmv", "addbmm", "baddbmm"})
CONVOLUTION = frozenset({"convolution"})
# Functions that PyTorch takes apart before an operation is dispatched, by what they become.
SEEN_AS = {
    **dict.fromkeys(("matmul", "linear", "einsum", "tensordot"), PRODUCTS),
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), CONVOLUTION),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), CONVOLUTION),
    "softmax": frozenset({"softmax", "safe_softmax"}),
    "cross_entropy_loss": frozenset({"nll_loss_forward", "nll_loss2d_forward"}),
    "nll_loss": frozenset({"nll_loss_forward", "nll_loss2d_forward"}),
    "batch_norm": frozenset({"native_batch_norm", "cudnn_batch_norm", "native_batch_norm_legit"}),
    "layer_norm": frozenset({"native_layer_norm"}),
    "group_norm": frozenset({"native_group_norm"}),
    "max_pool1d": frozenset({"max_pool1d_with_indices", "max_pool2d_with_indices"}),
    "max_pool2d": frozenset({"max_pool2d_with_indices"}),
    "max_pool3d": frozenset({"max_pool3d_with_indices"}),
}


@dataclass(frozen=True)
class Rule:
    """What a call may carry out: never these, at most so many of those, and these at least once."""

    never: Sequence[str] = ()
    at_most: Mapping[str, int] | None = None
    calls: Sequence[str] = ()

    def __post_init__(self) -> None:
        names = (*self.never, *(self.at_most or ()), *self.calls)
        if not names:
            raise LabFault("a trace without a rule says nothing; give never=, at_most= or calls=")
        for name in names:
            prove_visible(name)

    def broken(self, operations: Mapping[str, int]) -> Finding | None:
        """The first rule that these operations break."""
        limits = {**dict.fromkeys(self.never, 0), **(self.at_most or {})}
        for name, limit in limits.items():
            found = count(name, operations)
            if found > limit:
                return _finding(name, at_most=limit, found=found)
        absent = next((name for name in self.calls if not count(name, operations)), None)
        return _finding(absent, at_least=1, found=0) if absent else None


def trace(
    function: str, draw: Callable[[Draw], Any], arguments: tuple[Any, ...] | None, rule: Rule
) -> Callable[[Student, Any, Draw], None]:
    """With `arguments` the function is a class: an object of it is made with them and called."""

    def check(student: Student, _solution: Any, drawing: Draw) -> None:
        for call in drawn_calls(draw(drawing)):
            made = None if arguments is None else student.make(function, *arguments)
            broken = rule.broken(made.trace(*call) if made else student.trace(function, *call))
            if broken:
                facts = {"function": function, **broken.facts}
                raise StudentFault(Verdict.POLICY, Finding(code=broken.code, facts=facts))

    return check


def plain(name: str) -> str:
    """`mm` for aten::mm, aten::mm.out, mm_ and _mm: the twins of one operation are one name."""
    operation = name.removeprefix("aten::").partition(".")[0]
    return operation.strip("_") if "::" not in operation else operation


def count(name: str, operations: Mapping[str, int]) -> int:
    """How often the operation was carried out, or those that it is seen as."""
    meant = SEEN_AS.get(plain(name), {plain(name)})
    return sum(number for found, number in operations.items() if plain(found) in meant)


def prove_visible(name: str) -> None:
    """A rule about a name that no trace ever shows would forbid nothing and hold for everybody."""
    operation = plain(name)
    if operation in SEEN_AS or "::" in operation:
        return
    if operation not in _visible():
        why = "is taken apart into other operations" if operation in _all() else "is no operation of PyTorch"
        raise LabFault(
            f"{name!r} {why} and never appears in a trace; write one that does, such as "
            f"{', '.join(sorted({'mm', 'sum', *SEEN_AS})[:12])}, or forbid the name in the source with forbids(...)"
        )


def _finding(name: str, **facts: int) -> Finding:
    return Finding(code="operation", facts={"name": plain(name), **facts})


@cache
def _registered() -> tuple[str, ...]:
    return tuple(name for name in torch._C._dispatch_get_all_op_names() if name.startswith("aten::"))  # noqa: SLF001


@cache
def _all() -> frozenset[str]:
    return frozenset(map(plain, _registered()))


@cache
def _visible() -> frozenset[str]:
    taken_apart = torch._C.DispatchKey.CompositeImplicitAutograd  # noqa: SLF001
    has_kernel = torch._C._dispatch_has_kernel_for_dispatch_key  # noqa: SLF001
    return frozenset(plain(name) for name in _registered() if not has_kernel(name, taken_apart))
