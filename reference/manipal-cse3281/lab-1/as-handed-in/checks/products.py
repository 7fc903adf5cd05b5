"""Questions 5 to 8: random tensors, and products of matrices."""

import running
import torch

import script
from graders import exercise

ANEW = "numbers that are drawn anew in each run: run again, the file shows the same ones, and sets no seed"
FEW = 4  # of 49 numbers, so many different ones at least look drawn

# --- A random (7, 7) -------------------------------------------------------------------------------------------------


def squares(run):
    return run.shows.shaped((7, 7))


def square(run):
    if any(one.bare in ((7,), (49,)) for one in run.shows.arrays):
        return "a tensor of shape (7, 7), seven rows of seven numbers: `torch.rand(7, 7)` has two sizes"
    return "a tensor of shape (7, 7), under any name or printed"


q5 = exercise("manipal-l1-q5-random-7x7")
q5.check(points=1)(
    running.given_alone(
        "square",
        "There is a tensor of shape (7, 7)",
        square,
        lambda run, _: [one for one in squares(run) if one.shape == (7, 7)],
    )
)


def drawn_anew(student, own, tensors):
    """Those tensors of a run that are other ones in the next run; all of them where the file sets a seed."""
    if own.script.seeds or own.script.calls("seed", "default_rng") or "seed" in own.script.thrown_away:
        return tensors(own)
    other = running.elsewhere(student, own)
    return [one for one in tensors(own) if not any(one.same_as(again) for again in tensors(other))]


@q5.check(points=1)
def random(student, _reference, _draw):
    """Its numbers are random ones"""
    own = running.alone(student)
    drawn = [one for one in squares(own) if one.numbers.unique().numel() >= FEW]
    if not (drawn and own.script.calls(*script.RANDOM)):
        raise running.fail(student, "49 numbers that a function of chance has drawn, as `torch.rand(7, 7)` does", own)
    if not drawn_anew(student, own, squares):
        raise running.fail(student, ANEW, own)


# --- The (7, 7) times a (1, 7) ---------------------------------------------------------------------------------------


def times(run, *, from_left=True):
    """Whether a vector of 7 that is shown is the product of a (7, 7) and another 7; or that of the row with it."""
    rows = run.shows.shaped((7,))
    for square in squares(run):
        numbers, off = (square.numbers, square.off) if from_left else (square.numbers.T, square.off.T)
        for row in rows:
            right = numbers.reshape(7, 7) @ row.numbers.flatten()
            room = _room(numbers.reshape(7, 7), off.reshape(7, 7), row.numbers.flatten(), row.off.flatten())
            if any(each is not row and each.shows(right, room) for each in rows):
                return True
    return False


def _room(left, left_off, right, right_off):
    """How far off a product may be whose factors were rounded."""
    return left_off @ right.abs() + left.abs() @ right_off + 1e-5 * (left.abs() @ right.abs())


def other_square(run):
    """Where the product was taken number by number, it has 49 of them: the last (7, 7), but for our own one."""
    ours = [numbers for numbers in run.given.values() if numbers.numel() == 49]
    made = [one for one in squares(run) if not any(one.shows(numbers) for numbers in ours)]
    return made[-1].numbers if made else _last_row(run)


def _last_row(run):
    rows = run.shows.shaped((7,))
    return rows[-1].numbers if rows else None


PRODUCT = "the matrix product of a (7, 7) with the 7 numbers of a (1, 7), both of which are named or printed too"

q6 = exercise("manipal-l1-q6-matmul-7x7")
q6.check(points=1)(
    running.given_alone(
        "product",
        "The file gives the product of its (7, 7) and its (1, 7)",
        PRODUCT,
        lambda run, _: times(run) or times(run, from_left=False),
    )
)
q6.check(points=1)(
    running.followed(
        "product_ours",
        "With other numbers in both tensors, it gives their product",
        PRODUCT,
        lambda run, _: times(run) or times(run, from_left=False),
        counts=lambda count: count in (7, 49),
        told=other_square,
    )
)
q6.deviates(
    name="column",
    title="The (7, 7) times the transposed row",
    what="`A @ r.T`, as the sheet's hint has it; `r @ A` is a matrix product too, with other numbers",
    holds=lambda found, _: times(run := running.run_of(found)) or not times(run, from_left=False),
)

# --- Two (2, 3) on the accelerator -----------------------------------------------------------------------------------


def wide_ones(run):
    return [one for one in run.shows.arrays if one.shape in ((2, 3), (3, 2))]


def differ(tensors):
    return any(not one.same_as(other) for one in tensors for other in tensors)


def arrivals(run):
    """Tensors that are sent to a device or made there, where the result is kept; in a loop, as many as it takes."""
    sent = run.script.calls("to", "cuda")
    made = [call for call in run.script.used if any(each.arg == "device" for each in call.node.keywords)]
    always = "set_default_device" in {*run.script.thrown_away, *(call.function for call in run.script.used)}
    often = any(call.often for call in [*sent, *made])
    return 2 if always or often else len({id(call.node) for call in [*sent, *made]})


def on_their_way(run):
    if run.script.thrown_away & {"to", "cuda"}:
        return (
            "two tensors on the device: `x.to(device)` returns the tensor that has arrived, and `x` stays where it was"
        )
    return "two tensors that are sent to a device, each by `.to(device)` or made there by `device=...`"


def two_of_them(run):
    right = "two random tensors of shape (2, 3) with different numbers"
    return f"{right}; a seed that is set before each of them makes both alike" if run.script.seeds > 1 else right


q7 = exercise("manipal-l1-q7-two-on-gpu")


@q7.check(points=1)
def two(student, _reference, _draw):
    """There are two different random tensors of shape (2, 3)"""
    own = running.alone(student)
    if not (differ(wide_ones(own)) and own.script.calls(*script.RANDOM)):
        raise running.fail(student, running.where_no_gpu_is(two_of_them), own)
    if not differ(drawn_anew(student, own, wide_ones)):
        raise running.fail(student, ANEW, own)


@q7.check(points=1, needs=("two",))
def sent(student, _reference, _draw):
    """Both are sent to the device"""
    own = running.alone(student)
    if arrivals(own) < 2:
        raise running.fail(student, on_their_way, own)


# --- Their product ---------------------------------------------------------------------------------------------------


def adjusted(run, *, reshaped=True):
    """Whether a (2, 2) or (3, 3) is shown that is the product of two of the tensors, one of them transposed.

    With `reshaped` also where one was poured into the other shape, which makes another product.
    """
    wide = run.shows.shaped((2, 3))
    factors = wide + [one for one in run.shows.shaped((3, 2)) if reshaped or not _only_poured(one, wide)]
    results = [one for one in run.shows.arrays if one.bare in ((2, 2), (3, 3))]
    single = all(one.same_as(factors[0]) or _turned(one, factors[0]) for one in factors)
    for left in factors:
        for right in factors:
            if (left is right or left.same_as(right) or _turned(left, right)) and not single:
                continue
            for a, a_off in _forms(left, (2, 3), reshaped=reshaped):
                for b, b_off in _forms(right, (3, 2), reshaped=reshaped):
                    products = [(a @ b, _room(a, a_off, b, b_off)), (b @ a, _room(b, b_off, a, a_off))]
                    if any(
                        each.shows(right_one, room)
                        for each in results
                        for right_one, room in products
                        if each.bare == tuple(right_one.shape)
                    ):
                        return True
    return False


def _only_poured(one, wide):
    return any(one.same_as(other) for other in wide) and not any(_turned(one, other) for other in wide)


def _turned(one, other):
    return one.bare != other.bare and other.shows(_flat(one.numbers).T, _flat(one.off).T)


def _flat(numbers):
    return numbers.reshape([size for size in numbers.shape if size != 1])


def _forms(one, shape, *, reshaped):
    """The tensor in this shape: as it is, or transposed, or poured."""
    numbers, off = _flat(one.numbers), _flat(one.off)
    if tuple(numbers.shape) == shape:
        yield numbers, off
        return
    yield numbers.T, off.T
    if reshaped:
        yield numbers.reshape(shape), off.reshape(shape)


def result(run):
    """The last tensor that is neither of ours."""
    ours = list(run.given.values())
    made = [one for one in run.shows.arrays if not any(one.shows(numbers) for numbers in ours)]
    return made[-1].numbers if made else None


ADJUSTED = running.where_no_gpu_is(
    "the matrix product of its two (2, 3) tensors, one of them transposed: a (2, 2), or a (3, 3)"
)

q8 = exercise("manipal-l1-q8-matmul-gpu")
q8.check(points=1)(
    running.given_alone(
        "product", "The file gives the product of its two (2, 3) tensors", ADJUSTED, lambda run, _: adjusted(run)
    )
)
q8.check(points=1)(
    running.followed(
        "product_ours",
        "With other numbers in both tensors, it gives their product",
        ADJUSTED,
        lambda run, _: adjusted(run),
        counts=lambda count: count == torch.Size((2, 3)).numel(),
        told=result,
    )
)
q8.deviates(
    name="transposed",
    title="One of the two is transposed",
    what="a product with the transposed tensor; `reshape` gives it another order of numbers",
    holds=lambda found, _: adjusted(run := running.run_of(found), reshaped=False) or not adjusted(run),
)
