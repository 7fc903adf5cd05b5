"""What the second half of the solved exercises verify: arithmetic, products, and the way to a device and back."""

import torch
from expecting import EXACT, is_array, is_tensor, names_any, quarters, still

from graders import exercise
from graders.kinds.source import unreadable_is_the_students
from graders.results import StudentFault

# --- Arithmetic that leaves its input alone --------------------------------------------------------------------------

s6 = exercise("manipal-l1-s6-elementwise-ops")


@s6.check(points=0.5, show="example")
def one_two_three(student, reference, draw):
    """The four results for [1, 2, 3]"""
    results = {"plus10": [11, 12, 13], "times10": [10, 20, 30], "minus10": [-9, -8, -7], "square": [1, 4, 9]}
    wanted = {key: torch.tensor(values) for key, values in results.items()}
    student.call("elementwise", torch.tensor([1, 2, 3])).equals(wanted)


s6.value(
    "elementwise",
    points=0.75,
    draw=lambda d: [
        (d.integers((d.integer(2, 9),), -50, 50),),
        (quarters(d, (3, d.integer(2, 5))),),
        (quarters(d, (4, 3), torch.float64).T,),
        (quarters(d, ()),),
        (torch.zeros(0),),
    ],
    **EXACT,
)


@s6.check(points=0.75)
def arithmetic_leaves_input(student, reference, draw):
    """`elementwise` leaves the tensor that it was given as it was"""
    x = draw.integers((3, 2), 2, 50)
    kept = student.make("elementwise", x).part("plus10")
    student.call("elementwise", kept).equals(reference.elementwise(x + 10))
    still(student, kept, "elementwise", x + 10)


# --- The dot product by hand, and the rule of shapes -----------------------------------------------------------------

s7 = exercise("manipal-l1-s7-matmul-rules")
LIBRARY = ("matmul", "dot", "mm", "mv", "bmm", "inner", "vdot", "vecdot", "einsum", "tensordot", "linalg")
s7.forbids(*LIBRARY, syntax=("@",), in_=("dot_by_hand",), title="`dot_by_hand` without a product of the library")
s7.requires(syntax=("loops",), in_=("dot_by_hand",), title="`dot_by_hand` with a loop")


@s7.check(points=0.5, show="example")
def products_of_one_two_three(student, reference, draw):
    """For [1, 2, 3] twice: elementwise [1, 4, 9], dot product 14"""
    t = torch.tensor([1, 2, 3])
    student.call("both_products", t, t).equals((torch.tensor([1, 4, 9]), torch.tensor(14)))


@s7.check(points=0.5, show="example")
def dot_of_one_two_three(student, reference, draw):
    """`dot_by_hand` of [1, 2, 3] with itself is 14"""
    t = torch.tensor([1, 2, 3])
    student.call("dot_by_hand", t, t).equals(14)


@s7.check(points=0.75)
def dot_as_the_library(student, reference, draw):
    """`dot_by_hand` gives what `torch.matmul` gives"""
    n = draw.integer(4, 12)
    for a, b in (
        (draw.integers((n,), -9, 10), draw.integers((n,), 1, 10)),
        (quarters(draw, (n,)), quarters(draw, (n,))),
        (quarters(draw, (6, 2), torch.float64)[:, 1], quarters(draw, (2, 6), torch.float64).T[:, 0]),
        (draw.integers((1,), 2, 9), draw.integers((1,), 2, 9)),
        (torch.zeros(0), torch.zeros(0)),
    ):
        student.call("dot_by_hand", a, b).equals(torch.matmul(a, b))


s7.value(
    "both_products",
    points=0.5,
    draw=lambda d: [
        (quarters(d, (5,)), quarters(d, (5,))),
        (d.integers((2, 2), 1, 10), d.integers((2, 2), 1, 10)),
        (quarters(d, (4, 4), torch.float64), quarters(d, (4, 4), torch.float64).T),
    ],
    **EXACT,
)


def is_shape(returned, wanted):
    if wanted is None:
        returned.satisfies(lambda shape: shape is None, "it is None where the two cannot be multiplied")
    else:
        returned.equals(wanted)


@s7.check(points=0.25, show="example")
def three_pairs_of_shapes(student, reference, draw):
    """The three pairs of shapes in the statement"""
    is_shape(student.call("matmul_shape", (2, 3), (3, 2)), (2, 2))
    is_shape(student.call("matmul_shape", (3, 2), (2, 3)), (3, 3))
    is_shape(student.call("matmul_shape", (3, 2), (3, 2)), None)


@s7.check(points=0.5)
def other_pairs_of_shapes(student, reference, draw):
    """`matmul_shape` is right for other shapes, fitting and not"""
    sizes = (draw.permutation(20) + 2).tolist()  # all different
    rows, inner, columns, other = sizes[:4]
    for pair in (
        ((rows, inner), (other, rows)),
        ((rows, inner), (inner, columns)),
        ((rows, inner), torch.Size((inner, rows))),
        ((inner, inner), (inner, inner)),
        ((1, inner), (inner, 1)),
        ((rows, inner), (other, columns)),
        ((rows, inner), (rows, columns)),
        ((rows, inner), (other, inner)),
    ):
        is_shape(student.call("matmul_shape", *pair), reference.matmul_shape(*pair))


# --- To the accelerator and back -------------------------------------------------------------------------------------

s8 = exercise("manipal-l1-s8-device-moves")
ASKING = ("is_available", "device_count", "current_accelerator")


@s8.check(points=0.75, show="example")
def device_of_this_machine(student, reference, draw):
    """`pick_device` asks what the machine has; the one that grades has no accelerator"""
    device = student.call("pick_device")
    device.satisfies(lambda d: isinstance(d, torch.device), "it is a torch.device, not the name of one")
    device.satisfies(lambda d: d.type == "cpu", "it is the CPU on a machine without an accelerator")
    with unreadable_is_the_students():
        asks = names_any(student.source, ASKING, "pick_device")
    student.judged(asks, "pick_device", "`pick_device`").satisfies(
        bool, "it asks PyTorch whether an accelerator is there (is_available) before it decides"
    )


@s8.check(points=0.75)
def moves(student, reference, draw):
    """`to_device` moves to the device that it is given, here `cpu` and `meta`"""
    x = quarters(draw, (2, draw.integer(2, 6)), draw.choice([torch.float32, torch.float64]))
    for device in ("cpu", torch.device("cpu")):
        is_tensor(student.call("to_device", x, device), x.dtype).equals(x)
    for device in (torch.device("meta"), "meta"):
        there = student.make("to_device", x, device)
        there.attribute("device").satisfies(lambda d: str(d) == "meta", "it is `meta` where that was asked for")
        there.attribute("shape").equals(tuple(x.shape))


@s8.check(points=0.5, show="example", needs=("moves",))
def there_and_back(student, reference, draw):
    """[1, 2, 3] comes back as it went, and `to_numpy` fetches what lies on another device"""
    t = torch.tensor([1, 2, 3])
    is_array(student.call("to_numpy", student.make("to_device", t, "cpu")), t.numpy())
    try:
        student.call("to_numpy", student.make("to_device", t, "meta"))
    except StudentFault as fault:
        # No numbers are kept on meta, so copying them to the CPU must fail. It is another failure not to try.
        tried = "can't convert" not in str(fault.finding.facts.get("message"))
        student.judged(tried, "to_numpy", "`to_numpy`").satisfies(
            bool, "it brings a tensor of another device to the CPU before NumPy is to read it"
        )


@s8.check(points=1)
def arrays_of_all_kinds(student, reference, draw):
    """`to_numpy` keeps values and dtype of any tensor, and takes one that tracks gradients"""
    for t in (
        draw.integers((draw.integer(2, 9),), -9, 10),
        draw.normal((3, draw.integer(2, 5))),
        draw.normal((4, 2), dtype=torch.float64).T,
        draw.normal(()),
        draw.uniform((5,)) < 0.5,
        torch.zeros(0, 3),
        draw.normal((2, 3)).requires_grad_(),
        draw.normal((4,), dtype=torch.float64).requires_grad_(),
    ):
        is_array(student.call("to_numpy", t), t.detach().numpy())
