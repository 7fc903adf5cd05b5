"""What is verified of the descents written out by hand: two lines, and the gradients of two points in both signs."""

import torch
from inputs import (
    EXACT_STEPS,
    FIVE_X,
    FIVE_Y,
    MANY_X,
    MANY_Y,
    PRINTED,
    STEPS,
    TWO_X,
    TWO_Y,
    column,
    line,
    losses_agree,
    mse,
    number,
    numbers,
    one_number,
    saved,
)

from graders import Split, exercise

AUTOGRAD = ("autograd", "requires_grad", "torch.func", "functorch")


def descents(draw):
    """Points, and start, rate and epochs for them: one step and many, one point and many, in both float types."""
    kinds = ((line(draw, draw.integer(8, 20)), 1), (line(draw, 1), 2), (column(draw, 6), 3))
    for points, epochs in (*kinds, (line(draw, 12, torch.float64), 30)):
        start = {"w": draw.scalar(-2, 2), "b": draw.scalar(-2, 2)}
        yield points, {**start, "lr": draw.scalar(0.03, 0.08), "epochs": epochs}


# --- A line through five points --------------------------------------------------------------------------------------

p1 = exercise("manipal-l3-p1-linear-regression-scratch")
p1.forbids("optim", in_=("fit_line",), title="`fit_line` updates by its own hand, without `torch.optim`")


@p1.check(points=0.75, show="example")
def two_steps_on_five_points(student, reference, draw):
    """After one epoch w = 5.1704, b = 1.29; after two w = 7.87586816, b = 1.4793304"""
    for epochs, w, b in ((1, 5.1704, 1.29), (2, 7.87586816, 1.4793304)):
        got = student.call("fit_line", FIVE_X, FIVE_Y, epochs=epochs)
        got["losses"][0].close_to(25359.8, **PRINTED)
        got["w"].close_to(w, **PRINTED)
        got["b"].close_to(b, **PRINTED)


@p1.check(points=0.5, show="example")
def hundred_epochs_on_five_points(student, reference, draw):
    """After 100 epochs w = 12.85076, b = 2.15001, and the loss of the line is 481.2955"""
    got = student.call("fit_line", FIVE_X, FIVE_Y)
    got["w"].close_to(12.85076, **PRINTED)
    got["b"].close_to(2.15001, **PRINTED)
    loss = float(mse(torch.as_tensor(got["w"].value), torch.as_tensor(got["b"].value), FIVE_X, FIVE_Y))
    student.judged(loss, "fit_line", "the loss of the line that `fit_line` finds").close_to(481.2955, **PRINTED)


@p1.check(points=1.5)
def weights_of_fit_line(student, reference, draw):
    """`fit_line` arrives where it should, from any start, at any rate, after any number of epochs"""
    for (x, y), settings in descents(draw):
        got, want = student.call("fit_line", x, y, **settings), reference.fit_line(x, y, **settings)
        got["w"].close_to(want["w"], **STEPS)
        got["b"].close_to(want["b"], **STEPS)


@p1.check(points=1.25)
def losses_of_fit_line(student, reference, draw):
    """`fit_line` records the loss of each epoch, measured before the update"""
    for (x, y), settings in descents(draw):
        got, want = student.call("fit_line", x, y, **settings), reference.fit_line(x, y, **settings)
        losses_agree(got["losses"], want["losses"], mse(want["w"], want["b"], x, y), **STEPS)


# --- Twenty-three points and a curve ---------------------------------------------------------------------------------

q1 = exercise("manipal-l3-q1-linear-regression-23")


@q1.check(points=0.5, show="example")
def first_epochs_on_23_points(student, reference, draw):
    """The losses begin with 10.153913, 1.456677, 0.221721, 0.046364; two steps lead to w = 0.845491, b = 0.991272"""
    losses = student.seeded(draw.seed()).call("fit_23", MANY_X, MANY_Y, epochs=4)["losses"]
    for place, loss in enumerate((10.153913, 1.456677, 0.221721, 0.046364)):
        losses[place].close_to(loss, **STEPS)
    for epochs, w, b in ((1, 0.88777826, 0.99366957), (2, 0.84549145, 0.99127175)):
        got = student.seeded(draw.seed()).call("fit_23", MANY_X, MANY_Y, epochs=epochs)
        got["w"].close_to(w, **STEPS)
        got["b"].close_to(b, **STEPS)


@q1.check(points=0.5, show="example")
def hundred_epochs_on_23_points(student, reference, draw):
    """After 100 epochs w = 0.820030, b = 0.987891, and the loss is 0.017306"""
    got = student.seeded(draw.seed()).call("fit_23", MANY_X, MANY_Y)
    got["w"].close_to(0.82003026, **STEPS)
    got["b"].close_to(0.98789055, **STEPS)
    got["losses"][-1].close_to(0.0173056, **STEPS)


q1.figure(
    "loss_curve",
    name="curve_of_four_losses",
    title="`loss_curve` draws the four losses above, and its axes have names",
    points=0.25,
    show="example",
    draw=lambda d: ([10.153913, 1.456677, 0.221721, 0.046364], "losses.png"),
    shows=lambda reference, losses, path: torch.tensor(losses),
    labelled=True,
)


@q1.check(points=1)
def drawn_descents_of_fit_23(student, reference, draw):
    """`fit_23` goes the same way on other points, weights and losses alike"""
    for (x, y), settings in descents(draw):
        got = student.seeded(draw.seed()).call("fit_23", x, y, **settings)
        want = reference.fit_23(x, y, **settings)
        got["w"].close_to(want["w"], **STEPS)
        got["b"].close_to(want["b"], **STEPS)
        losses_agree(got["losses"], want["losses"], mse(want["w"], want["b"], x, y), **STEPS)


def many_points(draw):
    x, y = line(draw, 60)
    return Split(x, y, x, y)


def line_of(found, x):
    if not isinstance(found, dict) or not all(one_number(found.get(name)) for name in "wb"):
        return torch.full_like(x, torch.nan)
    return float(found["w"]) * x + float(found["b"])


q1.fitted_loss(
    "fit_23",
    title="With a rate of 0.05 and 400 epochs `fit_23` finds the line beneath drawn points",
    points=0.5,
    predict=line_of,
    loss=torch.nn.functional.mse_loss,
    at_most=0.25,
    data=many_points,
    settings={"lr": 0.05, "epochs": 400},
)


def falling(draw):
    """Losses as those of a training, which fall and waver a little."""
    return (draw.uniform((draw.integer(12, 40),), 0.5, 1.5).cumprod(0) * 9).tolist()


@q1.check(points=1.25)
def curve_of_drawn_losses(student, reference, draw):
    """`loss_curve` draws other losses as well, names its axes, and writes a file to the path"""
    losses, path = falling(draw), f"losses-{draw.integer(100, 1000)}.png"
    student.figures("loss_curve", losses, path).has(figures=1).shows(losses).labelled()
    saved(student, path, "loss_curve")


# --- Two points, two epochs, by hand, with either residual -----------------------------------------------------------

q2 = exercise("manipal-l3-q2-two-point-grad-yp-minus-y")
add1 = exercise("manipal-l3-add1-two-point-grad-y-minus-yp")
ONES = numbers(1.0, 1.0)
EPOCHS = [numbers(-174.0, -52.0, 1.174, 1.052), numbers(-170.208, -50.852, 1.344208, 1.102852)]
SUMS = {"rtol": 1e-5, "atol": 2e-5, "because": "means of float32 products of both signs, in another order"}


def places(draw):
    """(w, b, x, y): two points, a single one, columns of a table, and float64."""
    for x, y in (line(draw, 2), line(draw, 1), column(draw, 7), line(draw, 30, torch.float64)):
        yield draw.uniform((), -3, 3, dtype=x.dtype), draw.uniform((), -3, 3, dtype=x.dtype), x, y


def at_places(draw):
    return list(places(draw))


def at_places_with_rates(draw):
    return [(*place, draw.scalar(0.01, 0.1)) for place in places(draw)]


@q2.check(points=0.75, show="example")
def gradients_at_two_points(student, reference, draw):
    """At w = b = 1 the loss is 757, dw = -174 and db = -52, by hand and by autograd"""
    student.call("loss_at", *ONES, TWO_X, TWO_Y).close_to(number(757.0), **EXACT_STEPS)
    student.call("grads", *ONES, TWO_X, TWO_Y).close_to(numbers(-174.0, -52.0), **EXACT_STEPS)
    student.call("autograd_grads", *ONES, TWO_X, TWO_Y).close_to(numbers(-174.0, -52.0), **EXACT_STEPS)


@q2.check(points=0.5, show="example")
def epochs_at_two_points(student, reference, draw):
    """The two epochs of the statement, and the loss 724.379752 between them"""
    student.call("two_epochs", *ONES, TWO_X, TWO_Y).close_to(EPOCHS, **EXACT_STEPS)
    student.call("loss_at", *EPOCHS[0][2:], TWO_X, TWO_Y).close_to(number(724.379752), **EXACT_STEPS)


q2.gradient("loss_at", points=0.5, draw=at_places, **SUMS)
q2.by_hand("grads", points=0.75, draw=at_places, **SUMS)
q2.finite_differences("grads", of="loss_at", by=(0, 1), points=0.25, draw=at_places, **SUMS)
q2.value("autograd_grads", reference="grads", points=0.5, draw=at_places, **SUMS)
q2.by_hand("two_epochs", points=0.75, draw=at_places_with_rates, **SUMS)


@add1.check(points=0.5, show="example")
def residuals_at_two_points(student, reference, draw):
    """At w = b = 1 the residuals are 17 and 35"""
    student.call("residuals_y_minus_yp", *ONES, TWO_X, TWO_Y).close_to(torch.tensor([17.0, 35.0]), **EXACT_STEPS)


@add1.check(points=0.5, show="example")
def turned_gradients_at_two_points(student, reference, draw):
    """The gradients and both epochs are those of the other residual, dw = -174 and db = -52 first"""
    student.call("grads_y_minus_yp", *ONES, TWO_X, TWO_Y).close_to(numbers(-174.0, -52.0), **EXACT_STEPS)
    student.call("two_epochs_y_minus_yp", *ONES, TWO_X, TWO_Y).close_to(EPOCHS, **EXACT_STEPS)


add1.value("residuals_y_minus_yp", points=0.5, draw=at_places, **SUMS)
add1.by_hand("grads_y_minus_yp", points=1, draw=at_places, **SUMS)


def leads_downhill(got, w, b, x, y):
    if not isinstance(got, list | tuple) or len(got) != 2 or not all(map(one_number, got)):
        return False
    dw, db = (torch.as_tensor(slope, dtype=torch.float64).reshape(()) for slope in got)
    w, b, x, y = w.double(), b.double(), x.double(), y.double()
    length = (dw**2 + db**2).sqrt()
    return bool(length > 0) and bool(mse(w - 1e-4 * dw / length, b - 1e-4 * db / length, x, y) < mse(w, b, x, y))


add1.property(
    "grads_y_minus_yp",
    what="a small step against the gradient lowers the loss",
    points=0.25,
    draw=at_places,
    holds=leads_downhill,
)
add1.by_hand("two_epochs_y_minus_yp", points=1.25, draw=at_places_with_rates, **SUMS)
