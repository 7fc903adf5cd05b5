"""What questions 1 and 2 verify: shapes, views of the same numbers, the order of dimensions."""

import torch

from graders import exercise

# --- Five ways to change a shape -------------------------------------------------------------------------------------

q1 = exercise("manipal-l1-q1-reshape-view-stack-squeeze")


@q1.check(points=0.5, show="example")
def nine_numbers(student, reference, draw):
    """The shapes in the statement: `stack_n`, `add_unit` and `drop_unit` of nine numbers"""
    t = torch.arange(1, 10)
    student.call("stack_n", t, 4, 0).equals(torch.stack([t, t, t, t], dim=0))
    student.call("stack_n", t, 4, 1).equals(torch.stack([t, t, t, t], dim=1))
    student.call("add_unit", t, 0).equals(t.reshape(1, 9))
    student.call("drop_unit", t.reshape(1, 9)).equals(t)


def reshapings(draw):
    """A vector, a transposed matrix, whole numbers with a -1, a single number, and nothing at all."""
    return [
        (draw.normal((12,)), (3, 4)),
        (draw.normal((4, 6), dtype=torch.float64).T, (3, 8)),
        (draw.integers((2, 3, 4), -9, 10), (draw.choice([2, 4, 6]), -1)),
        (draw.normal((6, 2)).T[:, ::2], (6,)),
        (draw.normal(()), (1, 1)),
        (torch.empty(0, 3), (3, 0)),
    ]


def viewings(draw):
    """Shapes in which a view exists; of the transposed matrix too, whose rows are only divided."""
    return [
        (draw.normal((12,)), (3, 4)),
        (draw.normal((3, 8), dtype=torch.float64), (2, 2, 6)),
        (draw.integers((6, 4), -9, 10).T, (2, 2, 6)),
        (draw.normal(()), (1,)),
    ]


def stackings(draw):
    return [
        (draw.normal((draw.integer(2, 7),)), 3, draw.choice([0, 1])),
        (draw.normal((2, 3), dtype=torch.float64), draw.integer(2, 6), 1),
        (draw.integers((3, 4), -9, 10), 2, 2),
        (draw.normal((4, 2)).T, 3, -1),
        (draw.normal((3, 2)), 2, -2),
        (draw.normal(()), 4, 0),
        (draw.normal((5,)), 1, 1),
    ]


def with_units(draw):
    """Units in front, between and behind; none; nothing but units."""
    m, n = draw.integer(2, 6), draw.integer(2, 6)
    return [
        (draw.normal((1, m)),),
        (draw.normal((m, 1, n), dtype=torch.float64),),
        (draw.integers((1, m, 1, n, 1), -9, 10),),
        (draw.normal((m, n)),),
        (draw.normal((2, 1)).T,),
        (draw.normal((1, 1, 1)),),
    ]


def new_units(draw):
    return [
        (draw.normal((draw.integer(2, 9),)), 1),
        (draw.normal((3, 4), dtype=torch.float64), draw.choice([0, 1, 2])),
        (draw.integers((2, 3), -9, 10), -1),
        (draw.normal((2, 3)), -2),
        (draw.normal((3, 2, 4)).transpose(0, 1), 2),
        (draw.normal(()), 0),
    ]


q1.value("to_shape", points=1, draw=reshapings)
q1.value("view_as", points=0.5, draw=viewings)


@q1.check(points=1, needs=("value_view_as",))
def view_as_shares_storage(student, reference, draw):
    """A number written into what `view_as` returns is written into the source too"""
    # A view in its own shape is a tensor that stays over there, so that it can be looked at again.
    source = student.make("view_as", draw.normal((3, 4)), (3, 4))
    written = draw.normal((2, 6))
    student.make("view_as", source, (2, 6)).do("copy_", written)
    seen = source.attribute("data").value
    student.judged(seen, "view_as", "the source, after writing into its view,").equals(written.reshape(3, 4))
    # Transposed, its numbers no longer lie in the order in which they are read; a view in this shape still exists.
    source.do("t_")
    written = draw.normal((2, 2, 3))
    student.make("view_as", source, (2, 2, 3)).do("copy_", written)
    seen = source.attribute("data").value
    student.judged(seen, "view_as", "the transposed source, after writing into its view,").equals(written.reshape(4, 3))


q1.value("stack_n", points=1, draw=stackings)
q1.value("drop_unit", points=0.5, draw=with_units)
q1.value("add_unit", points=0.5, draw=new_units)

# --- Channels first --------------------------------------------------------------------------------------------------

q2 = exercise("manipal-l1-q2-permute")


@q2.check(points=0.5, show="example")
def picture_of_224(student, reference, draw):
    """A picture of shape (224, 224, 3) comes out as (3, 224, 224), no longer contiguous"""
    red, green, blue = (torch.full((224, 224), level) for level in (0.25, 0.5, 0.75))
    picture = torch.stack([red, green, blue], dim=2)
    student.call("hwc_to_chw", picture).equals(torch.stack([red, green, blue]))
    contiguous = student.make("hwc_to_chw", picture).method("is_contiguous")
    contiguous.satisfies(lambda flag: flag is False, "it is False, because only the strides are other ones")


@q2.check(points=0.25, show="example")
def inverse_in_the_statement(student, reference, draw):
    """`inverse_permutation((2, 0, 1))` is `(1, 2, 0)`"""
    student.call("inverse_permutation", (2, 0, 1)).equals((1, 2, 0))


def pictures(draw):
    """Wide and high ones, square ones, one channel or many, bytes, and one that was permuted before."""
    n = draw.integer(3, 9)
    return [
        (draw.uniform((draw.integer(2, 9), draw.integer(10, 16), 3)),),
        (draw.integers((n, n, 3), 0, 256).to(torch.uint8),),
        (draw.normal((4, 4, 4), dtype=torch.float64),),
        (draw.uniform((n, 2, 1)),),
        (draw.normal((3, 7, 5)).permute(1, 2, 0),),
    ]


def permutations(draw):
    """Cycles, which are not their own inverses, beside drawn ones of every length."""
    cycle = tuple((i + 1) % 5 for i in range(5))
    return [(cycle,), *((tuple(draw.permutation(n).tolist()),) for n in (1, 2, 3, 4, 6, 8))]


q2.value("hwc_to_chw", points=0.75, draw=pictures)


@q2.check(points=0.75, needs=("value_hwc_to_chw",))
def hwc_to_chw_shares_storage(student, reference, draw):
    """`hwc_to_chw` copies nothing: what is written into its result is written into the picture"""
    # The first call makes a tensor that stays over there; to the second call it is a picture like any other.
    picture = student.make("hwc_to_chw", draw.normal((5, 4, 3)))
    written = draw.normal((4, 3, 5))
    student.make("hwc_to_chw", picture).do("copy_", written)
    seen = picture.attribute("data").value
    student.judged(seen, "hwc_to_chw", "the picture, after writing into the result,").equals(written.permute(1, 2, 0))


q2.value("inverse_permutation", points=0.75, draw=permutations)
