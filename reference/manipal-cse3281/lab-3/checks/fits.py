"""What is verified of the plane over two inputs and of logistic regression."""

import torch
from inputs import NINE_X, NINE_Y, STEPS, SUBJECTS, layer_names, number, one_number, put_layer

from graders import Split, exercise

# --- Two inputs ------------------------------------------------------------------------------------------------------

q6 = exercise("manipal-l3-q6-multiple-regression")
FIVE_SUBJECTS = SUBJECTS[:, 1:3].clone()


def three_numbers(found):
    return isinstance(found, list | tuple) and len(found) == 3 and all(map(one_number, found))


def plane(weights, x):
    if not three_numbers(weights):
        return torch.full_like(x[:, 0], torch.nan)
    w1, w2, b = map(float, weights)
    return w1 * x[:, 0] + w2 * x[:, 1] + b


@q6.check(points=0.25, show="example")
def table_of_five_subjects(student, reference, draw):
    """The table of the statement splits into two columns of inputs and one of targets"""
    student.call("split_table", SUBJECTS).equals((FIVE_SUBJECTS, SUBJECTS[:, 3].clone()))


@q6.check(points=1.25, show="example")
def plane_over_five_subjects(student, reference, draw):
    """On the table of the statement the plane predicts about 6.30 at (3, 2), and its loss is at most 0.05"""
    found = student.call("fit_multi", FIVE_SUBJECTS, SUBJECTS[:, 3].clone())
    found.satisfies(three_numbers, "it holds three numbers, (w1, w2, b)")
    at = student.judged(plane(found.value, torch.tensor([[3.0, 2.0]])), "fit_multi", "what the plane gives at (3, 2)")
    at.close_to(torch.tensor([6.3002508]), rtol=0, atol=0.25, because="a descent of 1000 epochs is still 0.17 off")
    loss = float(((plane(found.value, FIVE_SUBJECTS) - SUBJECTS[:, 3]) ** 2).mean())
    loss = student.judged(loss, "fit_multi", "the mean squared error of the plane")
    loss.satisfies(lambda got: got <= 0.05, "it is at most 0.05")


@q6.check(points=0.5)
def tables_of_other_subjects(student, reference, draw):
    """Other tables are split in the same way"""
    for n, dtype in ((1, torch.float32), (draw.integer(4, 12), torch.float64)):
        table = draw.normal((n, 4), std=5, dtype=dtype)
        table[:, 0] = draw.permutation(n) + 1
        student.call("split_table", table).equals((table[:, 1:3].clone(), table[:, 3].clone()))


@q6.check(points=0.75)
def predictions_of_a_plane(student, reference, draw):
    """`predict` gives w1 x1 + w2 x2 + b, each weight with its own input"""
    for _ in range(3):
        w1, w2, b, x1, x2 = (draw.scalar(-4, 4) for _ in range(5))
        student.call("predict", (w1, w2, b), x1, x2).close_to(w1 * x1 + w2 * x2 + b)


@q6.check(points=1)
def weights_of_other_planes(student, reference, draw):
    """From points of a plane `fit_multi` finds its three weights"""
    for dtype in (torch.float32, torch.float64):
        wanted = draw.scalar(-3, 3), draw.scalar(-3, 3), draw.choice([-1, 1]) * draw.scalar(1, 3)
        x = draw.normal((30, 2), mean=draw.scalar(-0.5, 0.5), std=draw.scalar(1, 1.5), dtype=dtype)
        found = student.call("fit_multi", x, plane(wanted, x))
        found.satisfies(three_numbers, "it holds three numbers, (w1, w2, b)")
        told = student.judged(
            torch.tensor([float(part) for part in found.value]), "fit_multi", "the vector (w1, w2, b)"
        )
        told.close_to(torch.tensor(wanted), rtol=0, atol=0.02, because="a descent comes near its end and never arrives")


def planes(draw):
    """Points near a drawn plane to fit, and points of the plane itself to predict."""
    weights = [draw.scalar(-3, 3) for _ in range(3)]
    x = draw.normal((60, 2), mean=draw.scalar(-0.5, 0.5), std=draw.scalar(1, 1.5))
    y = plane(weights, x)
    return Split(x[:40], y[:40] + draw.normal((40,), std=0.1), x[40:], y[40:])


q6.fitted_loss(
    "fit_multi",
    title="`fit_multi` finds other planes: on new points of them the loss is at most 0.03",
    points=1.25,
    predict=plane,
    loss=torch.nn.functional.mse_loss,
    at_most=0.03,
    data=planes,
    on="test",
)


# --- Yes or no -------------------------------------------------------------------------------------------------------

q7 = exercise("manipal-l3-q7-logistic-regression")


@q7.check(points=0.5, show="example")
def at_zero_weights(student, reference, draw):
    """At w = b = 0 each probability is 1/2, the loss is 0.693147, and its gradient dw = -13.5556, db = 0.0556"""
    model = student.make("LogisticRegression")
    put_layer(student, model, 0.0, 0.0)
    half = torch.full((9,), 0.5)
    student.call("mean_bce", half, NINE_Y).close_to(number(0.6931472))
    # The slope of the mean cross-entropy by each probability; the model carries it on to its weights.
    slopes = (half - NINE_Y) / (half * (1 - half)) / 9
    weight, bias = layer_names(student, model)
    found = model.gradients(NINE_X[:, None], weights=slopes[:, None])
    found.output.close_to(half[:, None])
    found.of_parameter(weight, "the weight").close_to(torch.tensor([[-13.5555556]]), **STEPS)
    found.of_parameter(bias, "the bias").close_to(torch.tensor([0.0555556]), **STEPS)


def probable(got):
    got = torch.as_tensor(got)
    return not got.is_complex() and bool(((got >= 0) & (got <= 1)).all())


@q7.check(points=1.25, show="example")
def nine_points(student, reference, draw):
    """All nine points are on their side, the boundary lies between 25 and 50, the mean cross-entropy is at most 0.35"""
    model = student.seeded(draw.seed()).make("LogisticRegression")
    student.seeded(draw.seed()).do("fit_logistic", model, NINE_X[:, None], NINE_Y)
    p = student.call("predict_proba", model, NINE_X).has_shape(9)
    p.satisfies(probable, "they are probabilities, numbers from 0 to 1")
    p.satisfies(lambda got: torch.equal(torch.as_tensor(got) > 0.5, NINE_Y == 1), "all nine are on their side of 1/2")
    loss = float(torch.nn.functional.binary_cross_entropy(torch.as_tensor(p.value).float(), NINE_Y.float()))
    told = student.judged(loss, "fit_logistic", "the mean cross-entropy after `fit_logistic`")
    told.satisfies(lambda got: got <= 0.35, "it is at most 0.35")


def rows(draw):
    return [draw.normal((draw.integer(5, 20), 1), std=2), draw.normal((1, 1))]


q7.equivalence("LogisticRegression", points=0.75, inputs=rows)
q7.parameter_count("LogisticRegression", points=0.5, inputs=rows, trainable=True)


def judged_labels(draw):
    """Probabilities away from 0 and 1, and labels that some of them miss."""
    return [(draw.uniform((n,), 0.05, 0.95), draw.integers((n,), 0, 2)) for n in (1, 2, draw.integer(8, 30))]


q7.value("mean_bce", points=0.5, draw=judged_labels)
q7.gradient("mean_bce", points=0.25, draw=judged_labels, **STEPS)


@q7.check(points=0.75)
def probabilities_of_a_model(student, reference, draw):
    """`predict_proba` gives the probabilities of a model, for whole numbers too"""
    model = student.make("LogisticRegression")
    for x in (draw.normal((6,), std=2), draw.integers((9,), -4, 5), draw.normal((1,))):
        w, b = draw.normal(()), draw.normal(())
        put_layer(student, model, w, b)
        student.call("predict_proba", model, x).close_to(torch.sigmoid(w * x + b))


def two_sides(draw):
    """Points on both sides of a gap so far from 0 that hardly any start is right by luck; either side is class 1."""
    middle, sign = draw.choice([-1, 1]) * draw.scalar(6, 8), draw.choice([-1, 1])
    side = 2 * draw.integers((100,), 0, 2) - 1
    side[:2] = torch.tensor([-1, 1])
    x = (middle + side * draw.uniform((100,), 0.8, 4)).reshape(-1, 1)
    y = (sign * side > 0).long()
    return Split(x[:60], y[:60], x[60:], y[60:])


q7.metric(
    "LogisticRegression",
    "accuracy",
    name="sides_of_other_points",
    title="Trained on other points, the model puts at least 97 % of new ones on their side",
    points=1,
    group="trained",
    at_least=0.97,
    train="fit_logistic",
    data=two_sides,
)
q7.loss(
    "LogisticRegression",
    name="loss_of_other_points",
    title="Trained on other points, its mean cross-entropy is at most 0.35",
    points=0.5,
    group="trained",
    loss=lambda p, y: torch.nn.functional.binary_cross_entropy(p.float().clamp(0, 1), y.float()),
    at_most=0.35,
    train="fit_logistic",
    data=two_sides,
)
