"""What lab 4 verifies of XOR with a sigmoid hidden layer."""

import torch
from xor import (
    CORNERS,
    PRINTED,
    PRINTED_OUTPUTS,
    SIX_DIGITS,
    XOR,
    epoch,
    has_both_signs,
    learns_xor,
    loaded,
    points,
    sigmoid_start,
    trains_by_the_rule,
)

from graders import exercise
from graders.kinds.states import random_state

q1 = exercise("manipal-l4-q1-xor-sigmoid")

q1.equivalence("XORModel", points=1.5, group="function", inputs=points)
q1.parameter_count("XORModel", points=1, inputs=points, show="example", title="`XORModel` has 9 parameters")


@q1.check(points=0.5, group="function")
def outputs_of_both_signs(student, reference, draw):
    """`XORModel` gives negative outputs as well as positive ones"""
    has_both_signs(student, reference, draw, "XORModel")


@q1.check(points=0.5, show="example")
def printed_parameters(student, reference, draw):
    """The sheet's printed parameters give 0.57855, 0.57966, 0.51152 and 0.52007"""
    made, _, _ = loaded(student, reference, "XORModel", PRINTED)
    made(CORNERS).close_to(PRINTED_OUTPUTS, **SIX_DIGITS)


@q1.check(points=1)
def trainable_parameters(student, reference, draw):
    """`count_trainable` counts 9, and 0 once the model is frozen"""
    made = student.make("XORModel")
    student.call("count_trainable", made).equals(9)
    made.do("requires_grad_", False)
    student.call("count_trainable", made).equals(0)


@q1.check(points=0.5, show="example")
def dataset_of_four(student, reference, draw):
    """`XORDataset` of the four corners has four samples, the second one (0, 1) with label 1"""
    made = student.make("XORDataset", CORNERS, XOR)
    made.method("__len__").equals(4)
    made.method("__getitem__", 1).equals((torch.tensor([0.0, 1.0]), torch.tensor(1.0)))


@q1.check(points=1)
def dataset_of_drawn_samples(student, reference, draw):
    """`XORDataset` gives every sample with its own label"""
    for size, dtype in ((1, torch.float32), (draw.integer(5, 12), torch.float64)):
        X, Y = draw.normal((size, 2), dtype=dtype), draw.normal((size,), dtype=dtype)
        made = student.make("XORDataset", X, Y)
        made.method("__len__").equals(size)
        for i in draw.permutation(size).tolist():
            made.method("__getitem__", i).equals((X[i], Y[i]))


q1.update_steps(
    "train_one_epoch",
    model="XORModel",
    points=2,
    steps=2,
    batches=lambda d: (epoch(d), d.scalar(0.03, 0.1)),
    title="`train_one_epoch` takes one right step for each batch",
)


@q1.check(points=1)
def loss_of_an_epoch(student, reference, draw):
    """`train_one_epoch` returns the mean of the batch losses"""
    for _ in range(2):
        batches, rate = epoch(draw), draw.scalar(0.03, 0.1)
        state = random_state(reference.XORModel(), draw)
        made, twin, _ = loaded(student, reference, "XORModel", state)
        wanted = reference.train_one_epoch(twin, batches, rate)
        student.call("train_one_epoch", made, batches, rate).close_to(wanted)


@q1.check(points=1.5)
def xor_training_by_the_rule(student, reference, draw):
    """`train_xor` takes one step for each sample in each epoch, at the rate that it is given, and returns the losses"""
    trains_by_the_rule(student, reference, draw, "XORModel", "train_xor")


learns_xor(q1, "XORModel", "train_xor", sigmoid_start, points=1.5)
