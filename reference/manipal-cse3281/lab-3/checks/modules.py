"""What is verified of the classes: one by hand, one with parameters and batches, one around a layer."""

import torch
from inputs import (
    FIVE_X,
    FIVE_Y,
    MANY_X,
    MANY_Y,
    PRINTED,
    STEPS,
    attribute,
    column,
    line,
    losses_agree,
    mse,
    parameters_of,
    put_layer,
    read_layer,
    saved,
)

from graders import exercise

# --- A class that learns ---------------------------------------------------------------------------------------------

q3 = exercise("manipal-l3-q3-regression-model-class")
q3.requires("update", "reset_grad", in_=("train",), title="`train` works with `update` and `reset_grad` of the model")


@q3.check(points=0.5, show="example")
def fresh_model(student, reference, draw):
    """A fresh `RegressionModel` has w = b = 1 and predicts x + 1"""
    model = student.seeded(draw.seed()).make("RegressionModel")
    attribute(student, model, "w").close_to(torch.tensor(1.0))
    attribute(student, model, "b").close_to(torch.tensor(1.0))
    model.method("forward", FIVE_X).close_to(FIVE_X + 1)


@q3.check(points=0.75, show="example")
def model_after_two_epochs(student, reference, draw):
    """After one epoch w = 5.1704, b = 1.29; after two w = 7.87586816, b = 1.4793304"""
    for epochs, w, b in ((1, 5.1704, 1.29), (2, 7.87586816, 1.4793304)):
        model = student.seeded(draw.seed()).make("RegressionModel")
        student.do("train", model, FIVE_X, FIVE_Y, epochs=epochs)
        attribute(student, model, "w").close_to(torch.tensor(w), **PRINTED)
        attribute(student, model, "b").close_to(torch.tensor(b), **PRINTED)


@q3.check(points=0.5, show="example")
def model_after_hundred_epochs(student, reference, draw):
    """After 100 epochs w = 12.85076, b = 2.15001, and the loss is 481.2955"""
    model = student.seeded(draw.seed()).make("RegressionModel")
    student.do("train", model, FIVE_X, FIVE_Y)
    line_of_five = 12.85076 * FIVE_X + 2.15001
    predicted = model.method("forward", FIVE_X).close_to(line_of_five, **PRINTED)
    loss = ((torch.as_tensor(predicted.value) - FIVE_Y) ** 2).mean()
    student.judged(loss, "train", "the loss after `train`").close_to(torch.tensor(481.2955), **PRINTED)


@q3.check(points=1)
def criterion_is_the_mean(student, reference, draw):
    """`criterion` is the mean squared error (or the squared errors, for `train` to average)"""
    model = student.make("RegressionModel")
    for shape, dtype in (((), torch.float32), ((1,), torch.float32), ((12,), torch.float32), ((5,), torch.float64)):
        y, yp = draw.normal(shape, std=3, dtype=dtype), draw.normal(shape, std=3, dtype=dtype)
        got = model.method("criterion", y, yp)
        one_each = shape and getattr(got.value, "shape", ()) == y.shape
        got.close_to((yp - y) ** 2 if one_each else ((yp - y) ** 2).mean())


def lessons(draw):
    kinds = ((line(draw, 1), 1), (line(draw, draw.integer(8, 20)), 2), (column(draw, 6), 3), (line(draw, 15), 25))
    for points, epochs in kinds:
        yield points, {"epochs": epochs, "lr": draw.scalar(0.03, 0.08)}


@q3.check(points=1)
def training_on_drawn_points(student, reference, draw):
    """`train` brings a model to the right line, and `forward` goes by it"""
    for (x, y), settings in lessons(draw):
        model, ours = student.seeded(draw.seed()).make("RegressionModel"), reference.RegressionModel()
        student.do("train", model, x, y, **settings)
        reference.train(ours, x, y, **settings)
        elsewhere = draw.normal((4,), std=3)
        model.method("forward", elsewhere).close_to(ours.forward(elsewhere).detach(), **STEPS)


@q3.check(points=0.75)
def losses_of_train(student, reference, draw):
    """`train` returns the loss of each epoch, measured before the update"""
    for (x, y), settings in lessons(draw):
        model, ours = student.seeded(draw.seed()).make("RegressionModel"), reference.RegressionModel()
        want = reference.train(ours, x, y, **settings)
        final = mse(ours.w.detach(), ours.b.detach(), x, y)
        losses_agree(student.call("train", model, x, y, **settings), want, final, **STEPS)


@q3.check(points=0.5)
def reset_keeps_the_weights(student, reference, draw):
    """`reset_grad` leaves w and b as they are"""
    (x, y), elsewhere = line(draw, 9), draw.normal((5,), std=3)
    model, ours = student.seeded(draw.seed()).make("RegressionModel"), reference.RegressionModel()
    student.do("train", model, x, y, epochs=1, lr=0.05)
    reference.train(ours, x, y, epochs=1, lr=0.05)
    model.do("reset_grad")
    model.method("forward", elsewhere).close_to(ours.forward(elsewhere).detach(), **STEPS)


# --- Parameters, batches, an optimizer -------------------------------------------------------------------------------

q4 = exercise("manipal-l3-q4-nn-module-dataset-sgd")
q4.requires("SGD", in_=("fit_loader",), title="`fit_loader` lets `torch.optim.SGD` take the steps")


@q4.check(points=0.5, show="example")
def dataset_of_five(student, reference, draw):
    """A `LineDataset` of the five points has length 5, and its item 2 is the pair (12, 180)"""
    dataset = student.make("LineDataset", FIVE_X, FIVE_Y)
    names = dataset.method("__dir__").value
    has_length = student.judged(isinstance(names, list) and "__len__" in names, "LineDataset", "a `LineDataset`")
    has_length.satisfies(lambda found: found, "it has a method `__len__`")
    dataset.method("__len__").equals(5)
    dataset.method("__getitem__", 2).close_to((torch.tensor(12.0), torch.tensor(180.0)))


def one_number_each(student, module):
    """The parameters of a module under the names that the statement gives, whatever shape of one number they have."""
    claimed = parameters_of(module)
    names = student.judged(sorted(claimed), "LineModule", "the list of parameters of `LineModule`")
    names.satisfies(lambda found: found == ["b", "w"], "it holds two nn.Parameters, `w` and `b`")
    sizes = student.judged([claimed["w"].numel(), claimed["b"].numel()], "LineModule", "the sizes of `w` and `b`")
    sizes.equals([1, 1])
    return claimed


def put_line(student, module, w, b):
    claimed = one_number_each(student, module)
    module.load({"w": w.reshape(claimed["w"].shape), "b": b.reshape(claimed["b"].shape)})


def weights(student, module):
    claimed = one_number_each(student, module)
    read = torch.stack([claimed["w"].reshape(()), claimed["b"].reshape(())])
    return student.judged(read, "fit_loader", "the vector (w, b) after `fit_loader`")


@q4.check(points=0.25, show="example")
def module_starts_at_one(student, reference, draw):
    """A fresh `LineModule` predicts x + 1"""
    student.seeded(draw.seed()).make("LineModule")(FIVE_X[:, None]).close_to(FIVE_X[:, None] + 1)


@q4.check(points=0.75, show="example")
def five_points_in_one_batch(student, reference, draw):
    """In one batch of five: w = 5.1704, b = 1.29 after one epoch, w = 12.85076, b = 2.15001 after 100"""
    for epochs, w, b in ((1, 5.1704, 1.29), (100, 12.85076, 2.15001)):
        module = student.seeded(draw.seed()).make("LineModule")
        student.do("fit_loader", module, student.make("make_loader", FIVE_X, FIVE_Y, 5), 0.001, epochs)
        weights(student, module).close_to(torch.tensor([w, b]), **PRINTED)


@q4.check(points=0.5)
def dataset_of_drawn_points(student, reference, draw):
    """Every item of a `LineDataset` is a point and its value"""
    for n in (1, draw.integer(5, 12)):
        x, y = line(draw, n)
        dataset = student.make("LineDataset", x, y)
        dataset.method("__len__").equals(n)
        for place in range(n):
            dataset.method("__getitem__", place).close_to((x[place], y[place]))


@q4.check(points=1.25)
def two_parameters(student, reference, draw):
    """`LineModule` has two trainable parameters, which make its predictions wx + b"""
    module = student.make("LineModule")
    for n in (1, 7):
        w, b, x = draw.normal(()), draw.normal(()), draw.normal((n, 1))
        put_line(student, module, w, b)
        slopes = draw.normal((n, 1))
        found = module.gradients(x, weights=slopes)
        found.output.close_to(w * x + b)
        for name, want in (("w", (slopes * x).sum()), ("b", slopes.sum())):
            shape = parameters_of(module)[name].shape
            found.of_parameter(name, f"`{name}`").close_to(want.reshape(shape))


@q4.check(points=0.5)
def loader_has_the_right_length(student, reference, draw):
    """`make_loader` cuts the points into batches, the last of which may be smaller"""
    n, size = draw.integer(10, 20), draw.integer(2, 6)
    for points in (n, n - n % size):
        wanted = -(-points // size)
        student.make("make_loader", *line(draw, points), size).method("__len__").equals(wanted)


@q4.check(points=1.25)
def steps_by_batches(student, reference, draw):
    """`fit_loader` takes one right step for each batch, in the order of the loader"""
    module, seed = student.make("LineModule"), draw.seed()
    for n, size, epochs in ((9, 9, 1), (9, 9, 3), (draw.integer(5, 8), 2, 1), (7, 3, 4), (3, 1, 2)):
        x, y = line(draw, n)
        w, b, lr = draw.normal(()), draw.normal(()), draw.scalar(0.01, 0.05)
        put_line(student, module, w, b)
        student.seeded(seed).do("fit_loader", module, student.make("make_loader", x, y, size), lr, epochs)
        ours = reference.LineModule()
        ours.load_state_dict({"w": w, "b": b})
        reference.fit_loader(ours, reference.make_loader(x, y, size), lr, epochs)
        weights(student, module).close_to(torch.stack([ours.w, ours.b]).detach(), **STEPS)


@q4.check(points=1)
def shuffled_single_points(student, reference, draw):
    """Single points with `shuffle=True`: chance orders them, and the loss of the five points falls below 700"""
    ends, twelve = [], line(draw, 12)
    for points, epochs in (((FIVE_X, FIVE_Y), 40), (twelve, 1), (twelve, 1)):
        module, seed = student.seeded(draw.seed()).make("LineModule"), draw.seed()
        loader = student.make("make_loader", *points, 1, shuffle=True)
        student.seeded(seed).do("fit_loader", module, loader, 0.001, epochs)
        ends.append([float(weight) for weight in weights(student, module).value])
    loss = student.judged(float(mse(*ends[0], FIVE_X, FIVE_Y)), "fit_loader", "the loss after `fit_loader`")
    loss.satisfies(lambda found: found < 700, "it is below 700")
    both = student.judged(ends[1:], "make_loader", "what two trainings with shuffled points end with")
    both.satisfies(lambda found: found[0] != found[1], "it differs, since chance orders the points")


# --- A layer instead of two numbers ----------------------------------------------------------------------------------

q5 = exercise("manipal-l3-q5-nn-linear")


@q5.check(points=0.75, show="example")
def hundred_steps_of_the_layer(student, reference, draw):
    """From w = b = 1, a hundred steps on the 23 points lead to w = 0.820030, b = 0.987891"""
    model = student.make("LinearRegression")
    put_layer(student, model, 1.0, 1.0)
    for _ in range(100):
        student.do("linear_step", model, MANY_X, MANY_Y)
    read = torch.stack(read_layer(student, model))
    found = student.judged(read, "linear_step", "the vector (w, b) after 100 times `linear_step`")
    found.close_to(torch.tensor([0.82003026, 0.98789055]), **STEPS)


def rows(draw):
    return [draw.normal((draw.integer(5, 20), 1)), draw.normal((1, 1))]


def batch(draw):
    return (*line(draw, draw.integer(6, 20)), draw.scalar(0.02, 0.08))


q5.equivalence("LinearRegression", points=0.75, inputs=rows)
q5.parameter_count("LinearRegression", points=0.5, inputs=rows, trainable=True)
q5.update_steps("linear_step", model="LinearRegression", points=1.25, steps=3, batches=batch, **STEPS)


@q5.check(points=0.5)
def loss_of_the_step(student, reference, draw):
    """`linear_step` returns the loss before its step"""
    model = student.make("LinearRegression")
    for n in (1, draw.integer(6, 20)):
        w, b, (x, y) = draw.scalar(-2, 2), draw.scalar(-2, 2), line(draw, n)
        put_layer(student, model, w, b)
        student.call("linear_step", model, x, y, 0.01).close_to(float(mse(w, b, x, y)), **STEPS)


def like_the_23(draw):
    """Other points of that kind: far from zero, close to a line that nearly meets the origin."""
    x = draw.uniform((23,), 15, 19.5)
    return x, draw.scalar(0.6, 1.1) * x + draw.scalar(-0.3, 0.3) + draw.normal((23,), std=0.05)


@q5.check(points=1.25)
def fit_from_any_start(student, reference, draw):
    """`fit_linear` brings the loss to at most 0.1 from a random start, on the 23 points and on others like them"""
    for x, y in ((MANY_X, MANY_Y), like_the_23(draw)):
        model = student.seeded(draw.seed()).make("LinearRegression")
        losses = student.seeded(draw.seed()).call("fit_linear", model, x, y)
        losses.satisfies(lambda found: isinstance(found, list | tuple) and len(found) > 1, "it is a list of losses")
        loss = float(mse(*read_layer(student, model), x, y))
        after = student.judged(loss, "fit_linear", "the mean squared error after `fit_linear`")
        after.satisfies(lambda found: found <= 0.1, "it is at most 0.1")


@q5.check(points=1)
def figure_of_drawn_losses(student, reference, draw):
    """`loss_figure` draws the losses, names its axes, and writes a file to the path"""
    losses, path = draw.uniform((draw.integer(12, 40),), 0.01, 9), f"figure-{draw.integer(100, 1000)}.png"
    losses = losses.sort(descending=True).values.tolist()
    student.figures("loss_figure", losses, path).has(figures=1).shows(losses).labelled()
    saved(student, path, "loss_figure")
