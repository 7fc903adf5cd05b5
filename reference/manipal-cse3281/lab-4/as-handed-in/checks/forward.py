"""Question 3: the forward pass by hand, of the model that the file has, or of the weights that are typed in."""

from itertools import product

import torch
from networks import AT_THE_OUTPUT, Network, add, computes_by_hand, modules, network_of
from xor import CORNERS, PRINTED

from graders import exercise

X = CORNERS.double()
CLOSE = {"rtol": 1e-3, "atol": 2e-4}  # four printed digits are enough
LAST = 200  # printed numbers that are looked at one by one
MOST_TYPED = 8
SLIP = 0.01  # results of a slip that are nearer to the right ones are not told from them


def count(found, numbers):
    """How often they stand there, together or each for itself."""
    single = torch.cat(
        [*(each.flatten() for each in found.numbers.values() if each.numel() == 1), found.in_print[-LAST:]]
    )
    apart = torch.isclose(single, numbers.flatten()[:, None], **CLOSE).sum(dim=1).min()
    return int(apart) + (found.times(numbers, **CLOSE) if numbers.numel() > 1 else 0)


def shows_units(found, net):
    h = net.units(X)
    return any(count(found, each) for each in (h, h.T, *h))


def slips(net):
    """What comes out with a bias forgotten, the weights not transposed, or no activation."""
    changes = ({"c": 0 * net.c}, {"b": 0 * net.b}, {"w": net.w.T}, {"hidden": "no activation"})
    return [net._replace(**change).outputs(X) for change in changes]


def typed(found):
    """Every network of numbers under names whose hidden units are shown, where the file has no model."""
    sized = {size: [each for each in found.numbers.values() if each.numel() == size][:MOST_TYPED] for size in (1, 2, 4)}
    squares = [each for each in sized[4] if list(each.shape) == [2, 2]]
    # The sheet's have a row for each unit; of others nobody knows.
    turned = [w.T for w in squares if not torch.allclose(w, PRINTED["hidden.weight"].double(), atol=1e-3)]
    for w, b, hidden in product(squares + turned, sized[2], ("sigmoid", "ReLU")):
        net = Network(w, b.flatten(), b, b, hidden)
        if shows_units(found, net):
            rest = product(sized[2], sized[1], AT_THE_OUTPUT)
            yield from (net._replace(v=v, c=c, output=output) for v, c, output in rest)


def networks(student, found, draw):
    held = modules(found)
    nets = [network_of(student, owner, parts, draw, "sigmoid") for owner, parts in held.items()]
    return [net for net in nets if net] if held else list(typed(found))


def missing_rows(student, draw):
    """Of the best network the rows whose outputs do not stand there, or not more often than those of a slip."""
    found, by_hand = student.found(), computes_by_hand(student)
    missing = [set(range(len(X)))]
    for net in networks(student, found, draw):
        shown, right = shows_units(found, net), net.outputs(X)
        wrong = [slip for slip in slips(net) if (slip - right).abs().max() > SLIP]
        rows = [slice(None), *([row] for row in range(len(X)))]
        times = [(count(found, right[row]), max([0, *(count(found, slip[row]) for slip in wrong)])) for row in rows]
        # The model says it too, if nothing else is shown. All of a slip that stand there once may be a step on the way.
        least, step = 1 if shown else 2, [1, 0, 0, 0, 0]
        whole, *each = (
            got >= max(least, most + 1 if most > free else 0) for (got, most), free in zip(times, step, strict=True)
        )
        if shown or by_hand:
            missing.append(set() if whole else {row for row, stands in enumerate(each) if not stands})
    return min(missing, key=len)


q3 = exercise("manipal-l4-q3-manual-forward-check")
add(
    q3,
    "one_output",
    "The output for an input is worked out by hand",
    4,
    "an output worked out of its weights step by step, beside what the model itself answers",
    lambda student, draw: len(missing_rows(student, draw)) < len(X),
)
add(
    q3,
    "all_outputs",
    "So are the outputs for all four inputs",
    2,
    "all four outputs, for (0, 0), (0, 1), (1, 0) and (1, 1), worked out of its weights",
    lambda student, draw: not missing_rows(student, draw),
)
add(
    q3,
    "sigmoid_units",
    "The network is that of question 1",
    None,
    "the network of question 1, with sigmoid units",
    lambda student, draw: any(net.hidden == "sigmoid" for net in networks(student, student.found(), draw)),
)
