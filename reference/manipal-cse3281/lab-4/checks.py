"""What lab 4 verifies, for now the digit classifier."""

import torch

from graders import exercise

q4 = exercise("manipal-l4-q4-mnist-two-hidden")


def images(draw):
    """A few pictures with values of both signs, so that the ReLUs are met on both sides."""
    return draw.normal((draw.integer(5, 20), 784))


q4.equivalence("MnistMLP", points=3, arguments=(128, 64), inputs=images)
q4.equivalence(
    "MnistMLP",
    points=2,
    arguments=(33, 17),
    inputs=images,
    name="equivalence_of_other_widths",
    title="`MnistMLP` takes its widths from its arguments",
)
q4.parameter_count("MnistMLP", points=2, arguments=(128, 64), inputs=images, show="example")


@q4.check(points=1, show="example")
def count_at_128_and_64(student, reference, draw):
    """`count_parameters` finds 109,386 parameters in `MnistMLP(128, 64)`"""
    student.call("count_parameters", student.make("MnistMLP", 128, 64)).equals(109386)


@q4.check(points=1)
def count_at_drawn_widths(student, reference, draw):
    """`count_parameters` is right for other widths"""
    h1, h2 = draw.integer(2, 60), draw.integer(2, 60)
    wanted = 785 * h1 + (h1 + 1) * h2 + (h2 + 1) * 10
    student.call("count_parameters", student.make("MnistMLP", h1, h2)).equals(wanted)


@q4.check(points=1, show="example")
def confusion_of_four(student, reference, draw):
    """The confusion matrix of the four samples in the statement"""
    y_true, y_pred = torch.tensor([0, 0, 1, 2]), torch.tensor([0, 2, 1, 2])
    student.call("confusion_matrix", y_true, y_pred, n=3).equals(torch.tensor([[1, 0, 1], [0, 1, 0], [0, 0, 1]]))


@q4.check(points=3)
def confusion_of_drawn_samples(student, reference, draw):
    """The confusion matrix of drawn samples, also when a class never occurs"""
    for n in (draw.integer(3, 8), 10):
        y_true = draw.integers((draw.integer(50, 200),), 0, n)
        y_pred = torch.where(draw.uniform(y_true.shape) < 0.6, y_true, draw.integers(y_true.shape, 0, n - 1))
        student.call("confusion_matrix", y_true, y_pred, n=n).equals(reference.confusion_matrix(y_true, y_pred, n))
    y_true, y_pred = draw.integers((60,), 2, 9), draw.integers((60,), 0, 8)
    student.call("confusion_matrix", y_true, y_pred).equals(reference.confusion_matrix(y_true, y_pred))


q4.accuracy("MnistMLP", points=7, arguments=(128, 64), train="train", at_least=0.85)
