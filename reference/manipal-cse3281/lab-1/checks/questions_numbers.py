"""What questions 5 to 11 verify: random tensors, products, extremes. Products and printed digits have a tolerance."""

import numpy as np
import torch
from expecting import is_tensor

from graders import exercise

PRODUCTS = {
    "rtol": 1e-5,
    "atol": 1e-6,
    "because": "float32 arithmetic on small numbers leaves room for another order of operations",
}
PRINTED = {"rtol": 0, "atol": 1e-6, "because": "the generator is the same everywhere; only printed digits are rounded"}


def is_float32(told, *shape):
    return is_tensor(told.has_shape(*shape), torch.float32)


def is_pair(value):
    return isinstance(value, (tuple, list)) and len(value) == 2


def scattered(t):
    """Neither all alike nor sorted, as a constant and a range are."""
    steps = t.double().flatten().diff()
    return bool((steps > 0).any() and (steps < 0).any())


def unrelated(one, other):
    """Not the other one, nor one that follows from it by scaling and shifting; chance does that once in 10^11."""
    both = torch.stack([one.double().flatten(), other.double().flatten()])
    return abs(float(torch.corrcoef(both)[0, 1])) < 0.8


# --- A random square -------------------------------------------------------------------------------------------------

q5 = exercise("manipal-l1-q5-random-7x7")


@q5.check(points=0.75, show="example")
def new_at_each_call(student, reference, draw):
    """`random_7x7()` is a float32 tensor of shape (7, 7) with new random numbers at each call"""
    first = is_float32(student.seeded(draw.seed()).call("random_7x7"), 7, 7)
    first.satisfies(scattered, "the entries are neither all alike nor in order")
    second = is_float32(student.call("random_7x7"), 7, 7)
    second.satisfies(lambda t: unrelated(t, first.value), "a second call without a seed gives other numbers")


q5.deterministic("random_7x7", points=0.75, draw=lambda d: [()], seed="seed", needs=("new_at_each_call",))


@q5.check(points=0.5, needs=("new_at_each_call",))
def seed_zero(student, reference, draw):
    """The seed 0 gives the same tensor every time, and not that of another seed"""
    first = is_float32(student.seeded(draw.seed()).call("random_7x7", 0), 7, 7)
    first.satisfies(scattered, "the entries are neither all alike nor in order")
    student.call("random_7x7", 0).equals(first)
    other = is_float32(student.call("random_7x7", draw.integer(1, 2**31)), 7, 7)
    other.satisfies(lambda t: unrelated(t, first.value), "another seed gives other numbers")


# --- A matrix times a row --------------------------------------------------------------------------------------------

q6 = exercise("manipal-l1-q6-matmul-7x7")


@q6.check(points=0.5, show="example")
def product_in_the_statement(student, reference, draw):
    """The column 91, 238, 385, 532, 679, 826, 973 of the statement"""
    matrix, row = torch.arange(49.0).reshape(7, 7), torch.arange(7.0).reshape(1, 7)
    wanted = torch.tensor([[91.0], [238.0], [385.0], [532.0], [679.0], [826.0], [973.0]])
    student.call("matmul_row", matrix, row).close_to(wanted, **PRODUCTS)


def rows_and_matrices(draw):
    double = {"dtype": torch.float64}
    return [
        (draw.uniform((7, 7), -1, 1), draw.uniform((1, 7), -1, 1)),
        (draw.uniform((7, 7), -3, 0, **double), draw.uniform((1, 7), -3, 3, **double)),
        (draw.uniform((7, 7), -1, 1).T, draw.uniform((7, 1), 0, 1).T),
    ]


q6.value("matmul_row", points=1.5, draw=rows_and_matrices, **PRODUCTS)

# --- Two tensors on a device -----------------------------------------------------------------------------------------

q7 = exercise("manipal-l1-q7-two-on-gpu")


@q7.check(points=0.5, show="example")
def two_on_the_cpu(student, reference, draw):
    """`two_tensors("cpu")` gives two different random tensors, both float32 and of shape (2, 3)"""
    pair = student.seeded(draw.seed()).call("two_tensors", "cpu")
    pair.satisfies(is_pair, "it is a pair of tensors")
    for part in (0, 1):
        is_float32(pair[part], 2, 3)
    # Of whole numbers six can agree by chance, five times six cannot.
    pairs = [student.call("two_tensors", "cpu").value for _ in range(4)]
    pair.satisfies(lambda p: any(map(are_different, (p, *pairs))), "the two tensors are not the same one twice")


def are_different(pair):
    return is_pair(pair) and not all(isinstance(t, torch.Tensor) and torch.equal(t, pair[0]) for t in pair)


q7.deterministic(
    "two_tensors",
    points=0.5,
    draw=lambda d: [(d.choice(["cpu", torch.device("cpu")]),)],
    seed="seed",
    needs=("two_on_the_cpu",),
)


@q7.check(points=0.5, needs=("two_on_the_cpu",))
def two_of_one_seed(student, reference, draw):
    """One seed, 0 among them, makes two tensors that differ, and makes them again"""
    pairs = [
        student.seeded(draw.seed()).call("two_tensors", "cpu", seed=seed) for seed in (0, draw.seed(), draw.seed())
    ]
    for pair in pairs:
        is_float32(pair[0], 2, 3)
        is_float32(pair[1], 2, 3)
    differing = any(are_different(pair.value) for pair in pairs)
    pairs[0].satisfies(lambda _: differing, "the two tensors of one seed are not the same one twice")
    student.seeded(draw.seed()).call("two_tensors", "cpu", seed=0).equals(pairs[0])


@q7.check(points=0.5, needs=("two_on_the_cpu",))
def on_the_meta_device(student, reference, draw):
    """`two_tensors("meta")` returns tensors that are on the device which was asked for"""
    # A tensor without numbers is no data, so it comes as the name of its kind; numbers would come as numbers.
    pair = student.seeded(draw.seed()).call("two_tensors", "meta").satisfies(is_pair, "it is a pair of tensors")
    for part in (0, 1):
        pair.satisfies(
            lambda p, part=part: getattr(p[part], "type_name", "") == "meta tensor",
            f"tensor {part + 1} of the pair is on the device that was asked for",
        )


# --- The product of two tensors that do not fit ----------------------------------------------------------------------

q8 = exercise("manipal-l1-q8-matmul-gpu")


@q8.check(points=0.5, show="example")
def two_by_two(student, reference, draw):
    """The product [[7, -1], [16, -1]] of the statement"""
    a, b = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]])
    student.call("matmul_adjust", a, b).close_to(torch.tensor([[7.0, -1.0], [16.0, -1.0]]), **PRODUCTS)


def pairs_of_one_shape(draw):
    double = {"dtype": torch.float64}
    return [
        (draw.uniform((2, 3), -1, 1), draw.uniform((2, 3), -1, 1)),
        (draw.uniform((2, 3), -3, 3, **double), draw.uniform((2, 3), -3, 0, **double)),
        (draw.uniform((3, 2), -1, 1).T, draw.uniform((2, 6), -1, 1)[:, ::2]),
    ]


q8.value("matmul_adjust", points=1.5, draw=pairs_of_one_shape, **PRODUCTS)

# --- The largest and the smallest value ------------------------------------------------------------------------------

q9 = exercise("manipal-l1-q9-max-min")
FOUR = torch.tensor([[1.0, 5.0], [-2.0, 3.0]])


@q9.check(points=0.5, show="example")
def extremes_of_four(student, reference, draw):
    """5 and -2 for [[1, 5], [-2, 3]]"""
    student.call("max_min", FOUR).equals((5.0, -2.0))


def tensors(draw):
    """Every number of dimensions, both float types, values of one sign and of both, all of them different."""
    return [
        (draw.normal((2, 2)),),
        (draw.normal((draw.integer(3, 9), draw.integer(3, 9)), dtype=torch.float64),),
        (draw.uniform((draw.integer(4, 20),), -9, -1),),
        (draw.uniform((2, 3, 4), 1, 9),),
        (draw.normal((5, 3)).T,),
        (draw.normal(()),),
    ]


q9.value("max_min", points=1.5, draw=tensors)

# --- Where the largest and the smallest value stand ------------------------------------------------------------------

q10 = exercise("manipal-l1-q10-argmax-argmin")


@q10.check(points=0.5, show="example")
def places_of_four(student, reference, draw):
    """1 and 2 for [[1, 5], [-2, 3]]"""
    student.call("argmax_argmin", FOUR).equals((1, 2))


q10.value("argmax_argmin", points=1, draw=tensors)


def found_at(places, t):
    """Whether the two flat indices lead to the largest and to the smallest value of t."""
    places = [place.item() if isinstance(place, (torch.Tensor, np.ndarray)) else place for place in places]
    if not all(type(place) is int and 0 <= place < t.numel() for place in places):
        return False
    return t.flatten()[places[0]] == t.max() and t.flatten()[places[1]] == t.min()


@q10.check(points=0.5)
def places_of_equal_values(student, reference, draw):
    """Where the extremes occur more than once, each of their places is right"""
    shapes = ((5, 6), (4, 3), (20,), (2, 3, 4), (3, 3))
    for t in (draw.integers(shape, -1, 2).float() for shape in shapes):
        told = student.call("argmax_argmin", t)
        told.satisfies(is_pair_of_numbers, "it is a pair of whole numbers")
        told.satisfies(lambda pair, t=t: found_at(pair, t), "the indices lead to the largest and the smallest value")


def is_pair_of_numbers(pair):
    one = (
        [isinstance(each, int) or getattr(each, "shape", None) in {(), (1,)} for each in pair] if is_pair(pair) else []
    )
    return len(one) == 2 and all(one)


# --- Ten seeded numbers without their extra dimensions ---------------------------------------------------------------

q11 = exercise("manipal-l1-q11-squeeze-seed7")
SEVEN = [
    0.53492254,
    0.19880319,
    0.6592117,
    0.65689027,
    0.23276156,
    0.4250614,
    0.20708603,
    0.62973636,
    0.36531615,
    0.85126835,
]


@q11.check(points=1, show="example")
def numbers_of_seed_seven(student, reference, draw):
    """`seeded_squeeze()` gives the ten numbers of the statement, in both shapes"""
    ten = torch.tensor(SEVEN)
    student.seeded(draw.seed()).call("seeded_squeeze").close_to((ten.reshape(1, 1, 1, 10), ten), **PRINTED)


@q11.check(points=1)
def four_dimensions(student, reference, draw):
    """The first tensor holds the numbers of the seed that is given, at every call"""
    for seed in (draw.seed(), 0, 7, *(draw.seed(),) * 2):
        # The generator starts elsewhere each time, so that only the seed can bring it to the right numbers.
        x = student.seeded(draw.seed()).call("seeded_squeeze", seed)[0]
        is_float32(x, 1, 1, 1, 10).close_to(reference.seeded_squeeze(seed)[0], **PRINTED)


@q11.check(points=1)
def one_dimension(student, reference, draw):
    """The second tensor holds the same numbers in the shape (10,)"""
    for seed in (draw.seed(), 0, 7, *(draw.seed(),) * 2):
        y = student.seeded(draw.seed()).call("seeded_squeeze", seed)[1]
        is_float32(y, 10).close_to(reference.seeded_squeeze(seed)[1], **PRINTED)
