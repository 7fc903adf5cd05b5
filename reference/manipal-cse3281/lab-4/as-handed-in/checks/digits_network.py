"""Question 4: a digit classifier with two hidden layers, its confusion matrix and the number of its parameters."""

import re

import torch
from networks import add, models, text
from sklearn.datasets import load_digits

from graders import exercise
from graders.results import StudentFault, Verdict

PIXELS, CLASSES, TRAINING = 784, 10, 1500
# How far scores of right digits stand out, on the few digits that stand in for MNIST where scripts run: 40 fresh
# networks up to 0.75; one epoch of plain descent at 0.01 reaches 0.73 to 1.4, three 1.34 to 1.72, Adam more.
STANDS_OUT, GOOD = 0.8, 0.85
SCALES = ((0, 1), (0.5, 0.5), (0.1307, 0.3081))


# What a script finds here instead of MNIST, as large as there: images from 0 to 1, and labels.
SMALL = torch.tensor(load_digits().images, dtype=torch.float32)[:, None] / 16  # (n, 1, 8, 8)
IMAGES = torch.nn.functional.pad(torch.nn.functional.interpolate(SMALL, (20, 20), mode="bilinear"), (4, 4, 4, 4))
LABELS = torch.tensor(load_digits().target)
COUNTS = [torch.bincount(labels).double() for labels in (LABELS[TRAINING:], LABELS[:TRAINING], LABELS)]


def widths(parts):
    """Units of each layer, by its biases; normalisations are no layers."""
    norms = {name.removesuffix("weight") + "bias" for name, value in parts.items() if value.dim() == 1}
    return [value.numel() for name, value in parts.items() if name.endswith("bias") and name not in norms]


def classifier(student):
    """Name and tensors of the model that ends in ten scores, or else of any."""
    return max(models(student).items(), key=lambda item: widths(item[1])[-1:] == [CLASSES])


def scores(student, images):
    """Of pictures, or of rows where it does not take pictures."""
    owner, _ = classifier(student)
    try:
        got = student.call(owner, images)
    except StudentFault as fault:
        if fault.verdict is not Verdict.CRASH:
            raise
        got = student.call(owner, images.flatten(1))
    got.has_shape(len(images), CLASSES)
    return got.value.detach().double()


def exams(student):
    """Scores of images that it was not trained with, by the scale of its pixels."""
    return [scores(student, (IMAGES[TRAINING:] - shift) / scale) for shift, scale in SCALES]


def stands_out(scored):
    centred = scored - scored.mean(dim=0)
    rest = centred - centred.mean(dim=1, keepdim=True)
    return float(rest.gather(1, LABELS[TRAINING:, None]).mean() / rest.std().clamp(min=1e-9))


def accuracy(student):
    return max(float((scored.argmax(dim=1) == LABELS[TRAINING:]).double().mean()) for scored in exams(student))


def plain(student, _draw):
    lowest = scores(student, (IMAGES - 0.5) / 0.5).min()
    return lowest < 0 or not re.search("cross_?entropy", text(student), re.IGNORECASE)


def matrices(found):
    """What counts digits, under a name or in print: whole numbers, not more than there are digits."""
    printed = found.in_print.unfold(0, CLASSES**2, 1) if len(found.in_print) >= CLASSES**2 else ()
    named = [value for value in found.numbers.values() if list(value.shape) == [CLASSES, CLASSES]]
    squares = [*named, *(each.reshape(CLASSES, CLASSES) for each in printed)]
    whole = [each for each in squares if bool(((each >= 0) & (each == each.round())).all())]
    return [each for each in whole if CLASSES < each.sum() <= len(LABELS)]


def is_confusion(matrix, *, turned=False):
    """The labels' numbers stand in the rows, where all are tested; otherwise nobody knows."""
    rows, columns = ([torch.equal(matrix.sum(dim=dim), each) for each in COUNTS] for dim in (1, 0))
    return any(columns) and not any(rows) if turned else any(rows) or not any(columns)


def confusion_told(student, _draw):
    turned = any(is_confusion(matrix, turned=True) for matrix in matrices(student.found()))
    what = "a 10 x 10 confusion matrix, whose rows sum to how often each digit is among those tested"
    return f"{what}; the columns of this one do: it is transposed" if turned else what


def tells_parameters(student, _draw):
    """What packages such as torchsummary print is left out here."""
    found, (_, parts) = student.found(), classifier(student)
    units = [PIXELS, *widths(parts)]
    total = sum(n * m for n, m in zip(units, units[1:], strict=False))
    total += sum(value.numel() for value in parts.values() if value.dim() == 1)
    return found.says(total, rtol=0, atol=0.1) or f"{total:,}" in found.printed or "summary(" in text(student)


q4 = exercise("manipal-l4-q4-mnist-two-hidden")
add(
    q4,
    "two_hidden",
    "The classifier has two hidden layers and ten outputs",
    5,
    lambda student, draw: f"two hidden layers and ten outputs: its layers have {widths(classifier(student)[1])} units",
    lambda student, draw: len(units := widths(classifier(student)[1])) == 3 and units[-1] == CLASSES,
)
add(
    q4,
    "plain_scores",
    "The model gives the cross-entropy scores, with no activation behind them",
    4,
    "scores of both signs: behind its last layer stands an activation, before a loss that has its own",
    plain,
)
add(
    q4,
    "taught",
    "Training has taught it digits: on unseen ones, the right score stands out",
    6,
    "a model that tells digits apart which it was not trained with",
    lambda student, draw: max(map(stands_out, exams(student))) >= STANDS_OUT,
)
add(
    q4,
    "confusion",
    "There is a confusion matrix with true digits in rows, predicted ones in columns",
    6,
    confusion_told,
    lambda student, draw: any(map(is_confusion, matrices(student.found()))),
)
add(
    q4,
    "parameters_told",
    "The number of its parameters is told",
    3,
    "the number of the model's parameters, weights and biases of all layers together",
    tells_parameters,
)
add(
    q4,
    "accuracy",
    "It reads 85 % of unseen digits",
    None,
    lambda student, draw: (
        f"85 % of unseen digits. It reads {accuracy(student):.0%} with the 1,500 digits that stand in "
        "for MNIST here; with all of MNIST the same file does better"
    ),
    lambda student, draw: accuracy(student) >= GOOD,
)
