"""What lab 4 verifies of the digit classifier."""

import torch

from graders import exercise
from graders.kinds.states import Built, load_proved, put, random_state

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


@q4.check(points=2)
def predictions(student, reference, draw):
    """`predict` names the digit with the greatest score, with the model in evaluation mode"""
    built = Built("MnistMLP", (draw.integer(20, 40), draw.integer(10, 20)))
    wanted = built.ours(reference)
    state = random_state(wanted, draw)
    pictures = draw.normal((draw.integer(30, 60), 784))
    made = built.theirs(student)
    load_proved(student, made, put(wanted, state).eval(), state, (pictures,))
    made.do("train")
    student.call("predict", made, pictures).equals(reference.predict(wanted, pictures))
    # What the process says of its own mode can only cost the points that the digits above have earned.
    made.attribute("training").satisfies(
        lambda flag: flag is False, "`predict` has switched the model to evaluation mode (its `training` is False)"
    )


def matrices(draw):
    """Matrices of two sizes that are far from symmetric."""
    return [(draw.integers((n, n), 0, 60),) for n in (10, draw.integer(3, 7))]


q4.figure(
    "plot_confusion",
    points=0.5,
    show="example",
    name="figure_of_four",
    title="`plot_confusion` draws the matrix of the statement",
    draw=lambda d: (torch.tensor([[1, 0, 1], [0, 1, 0], [0, 0, 1]]),),
    shows=lambda reference, matrix: matrix,
    images=1,
)
q4.figure("plot_confusion", points=1.5, draw=matrices, shows=lambda reference, matrix: matrix, images=1)
q4.accuracy("MnistMLP", points=7, arguments=(128, 64), train="train", at_least=0.85)
