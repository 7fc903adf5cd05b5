"""What the checks of the XOR exercises share: the four corners, start weights of ours, and two checks of a training.

Whether XOR is learnt from a random start is luck. So every training here begins at weights that we choose: the hidden
layer already tells "at least one" from "both", the output layer hardly speaks, and the descent that the statement
describes arrives from all such starts (lab.toml has the measurements).
"""

import torch
from torch.nn.functional import mse_loss

from graders.kinds.states import Built, load_proved, own_state, put, random_state, renamed, state_of

CORNERS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = torch.tensor([0.0, 1.0, 1.0, 0.0])
# Printed on the sheet as what 10,000 epochs lead to.
PRINTED = {
    "hidden.weight": torch.tensor([[0.5413, 0.5890], [-0.1679, 0.6455]]),
    "hidden.bias": torch.tensor([-0.1505, 0.1357]),
    "output.weight": torch.tensor([[-0.3832, 0.3738]]),
    "output.bias": torch.tensor([0.5562]),
}
PRINTED_OUTPUTS = torch.tensor([[0.578553], [0.579656], [0.511522], [0.520069]])
SIX_DIGITS = {"rtol": 0.0, "atol": 2e-6, "because": "six printed digits, computed in float32"}

EPOCHS, RATE, LOSS_AT_MOST = 200, 0.03, 0.05
TOLD = {
    "hidden.weight": "the weight matrix of the hidden layer",
    "hidden.bias": "the bias vector of the hidden layer",
    "output.weight": "the weight row of the output",
    "output.bias": "the bias of the output",
}


def points(draw):
    """A batch of several points and one of a single point, on both sides of every kink."""
    return [draw.normal((draw.integer(4, 12), 2), std=2), draw.normal((1, 2))]


def epoch(draw):
    """Batches of two, three, one and four samples with labels that are no corners of anything."""
    return [(draw.normal((size, 2)), draw.normal((size,))) for size in (2, 3, 1, 4)]


def loaded(student, reference, model, state):
    """The student's model and the reference's twin, both with these weights, and whose name is whose."""
    twin = put(Built(model).ours(reference), state).eval()
    made = Built(model).theirs(student)
    names = load_proved(student, made, twin, state, (CORNERS,))
    made.do("train")
    return made, twin.train(), names


def any_weights(reference, model, draw):
    """Weights of which at least the first hidden unit is awake for points with positive coordinates."""
    state = random_state(Built(model).ours(reference), draw)
    state["hidden.weight"][0] = draw.uniform((2,), 0.3, 1)
    state["hidden.bias"] = draw.uniform((2,), 0.1, 0.5)
    return state


def outputs_of(model, X):
    with torch.no_grad():
        return model(X)  # (n, 1)


def has_both_signs(student, reference, draw, model):
    """Zero lies in the middle of what comes out: an activation at the output cannot hide among positive outputs."""
    twin = Built(model).ours(reference)
    state = random_state(twin, draw)
    X = draw.normal((24, 2), std=2)
    outputs = outputs_of(put(twin, state), X)
    state["output.bias"] -= (outputs.min() + outputs.max()) / 2
    made, twin, _ = loaded(student, reference, model, state)
    made(X).close_to(outputs_of(twin, X))


def sigmoid_start(draw):
    """Hidden units that are nearly OR and AND: sigmoid(4 (x1 + x2) - 2) and sigmoid(4 (x1 + x2) - 6)."""
    return _around([[4.0, 4.0], [4.0, 4.0]], [-2.0, -6.0], [0.2, -0.2], draw, 0.2)


def relu_start(draw):
    """Hidden units near those of the exact solution: relu(x1 + x2) and relu(x1 + x2 - 1)."""
    return _around([[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0], [0.3, -0.6], draw, 0.1)


def _around(weights, biases, outputs, draw, noise):
    middle = (torch.tensor(weights), torch.tensor(biases), torch.tensor([outputs]), torch.zeros(1))
    return {name: part + draw.uniform(part.shape, -noise, noise) for name, part in zip(TOLD, middle, strict=True)}


def trains_by_the_rule(student, reference, draw, model, train):
    """Of copies of one sample the order does not matter: losses and weights are those of the reference, or wrong."""
    copies, epochs, rate = draw.integer(2, 6), draw.integer(3, 7), draw.scalar(0.005, 0.015)
    X = draw.uniform((1, 2), 0.2, 1).repeat(copies, 1)
    made, twin, names = loaded(student, reference, model, any_weights(reference, model, draw))
    # Far enough from the label that every step shows.
    Y = outputs_of(twin, X).squeeze(1) + draw.choice([-1, 1]) * draw.scalar(0.8, 2)
    wanted = getattr(reference, train)(twin, X.clone(), Y.clone(), epochs, rate)
    losses = student.call(train, made, X, Y, epochs, rate)
    # The weights first: whoever trains another model, or none, reports losses of any kind.
    after = renamed(names, state_of(student, made))
    for name, tensor in own_state(twin).items():
        student.judged(after.get(name), train, f"{TOLD[name]} after `{train}`").close_to(tensor)
    losses.close_to(wanted)


def learns_xor(exercise, model, train, start, points):
    """Adds the check of a whole training. Mistakes are known by other checks: it would take their time."""

    def check(student, reference, draw):
        for labels, told, mirrored in ((XOR, "XOR", False), (1 - XOR, "the opposite of XOR", True)):
            state = start(draw)
            if mirrored:
                state["output.weight"], state["output.bias"] = -state["output.weight"], 1 - state["output.bias"]
            loss = _loss_after(student, reference, draw, model, train, state, labels)
            reached = student.judged(loss, train, f"the mean squared error ({loss:.3f}) that `{train}` reaches")
            what = f"after {EPOCHS} epochs on {told} it is at most {LOSS_AT_MOST}"
            reached.satisfies(lambda got: got <= LOSS_AT_MOST, what)

    described = {"name": f"learns_{model}", "title": f"`{train}` learns XOR from start weights that lead there"}
    exercise.add(check, points, {model, train}, described, diagnosed=False)


def _loss_after(student, reference, draw, model, train, state, labels):
    """XOR and its opposite are asked for, so no weights from home are small in both. The loss is ours."""
    made, twin, names = loaded(student, reference, model, state)
    student.seeded(draw.seed()).do(train, made, CORNERS, labels, EPOCHS, RATE)
    after = put(twin, renamed(names, state_of(student, made)))
    return mse_loss(outputs_of(after, CORNERS).squeeze(1), labels).item()
