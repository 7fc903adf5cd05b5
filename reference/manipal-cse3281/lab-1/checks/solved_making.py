"""What the first half of the solved exercises verify: tensors made, described, filled and cast."""

import torch
from expecting import EXACT, is_tensor, quarters, still

from graders import exercise, follows_uniform

# --- From a number to a block of numbers -----------------------------------------------------------------------------

s1 = exercise("manipal-l1-s1-create-tensors")


@s1.check(points=0.5, show="example")
def four_tensors(student, reference, draw):
    """The four tensors hold the numbers of the statement"""
    student.call("make_tensors").equals(reference.make_tensors())


@s1.check(points=0.5, show="example", needs=("four_tensors",))
def four_kinds(student, reference, draw):
    """All four are int64 tensors, and the scalar has no dimension"""
    made = student.call("make_tensors")
    for key in ("scalar", "vector", "matrix", "tensor3"):
        is_tensor(made[key], torch.int64)
    made["scalar"].satisfies(lambda t: t.ndim == 0, "it has no dimension: its shape is ()")


def described(told, reference, t):
    told.equals(reference.describe(t))
    if t.numel() == 1:
        told[2].satisfies(lambda element: type(element) in {int, float, bool}, "it is a plain Python number")


@s1.check(points=0.5, show="example")
def describe_the_four(student, reference, draw):
    """`describe` tells dimensions, shape and number of the four tensors"""
    student.call("describe", torch.tensor(7)).equals((0, (), 7))
    student.call("describe", torch.tensor([7, 7])).equals((1, (2,), None))
    student.call("describe", torch.tensor([[7, 8], [9, 10]])).equals((2, (2, 2), None))
    student.call("describe", torch.tensor([[[1, 2, 3], [3, 6, 9], [2, 4, 5]]])).equals((3, (1, 3, 3), None))


@s1.check(points=0.5)
def describe_others(student, reference, draw):
    """`describe` is right for tensors of other shapes and types"""
    for t in (
        draw.normal(()),
        draw.integers((), 1, 100),
        draw.integers((1,), 1, 100),
        draw.normal((1, 1, 1), dtype=torch.float64),
        torch.tensor(draw.choice([True, False])),
        draw.normal((draw.integer(2, 9), draw.integer(2, 9))).T,
        draw.integers((draw.integer(2, 9), 1), 0, 9),
        torch.zeros(0),
    ):
        described(student.call("describe", t), reference, t)


# --- Random tensors of any size --------------------------------------------------------------------------------------

s2 = exercise("manipal-l1-s2-random-tensors")
IMAGE = (224, 224, 3)


@s2.check(points=0.5, show="example")
def two_sizes(student, reference, draw):
    """Sizes (3, 4) and (224, 224, 3): float32, random, every value in [0, 1)"""
    for size in ((3, 4), IMAGE):
        got = student.seeded(3281).call("random_tensor", size)
        got.has_shape(*size)
        is_tensor(got, torch.float32)
        got.satisfies(lambda t: bool(((t >= 0) & (t < 1)).all()), "every value is at least 0 and less than 1")
        got.satisfies(lambda t: len(t.unique()) > 1, "the values differ from one another")


@s2.check(points=0.5)
def uniform(student, reference, draw):
    """The values of an image are uniform on [0, 1), with a mean near 0.5"""
    image = student.seeded(draw.seed()).call("random_tensor", IMAGE).has_shape(*IMAGE)
    image.satisfies(
        lambda t: abs(float(torch.as_tensor(t).double().mean()) - 0.5) < 0.005,
        "the mean of its 150,528 values lies within 0.005 of 0.5",
    )
    image.satisfies(follows_uniform, "its values are uniform on [0, 1)")


s2.deterministic(
    "random_tensor",
    points=0.5,
    seed="seed",
    title="The same seed gives the same numbers, another seed others",
    draw=lambda d: [((d.integer(5, 9),),), ((3, d.integer(2, 6), 2),)],
)


@s2.check(points=0.25)
def zero_is_a_seed(student, reference, draw):
    """0 is a seed as well"""
    first = student.seeded(draw.seed()).call("random_tensor", (4, 5), seed=0)
    second = student.seeded(draw.seed()).call("random_tensor", (4, 5), seed=0)
    second.satisfies(lambda _: second.agrees_with(first), "a second call with seed 0 gives the numbers of the first")
    other = student.seeded(draw.seed()).call("random_tensor", (4, 5), seed=1)
    other.satisfies(lambda _: not other.agrees_with(first), "seed 1 gives other numbers than seed 0")


@s2.check(points=0.25)
def without_a_seed(student, reference, draw):
    """Without a seed every call gives new numbers"""
    first = student.seeded(draw.seed()).call("random_tensor", (4, 5))
    second = student.call("random_tensor", (4, 5))
    second.satisfies(lambda _: not second.agrees_with(first), "a second call without a seed gives other numbers")


# --- Zeros, ones and a mask ------------------------------------------------------------------------------------------

s3 = exercise("manipal-l1-s3-zeros-ones")


def zeros_then_ones(returned, size):
    returned.equals((torch.zeros(size), torch.ones(size)))
    for place in (0, 1):
        is_tensor(returned[place], torch.float32)


@s3.check(points=0.5, show="example")
def three_by_four(student, reference, draw):
    """`zeros_ones((3, 4))` holds twelve zeros and twelve ones, in float32"""
    zeros_then_ones(student.call("zeros_ones", (3, 4)), (3, 4))


@s3.check(points=0.5)
def other_sizes(student, reference, draw):
    """`zeros_ones` is right for other sizes, of one to four dimensions"""
    for size in ((draw.integer(1, 9),), (draw.integer(5, 9), 2), (1, draw.integer(2, 6), 3, 2), (0, 3)):
        zeros_then_ones(student.call("zeros_ones", size), size)


def masked(draw):
    """t and a mask of the same shape: bool, or ones and zeros as whole numbers or floats."""
    n = draw.integer(12, 30)
    return [
        (draw.normal((4, 5)), draw.uniform((4, 5)) < 0.5),
        (draw.integers((n,), 1, 100), draw.integers((n,), 0, 2)),
        (draw.normal((2, 3, 4), dtype=torch.float64), draw.integers((2, 3, 4), 0, 2).double()),
        (draw.normal((5, 4)).T, draw.uniform((4, 5)) < 0.5),
        (draw.normal(()), torch.tensor(True)),
    ]


s3.value("apply_mask", points=0.5, draw=masked, title="`apply_mask` keeps where the mask is 1, else zeroes", **EXACT)


@s3.check(points=0.5)
def mask_leaves_input(student, reference, draw):
    """`apply_mask` returns a new tensor and leaves t as it is"""
    x, mask = draw.integers((12,), 1, 100), torch.arange(12) % 3 == draw.integer(0, 3)
    kept = student.make("apply_mask", x, torch.ones(12, dtype=torch.bool))
    student.call("apply_mask", kept, mask).equals(x * mask)
    still(student, kept, "apply_mask", x)


# --- Ranges, and zeros in the likeness of another tensor -------------------------------------------------------------

s4 = exercise("manipal-l1-s4-arange-like")
s4.forbids("torch.range", in_=("int_range",), title="`int_range` without the deprecated `torch.range`")


@s4.check(points=0.25, show="example")
def zero_to_nine(student, reference, draw):
    """`int_range(0, 10, 1)` holds 0 to 9, in int64"""
    is_tensor(student.call("int_range", 0, 10, 1).equals(torch.arange(10)), torch.int64)


@s4.check(points=0.25, show="example")
def zeros_like_ranges(student, reference, draw):
    """`zeros_of` a range of ten numbers is ten zeros, and of three it is three, in int64"""
    for count in (10, 3):
        zeros = student.call("zeros_of", torch.arange(count))
        is_tensor(zeros, torch.int64).equals(torch.zeros(count, dtype=torch.int64))


@s4.check(points=0.5)
def other_ranges(student, reference, draw):
    """`int_range` stops before its end, for steps of every size and both signs"""
    start, step, count = draw.integer(-30, 30), draw.integer(2, 7), draw.integer(4, 9)
    for call in (
        (start, start + count * step, step),  # the end would be the next number
        (start, start + count * step - 1, step),
        (start, start - count * step, -step),
        (start, start - count * step + 1, -step),
        (start, start + 1, step),
    ):
        is_tensor(student.call("int_range", *call).equals(torch.arange(*call)), torch.int64)


@s4.check(points=0.5)
def zeros_like_others(student, reference, draw):
    """`zeros_of` takes shape and dtype from any tensor, whatever stands in it"""
    odd = draw.normal((2, 3))
    odd[0, 1], odd[1, 2] = float("inf"), float("nan")
    for t in (
        draw.integers((3, draw.integer(2, 6)), 1, 9),
        draw.normal((draw.integer(3, 6), 2), dtype=torch.float64).T,
        draw.normal((5,), dtype=torch.float16),
        odd,
        draw.uniform((4,)) < 2,
        draw.integers((), 1, 9).to(torch.int32),
        torch.zeros(0, 2),
    ):
        zeros = student.call("zeros_of", t)
        is_tensor(zeros, t.dtype).equals(torch.zeros(t.shape, dtype=t.dtype))


@s4.check(points=0.5)
def zeros_of_leaves_input(student, reference, draw):
    """`zeros_of` returns a new tensor and leaves t as it is"""
    filling = draw.integer(1, 50)
    kept = student.make("zeros_of", torch.arange(1, 7))
    kept.do("add_", filling)
    student.call("zeros_of", kept).equals(torch.zeros(6, dtype=torch.int64))
    still(student, kept, "zeros_of", torch.full((6,), filling))


# --- Data types, and what a tensor knows about itself ----------------------------------------------------------------

s5 = exercise("manipal-l1-s5-dtypes-and-info")


@s5.check(points=0.25, show="example")
def three_six_nine(student, reference, draw):
    """`cast([3.0, 6.0, 9.0])` is float32, and float16 where that is asked for"""
    values = [3.0, 6.0, 9.0]
    for dtype, wanted in ((None, torch.float32), (torch.float16, torch.float16)):
        is_tensor(student.call("cast", values, dtype), wanted).equals(torch.tensor(values, dtype=wanted))


@s5.check(points=0.5)
def inferred(student, reference, draw):
    """Without a dtype it is inferred: int64 for whole numbers, bool for truth values"""
    for values in (
        draw.integers((draw.integer(2, 9),), -99, 100).tolist(),
        quarters(draw, (3, 2)).tolist(),
        draw.integers((2, 2, 2), 1, 9).tolist(),
        [True, False, draw.choice([True, False])],
    ):
        wanted = torch.tensor(values)
        is_tensor(student.call("cast", values), wanted.dtype).equals(wanted)


@s5.check(points=0.25)
def asked_for(student, reference, draw):
    """`cast` takes the dtype that is asked for"""
    values = quarters(draw, (2, draw.integer(2, 5))).tolist()
    for dtype in (torch.int32, torch.float16, torch.float64, torch.float32):
        is_tensor(student.call("cast", values, dtype=dtype), dtype).equals(torch.tensor(values, dtype=dtype))


@s5.check(points=0.25)
def every_digit(student, reference, draw):
    """In float64 no digit of the numbers is lost"""
    values = draw.normal((5,), dtype=torch.float64).tolist()
    wanted = torch.tensor(values, dtype=torch.float64)
    is_tensor(student.call("cast", values, torch.float64), torch.float64).equals(wanted)


def informed(told, reference, t):
    wanted = reference.tensor_info(t)
    # A device is as good as its name.
    if isinstance(told.value, dict) and isinstance(told.value.get("device"), torch.device):
        wanted["device"] = t.device
    told.equals(wanted)


@s5.check(points=0.25, show="example")
def info_of_three(student, reference, draw):
    """`tensor_info` of three float32 numbers"""
    t = torch.tensor([3.0, 6.0, 9.0])
    informed(student.call("tensor_info", t), reference, t)


@s5.check(points=0.5)
def info_of_others(student, reference, draw):
    """`tensor_info` of other shapes and types, and of tensors that track gradients"""
    for t in (
        draw.integers((draw.integer(2, 9), 3), 0, 9),
        draw.normal((draw.integer(2, 9),), dtype=torch.float64).requires_grad_(),
        draw.uniform((2, 1, 4)) < 0.5,
        draw.normal((), dtype=torch.float16),
        draw.normal((2, 2)).requires_grad_(),
    ):
        informed(student.call("tensor_info", t), reference, t)
