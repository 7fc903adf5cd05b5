"""Questions 1 and 2: other shapes, and dimensions in another order. What counts is what is shown of them."""

import math
from itertools import permutations

import running
import torch

import script
from graders import exercise

# --- Reshape, view, stack, squeeze, unsqueeze ------------------------------------------------------------------------


def in_another_shape(run):
    """The same numbers in their order, or a printed shape that they would fit into."""
    for one in run.shows.arrays:
        if any(one.shape != other.shape and one.same_as(other) for other in run.shows.arrays):
            return True
        if any(shape != one.shape and math.prod(shape) == one.numbers.numel() for shape in run.shows.told_shapes):
            return True
    return False


def without_ones(run):
    """A shape with ones, and beside it the same without some of them: of the same numbers, or as printed shapes."""
    pairs = [(one.shape, other.shape) for one in run.shows.arrays for other in run.shows.arrays if one.same_as(other)]
    told = run.shows.told_shapes
    pairs += [(long, short) for long in run.shows.shapes for short in run.shows.shapes if told & {long, short}]
    return any(_fewer_ones(long, short) for long, short in pairs)


def _fewer_ones(long, short):
    if len(long) <= len(short) or 1 not in long:
        return False
    left = list(long)
    for size in short:
        while left and left[0] != size:
            if left.pop(0) != 1:
                return False
        if not left:
            return False
        left.pop(0)
    return all(size == 1 for size in left)


def along_a_new_dimension(run):
    """A tensor whose slices along some dimension are all shown too, or were written into the call."""
    inline = any(not run.script.names_in(call.node) for call in run.script.calls(*STACKS))
    for one in run.shows.arrays:
        for dim in range(one.numbers.dim()):
            if one.numbers.dim() > 1 and (inline or _all_shown(one, dim, run.shows.arrays)):
                return True
    shapes = run.shows.shapes
    return any(
        len(shape) > 1 and shape[:at] + shape[at + 1 :] in shapes
        for shape in run.shows.told_shapes
        for at in range(len(shape))
    )


def _all_shown(one, dim, arrays):
    parts = zip(one.numbers.unbind(dim), one.off.unbind(dim), strict=True)
    return all(any(other.shows(part, off) for other in arrays) for part, off in parts)


def squeezes(run):
    """Calls of squeeze, but for those on a tensor that is known to have no dimension of length 1."""
    shapes = {one.slot[1]: one.shape for one in run.shows.arrays if one.slot[0] == "name"}
    found = []
    for call in run.script.calls("squeeze", "squeeze_"):
        owner = script.receiver(call.node)
        once = len(run.script.bound.get(owner, ())) == 1
        if not (once and owner in shapes and 1 not in shapes[owner]):
            found.append(call)
    return found


RESHAPES = ("reshape", "reshape_as", "view", "view_as", "flatten", "unflatten", "ravel", "resize_")
STACKS = ("stack", "vstack", "dstack", "row_stack", "column_stack")

q1 = exercise("manipal-l1-q1-reshape-view-stack-squeeze")


def illustrated(name, title, calls, holds, what):
    """A check of one operation: the file calls it, and what it does is seen, also with numbers of ours."""

    def check(student, _reference, draw):
        own = running.alone(student)
        if not calls(own) or not holds(own):
            raise running.fail(student, what, own)
        if running.sets_inputs(own):
            (run,) = running.again(student, draw, own)
            if not holds(run):
                raise running.fail(student, what, run)

    return running.named(check, name, title)


def reshaped(_run):
    return "a tensor in another shape: the same numbers, in their order, as `x.reshape(...)` gives them"


def viewed(run):
    if run.script.calls("reshape") and not run.script.calls("view", "view_as"):
        return "a view: `reshape` copies where it has to, `x.view(...)` never does, and that is what was to be shown"
    return "a view: the numbers of a tensor in another shape, as `x.view(...)` gives them"


def stacked(run):
    if run.script.calls("cat", "concat", "concatenate") and not run.script.calls(*STACKS):
        return "a stack: `torch.cat` joins along a dimension that is there already, `torch.stack` makes a new one"
    return "a stack: some tensors of one shape along a new dimension, as `torch.stack` gives them"


def squeezed(run):
    if run.script.calls("squeeze") and not squeezes(run):
        return "a squeezed tensor: the one that is squeezed has no dimension of length 1 that could go"
    return "a tensor with a dimension of length 1, and the same without it, as `x.squeeze()` gives it"


def unsqueezed(_run):
    return "a tensor, and the same with one more dimension of length 1, as `x.unsqueeze(...)` gives it"


q1.check(points=1)(
    illustrated("reshape", "A tensor is reshaped", lambda run: run.script.calls(*RESHAPES), in_another_shape, reshaped)
)
q1.check(points=1)(
    illustrated("view", "A tensor is viewed", lambda run: run.script.calls("view", "view_as"), in_another_shape, viewed)
)
q1.check(points=1)(
    illustrated("stack", "Tensors are stacked", lambda run: run.script.calls(*STACKS), along_a_new_dimension, stacked)
)
q1.check(points=1)(illustrated("squeeze", "A tensor is squeezed", lambda run: squeezes(run), without_ones, squeezed))
q1.check(points=1)(
    illustrated(
        "unsqueeze",
        "A tensor is unsqueezed",
        lambda run: run.script.calls("unsqueeze", "unsqueeze_", "expand_dims") or run.script.adds_a_dimension,
        without_ones,
        unsqueezed,
    )
)

# --- Permute ---------------------------------------------------------------------------------------------------------


def permuted(run):
    """Two tensors of which one is the other with its dimensions in another order, number by number."""
    arrays = [one for one in run.shows.arrays if 1 < one.numbers.dim() <= MOST_DIMENSIONS]
    return any(
        one is not other
        and sorted(one.shape) == sorted(other.shape)
        and any(_matches(one, other, order) for order in permutations(range(len(one.shape))))
        for one in arrays
        for other in arrays
    )


def _matches(one, other, order):
    """A permutation that changes nothing, such as one of dimensions of length 1, shows nothing."""
    moved = one.numbers.permute(order)
    changes = moved.shape != one.numbers.shape or not torch.equal(moved, one.numbers)
    return changes and moved.shape == other.numbers.shape and other.shows(moved, one.off.permute(order))


def permuted_shapes(run):
    """Printed shapes of which one is the other in another order, where the call is really there."""
    shapes = [shape for shape in run.shows.shapes if len(shape) > 1]
    told = run.shows.told_shapes
    orders = [(a, b) for a in shapes for b in shapes if a != b and sorted(a) == sorted(b) and told & {a, b}]
    return bool(orders) and bool(run.script.calls("permute"))


MOST_DIMENSIONS = 5
PERMUTED = "a tensor, and the same with its dimensions in another order, every number where `torch.permute` puts it"

q2 = exercise("manipal-l1-q2-permute")
q2.check(points=1)(
    running.given_alone(
        "permute",
        "The file calls torch.permute and does something with the result",
        "a use of `torch.permute`: the sheet asks for this function by name, and its result has to be named or printed",
        lambda run, _: run.script.calls("permute"),
    )
)
q2.check(points=1)(
    running.given_alone(
        "moved",
        "Dimensions are seen in another order",
        PERMUTED,
        lambda run, _: permuted(run) or permuted_shapes(run),
    )
)
q2.check(points=1)(
    running.followed(
        "moved_ours",
        "With other numbers too, each is where permute puts it",
        PERMUTED,
        lambda run, _: permuted(run) or permuted_shapes(run),
    )
)
