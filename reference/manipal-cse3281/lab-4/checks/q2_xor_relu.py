"""What lab 4 verifies of XOR with a ReLU hidden layer."""

import torch
from xor import CORNERS, has_both_signs, learns_xor, loaded, points, relu_start, trains_by_the_rule

from graders import exercise

q2 = exercise("manipal-l4-q2-xor-relu")

q2.equivalence("XORReluModel", points=1.5, group="function", inputs=points)
q2.parameter_count("XORReluModel", points=1, inputs=points, show="example", title="`XORReluModel` has 9 parameters")


@q2.check(points=0.5, group="function")
def relu_outputs_of_both_signs(student, reference, draw):
    """`XORReluModel` gives negative outputs as well as positive ones"""
    has_both_signs(student, reference, draw, "XORReluModel")


@q2.check(points=1, show="example")
def exact_solution(student, reference, draw):
    """With the exact solution of the statement the outputs are 0, 1, 1, 0"""
    weights = {
        "hidden.weight": torch.ones(2, 2),
        "hidden.bias": torch.tensor([0.0, -1.0]),
        "output.weight": torch.tensor([[1.0, -2.0]]),
        "output.bias": torch.zeros(1),
    }
    made, _, _ = loaded(student, reference, "XORReluModel", weights)
    made(CORNERS).close_to(torch.tensor([[0.0], [1.0], [1.0], [0.0]]))


@q2.check(points=2)
def relu_training_by_the_rule(student, reference, draw):
    """`train_xor_relu` takes one step for each sample in each epoch, at the rate it is given, and returns the losses"""
    trains_by_the_rule(student, reference, draw, "XORReluModel", "train_xor_relu")


learns_xor(q2, "XORReluModel", "train_xor_relu", relu_start, points=2)
