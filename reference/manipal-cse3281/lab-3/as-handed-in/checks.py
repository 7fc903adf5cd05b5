"""What flat scripts of lab 3 have learnt, from the sheet's points and from ours, whatever they call it."""

import ast

import torch
from inputs import FIVE_X, FIVE_Y, MANY_X, MANY_Y, NINE_X, NINE_Y, SUBJECTS, TWO_X, TWO_Y
from learnt import LAST, best_fit, copies, demand, fits, given, has_data, nodes_of, told, weights_in, words_of

from graders import exercise
from graders.found import Found
from graders.results import StudentFault

OWN_ROOM, GIVEN_ROOM = 0.05, 0.08  # of the spread of y; of the bias that chance began with, 100 epochs leave much
ROUNDED = 0.006  # of a number printed with two digits
TABLE, TARGET, VERIFIED = SUBJECTS[:, 1:3], SUBJECTS[:, 3], torch.tensor([3.0, 2.0, 1.0], dtype=torch.float64)


def added(q, points, name, title, *, deviation=False):
    """As q.check, for a file that has run whole."""
    return lambda check: q.add(check, points, set(), {"name": name, "title": title}, whole=True, deviation=deviation)


def drawn_line(d, x, low, high):
    """Points beside a line through (0, 0), at the sheet's distances from 0 and on both sides of it: its rate suits."""
    signs = torch.tensor([1.0, -1.0]).repeat(len(x))[: len(x)]
    x = (x * signs)[d.permutation(len(x))]
    y = d.scalar(low, high) * x + d.normal((len(x),), std=0.02 * float(x.abs().mean()))
    return x, torch.round(y, decimals=0 if bool((x == x.round()).all()) else 2)


def line_checks(q, x, y, slope, points, at_most):
    title = f"The line fits the sheet's points: mean squared error at most {at_most}"
    what = f"a w and a b with which w x + b fits the {len(x)} points (mean squared error at most {at_most})"
    fit = lambda found, reference: fits(found, x, y, OWN_ROOM)  # noqa: E731
    q.leaves(points=points[0], name="own_line", title=title, what=what, holds=fit, tells=told)

    @added(q, points[1], "sheet_points", f"The {len(x)} points are those of the sheet")
    def sheet_points(student, reference, draw):
        demand(student, has_data(student, x, y), f"the {len(x)} points of the sheet, all of them and in their order")

    @added(q, points[2], "other_line", "With other points the line is another, and fits them")
    def other_line(student, reference, draw):
        ours = drawn_line(draw, x, *slope)
        _, found, names = given(student, x=(x, ours[0]), y=(y, ours[1]))
        demand(student, fits(found, *ours, GIVEN_ROOM), "a w and a b with which w x + b fits them", names, told(found))


def as_the_sheet(q, x, y):
    def holds(found, reference):
        right = reference.fit_line(x, y)
        wanted = torch.tensor([right["w"], right["b"]], dtype=torch.float64)
        return any(torch.allclose(torch.cat(pair), wanted, rtol=1e-3) for pair in weights_in(found))

    title = "Starts at w = b = 1 and takes 100 steps at rate 0.001, each with all points"
    q.deviates(name="as_the_sheet", title=title, what="the w and b to which such steps lead", holds=holds)


q1 = exercise("manipal-l3-q1-linear-regression-23")
line_checks(q1, MANY_X, MANY_Y, (0.45, 0.6), (1.5, 0.5, 2), 0.2)
as_the_sheet(q1, MANY_X, MANY_Y)

q2 = exercise("manipal-l3-q2-two-point-grad-yp-minus-y")


def count(found, number, without=()):
    """How often a number stands there, in lists too."""
    room = ROUNDED + 1e-4 * abs(number)
    names = (value for name, value in found.numbers.items() if name not in without)
    held = sum(bool(((value - number).abs() <= room).any()) for value in names)
    return held + int(((found.in_print - number).abs() <= room).sum())


def from_autograd(student, found):
    """Names that only repeat what autograd says: `w.grad`, `dw = w.grad`, a list to which it is appended."""
    names = {name for name in found.numbers if name.endswith(".grad")}
    for node in nodes_of(student):
        inside = list(ast.walk(node.value)) if isinstance(node, ast.Assign | ast.Expr) else []
        if not any(getattr(each, "attr", "") == "grad" for each in inside):
            continue
        if isinstance(node, ast.Assign) and not any(isinstance(each, ast.BinOp) for each in inside):
            names |= {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
        lists = (each.value for each in inside if getattr(each, "attr", "") == "append")
        names |= {each.id for each in lists if isinstance(each, ast.Name)}
    return names


def by_formula(student, found, epochs):
    """Once more than autograd tells them: both gradients, in one epoch at least."""
    needed = 2 if words_of(student) & {"backward", "autograd"} else 1
    without = from_autograd(student, found)
    return all(max(count(found, epoch[place], without) for epoch in epochs) >= needed for place in (0, 1))


def epochs_of(reference, x, y):
    one = torch.tensor(1.0, dtype=torch.float64)
    return [tuple(map(float, epoch)) for epoch in reference.two_epochs(one, one, x.double(), y.double())]


def two_points(student, reference, draw):
    x, y = (torch.round(draw.uniform((2,), *ends)) for ends in ((2, 7), (15, 60)))
    _, found, names = given(student, x=(TWO_X, x), y=(TWO_Y, y))
    return epochs_of(reference, x, y), found, names


def at_stake(found):
    """The last gradient by w, for the hint."""
    values = {name.lower(): value for name, value in found.numbers.items()}
    return next((values[name] for name in ("dw", "grad_w", "dl_dw", "dw_analytical", "w.grad") if name in values), None)


def all_of(found, reference, part):
    return all(
        count(found, number) for epoch in epochs_of(reference, TWO_X, TWO_Y)[part[0]] for number in epoch[part[1]]
    )


q2.leaves(points=1, name="own_gradients", title="Both gradients of both epochs at the sheet's two points",
          what="the gradients by w and by b in the first and in the second epoch", tells=at_stake,
          holds=lambda found, reference: all_of(found, reference, (slice(2), slice(2))))  # fmt: skip
q2.leaves(points=0.5, name="own_updates", title="w and b after the two epochs", what="w and b after the two epochs",
          holds=lambda found, reference: all_of(found, reference, (slice(1, 2), slice(2, 4))))  # fmt: skip


@added(q2, 1, "other_gradients", "The gradients of both epochs at two other points")
def other_gradients(student, reference, draw):
    epochs, found, names = two_points(student, reference, draw)
    right = all(count(found, number) for epoch in epochs for number in epoch[:2])
    demand(student, right, "the gradients of the first and of the second epoch", names, at_stake(found))


@added(q2, 1.5, "by_formula", "The gradients come from your own formula too, beside autograd's")
def own_formula(student, reference, draw):
    what, found = "both gradients from a formula of your own (`w.grad` is autograd's)", student.found()
    demand(student, by_formula(student, found, epochs_of(reference, TWO_X, TWO_Y)), what, got=at_stake(found))
    epochs, found, names = two_points(student, reference, draw)
    demand(student, by_formula(student, found, epochs), what, names, at_stake(found))


q3 = exercise("manipal-l3-q3-regression-model-class")
line_checks(q3, FIVE_X, FIVE_Y, (4, 7), (1, 0.5, 1.5), 700)
as_the_sheet(q3, FIVE_X, FIVE_Y)


@added(q3, 1, "forward", "A new RegressionModel has numbers w and b, and its forward gives w x + b")
def forward(student, reference, draw):
    made, x = student.make("RegressionModel"), torch.round(draw.uniform((6,), -20, 20), decimals=2)
    w, b = (torch.as_tensor(made.attribute(name).value).double().flatten() for name in "wb")
    demand(student, len(w) == len(b) == 1, "one number each as the w and the b of a new RegressionModel")
    near = lambda got: torch.allclose(torch.as_tensor(got).double().flatten(), w * x + b, atol=1e-4)  # noqa: E731
    made.method("forward", x).satisfies(near, "it is w x + b")


@added(q3, 1, "methods", "The class has forward, update and reset_grad, and they are used")
def methods(student, reference, draw):
    student.run()
    classes = [each for each in nodes_of(student) if getattr(each, "name", "") == "RegressionModel"]
    own = {getattr(each, "name", "") for one in classes for each in one.body}
    for names in ({"forward", "__call__"}, {"update"}, {"reset_grad", "reset"}):
        used = own & names & (words_of(student) | {"__call__"})
        demand(student, used, f"a RegressionModel with a method `{max(names)}` that is used")


q4 = exercise("manipal-l3-q4-nn-module-dataset-sgd")
line_checks(q4, FIVE_X, FIVE_Y, (4, 7), (1, 0.5, 2), 700)
as_the_sheet(q4, FIVE_X, FIVE_Y)


def models_of(found):
    """The tensors of each object that has some with gradients, by its name."""
    owners = {name.split(".")[0] for name in found.numbers if name.endswith(".grad") and name.count(".") > 1}
    kept = {name: value for name, value in found.numbers.items() if not name.endswith(".grad")}
    return {owner: [value for name, value in kept.items() if name.startswith(f"{owner}.")] for owner in owners}


def dimensions(found):
    return torch.tensor([each.dim() for held in models_of(found).values() for each in held])


q4.leaves(points=1, name="two_parameters", title="The model has two numbers to learn, and gradients reach both",
          what="a model that holds exactly two numbers to learn, w and b", tells=dimensions,
          holds=lambda found, _: [1, 1] in [[each.numel() for each in held] for held in models_of(found).values()],
          )  # fmt: skip


@added(q4, 1.5, "tools", "A Dataset, a DataLoader and the optimizer SGD are used")
def tools(student, reference, draw):
    student.run()
    for tool in ("Dataset", "DataLoader", "SGD"):
        demand(student, any(word.endswith(tool) for word in words_of(student)), f"a use of `{tool}`")


q4.deviates(name="plain_parameters", title="w and b are parameters, not a layer", what="parameters without a layer",
            holds=lambda found, _: not found.ending(".weight"))  # fmt: skip
q5 = exercise("manipal-l3-q5-nn-linear")
line_checks(q5, MANY_X, MANY_Y, (0.45, 0.6), (2, 0.5, 2.5), 0.2)
q5.leaves(points=1, name="layer", title="The model is one nn.Linear with a weight and a bias", tells=dimensions,
          what="a model that holds one `nn.Linear(1, 1)`: a weight and a bias",
          holds=lambda found, _: [[1], [1, 1]] in [sorted(list(each.shape) for each in held)
                                                   for held in models_of(found).values()])  # fmt: skip

q6 = exercise("manipal-l3-q6-multiple-regression")


def predicted(found, right, within):
    """Whether a single number under a name, or one of those printed last, is the prediction at (3, 2)."""
    single = any(each.numel() == 1 and abs(float(each) - right) <= within for each in found.numbers.values())
    last = Found(printed=" ".join(map(str, found.in_print[-LAST:].tolist())))
    return single or last.says(right, rtol=0, atol=within)


q6.leaves(points=2, name="prediction", title="The prediction at (3, 2) is 6.30, or at most 0.25 beside it",
          what="a prediction for X1 = 3 and X2 = 2 that is near 6.30", tells=lambda found: found.of("prediction"),
          holds=lambda found, _: predicted(found, 6.3003, 0.25))  # fmt: skip
q6.leaves(points=1, name="plane", title="Two weights and a bias fit the table", tells=lambda found: told(found, 2),
          what="two weights and a bias that fit the table",
          holds=lambda found, _: fits(found, TABLE, TARGET, 0.005))  # fmt: skip


@added(q6, 2, "other_targets", "With other Y the prediction at (3, 2) is another, and right")
def other_targets(student, reference, draw):
    w, b = torch.tensor([draw.scalar(3, 4), draw.scalar(-1.5, -0.5)]), draw.scalar(1.5, 2.5)
    ours = torch.round(TABLE @ w + b + draw.normal((5,), std=0.03), decimals=2)
    _, found, names = given(student, y=(TARGET, ours))
    right = float(best_fit(TABLE.double(), ours.double().reshape(-1, 1)).flatten() @ VERIFIED)
    by_weights = any(abs(float(torch.cat(pair) @ VERIFIED) - right) <= 0.4 for pair in weights_in(found, 2))
    demand(student, by_weights or predicted(found, right, 0.4), "the prediction at (3, 2)", names, told(found, 2))


q7 = exercise("manipal-l3-q7-logistic-regression")


def by_model(student, found, x):
    """What each model of the script gives at x: who scales inside of it has no weights for x itself."""
    for owner in models_of(found):
        try:
            value = torch.as_tensor(student.call(owner, x.reshape(-1, 1)).value).double().flatten()
        except StudentFault:
            continue
        if len(value) == len(x):
            yield value


def is_probability(value):
    return bool(((value >= 0) & (value <= 1)).all())


def entropies(student, x=NINE_X, again=lambda student: student.elsewhere()):
    """The mean cross-entropy of each run that separates the classes: from some starts of chance nobody gets away."""
    for _ in range(3):
        found, column = student.found(), x.reshape(-1, 1)
        known = [torch.sigmoid(z.flatten() * w + b) for z in copies(found, column) for w, b in weights_in(found)]
        known += [each if is_probability(each) else each.sigmoid() for each in by_model(student, found, x)]
        right = [p for p in known if torch.equal(p > 0.5, x >= x.sort().values[5])]
        yield from (float(torch.nn.functional.binary_cross_entropy(p, (p > 0.5).double())) for p in right)
        student = again(student)


@added(q7, 3, "boundary", "All nine points are on their side, with a mean cross-entropy of at most 0.35")
def boundary(student, reference, draw):
    what = "weights whose sigmoid(w x + b) is below one half for the x up to 25, above it from 50 on, and sure enough"
    demand(student, any(each <= 0.35 for each in entropies(student)), what, got=told(student.found()))


@added(q7, 1, "cross_entropy", "It learns from the cross-entropy of its probabilities")
def cross_entropy(student, reference, draw):
    words, what = {word.lower() for word in words_of(student)}, "a cross-entropy as its loss"
    demand(student, not words & {"mseloss", "mse_loss", "l1loss"}, what, got=torch.tensor(1.0))
    twice = any(map(is_probability, by_model(student, student.found(), NINE_X)))
    twice &= bool(words & {"bcewithlogitsloss", "binary_cross_entropy_with_logits"})
    demand(student, not twice, f"{what}, with one sigmoid on the way there, not two", got=torch.tensor(2.0))
    known = {"bceloss", "binary_cross_entropy", "log", "bcewithlogitsloss", "binary_cross_entropy_with_logits"}
    demand(student, words & known, what)


@added(q7, 2, "other_points", "With other points the boundary is another, and right")
def other_points(student, reference, draw):
    order = draw.permutation(9)
    x, names = torch.round(draw.scalar(0.5, 0.8) * (NINE_X - 40))[order], []

    def again(_):
        other, _, names[:] = given(student, x=(NINE_X, x), y=(NINE_Y, NINE_Y[order]))
        return other

    right = any(True for _ in entropies(again(student), x, again))
    demand(student, right, "weights with which all of them are on their side", names)
