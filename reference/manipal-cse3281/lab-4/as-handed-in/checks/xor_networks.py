"""Questions 1 and 2: the two XOR networks. What luck decides is told and costs nothing."""

import torch
from networks import add, asked, has_nine, models, network_of, text
from xor import CORNERS, XOR

from graders import exercise

# 2,400 networks trained in six ways: all below 0.251, stuck ones too. Of fresh ones, 4 % are below this.
CONSTANT = 0.2525
# Steps that are too long swing further; numbers larger than any that nn.Linear starts with show that there were steps.
SWINGING, LARGEST_START = 0.27, 0.7072
OTHER_LABELS = 0.2  # where labels are not those of XOR, outputs are off on average; trained ones were off by 0.07
NINE = "a model of nine numbers: two weights and a bias for each of three units"


def at_the_corners(student):
    """Of each model its outputs, and its numbers, all in one."""
    for owner, parts in models(student).items():
        outputs = asked(student, owner, parts, CORNERS)
        if outputs.shape == XOR.shape:
            numbers = torch.cat([value.detach().flatten() for value in parts.values()])
            yield torch.sigmoid(outputs) if "WithLogits" in text(student) else outputs, numbers


def has_learnt(outputs, numbers):
    loss = ((outputs - XOR) ** 2).mean()
    swung = numbers.abs().max() > LARGEST_START
    return loss <= (SWINGING if swung else CONSTANT) and (outputs - XOR).mean().abs() <= OTHER_LABELS


def loss_told(student, _draw):
    loss = min((((outputs - XOR) ** 2).mean() for outputs, _ in at_the_corners(student)), default=torch.nan)
    what = "a model that has learnt from the four samples: always answering 0.5 has a mean squared error of 0.25"
    return f"{what}, and this model's is {loss:.3f}"


def add_checks(q, hidden, points):
    def networks(student, draw):
        nets = [network_of(student, owner, parts, draw, hidden) for owner, parts in models(student).items()]
        return [net for net in nets if net]

    def hidden_told(student, draw):
        other = "".join(f"; between its layers there is {net.hidden}" for net in networks(student, draw)[:1])
        return f"a model of two inputs, two hidden units with {hidden}, and one output{other}"

    add(
        q,
        "architecture",
        f"The model has two hidden units with {hidden} and one output",
        points[0],
        hidden_told,
        lambda student, draw: any(net.hidden == hidden for net in networks(student, draw)),
    )
    add(
        q,
        "nine_parameters",
        "The model has nine parameters",
        points[1],
        NINE,
        lambda student, draw: any(has_nine(parts) for parts in models(student).values()),
    )
    add(
        q,
        "trained",
        "Training has brought it at least as far as a constant answer",
        points[2],
        loss_told,
        lambda student, draw: any(has_learnt(*each) for each in at_the_corners(student)),
    )
    add(
        q,
        "solved",
        "XOR is solved",
        None,
        "outputs nearest to 0, 1, 1, 0: the start was not a lucky one, or the training short",
        lambda student, draw: any(((each - XOR).abs() < 1 / 2).all() for each, _ in at_the_corners(student)),
    )
    add(
        q,
        "linear_output",
        "The output is linear",
        None,
        "an output without an activation",
        lambda student, draw: any(net.output == "no activation" for net in networks(student, draw)),
    )
    add(
        q,
        "parameters_told",
        "The number of parameters is told",
        None,
        "the number of trainable parameters",
        lambda student, draw: student.found().says(9),
    )


add_checks(q1 := exercise("manipal-l4-q1-xor-sigmoid"), "sigmoid", (6, 2, 4))
add_checks(q2 := exercise("manipal-l4-q2-xor-relu"), "ReLU", (4, 1, 3))
