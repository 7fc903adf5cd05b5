"""Questions 9 to 11: the largest and the smallest number, where they stand, and ten numbers of a seed."""

import running
import slots

import script
from graders import exercise

SEVERAL = 4  # a tensor of fewer numbers is none to look for the largest in

# --- Largest and smallest --------------------------------------------------------------------------------------------

EXTREMES = running.where_no_gpu_is(
    "the largest and the smallest number of a whole tensor that it names or prints, each as one number"
)


def of_a_product(one):
    return one.bare in ((2, 2), (3, 3))


q9 = exercise("manipal-l1-q9-max-min")
q9.check(points=1)(
    running.given_alone(
        "extremes",
        "The file gives the largest and the smallest value of a tensor",
        EXTREMES,
        lambda run, _: slots.extremes([run]),
    )
)
q9.check(points=1)(
    running.all_followed(
        "extremes_ours",
        "With other numbers, it gives their largest and smallest",
        EXTREMES,
        lambda runs: slots.extremes(runs),
        counts=lambda count: count >= SEVERAL,
        times=2,
        told=slots.found_instead,
    )
)
q9.deviates(
    name="of_the_product",
    title="The tensor is the product of question 8",
    what="the largest and the smallest number of a product, which is a (2, 2) or a (3, 3)",
    holds=lambda found, _: slots.extremes([run := running.run_of(found)], of_a_product) or not slots.extremes([run]),
)

# --- Where they stand ------------------------------------------------------------------------------------------------

PLACES = running.where_no_gpu_is(
    "the places of the largest and the smallest number of a whole tensor, as flat indices or as row and column"
)

q10 = exercise("manipal-l1-q10-argmax-argmin")
# One run alone can be right by accident: other digits in print are indices too.
q10.check(points=1, group="places")(
    running.given_alone(
        "places",
        "The file gives the places of the largest and the smallest value of a tensor",
        PLACES,
        lambda run, _: slots.places([run]),
    )
)
q10.check(points=1, group="places")(
    running.all_followed(
        "places_ours",
        "With other numbers, it gives their places",
        PLACES,
        lambda runs: slots.places(runs),
        counts=lambda count: count >= SEVERAL,
        times=4,
        told=slots.found_instead,
    )
)
q10.deviates(
    name="flat",
    title="The places are flat indices",
    what="one index for each place, as `x.argmax()` counts them",
    holds=lambda found, _: slots.places([run := running.run_of(found)], pairs=False) or not slots.places([run]),
)

# --- Seed 7 ----------------------------------------------------------------------------------------------------------

LONG, SHORT = (1, 1, 1, 10), (10,)


def tens(run):
    return [one for one in run.shows.arrays if one.bare == SHORT]


def of_the_seed(run, reference):
    _, right = reference.seeded_squeeze()
    draws = run.script.seeds and run.script.calls(*script.RANDOM)
    return draws and any(one.shows(right.double(), 1e-5) for one in tens(run))


def squeezed(run, _):
    """A vector of ten, and the same numbers with three dimensions of length 1 in front, or at least their shape."""
    vectors = [one for one in tens(run) if one.shape == SHORT]
    ours = list(run.given.values())
    for vector in vectors:
        if any(one.shape == LONG and one.same_as(vector) for one in run.shows.arrays):
            return True
        # Where one name held both, only the shape of the first one is left.
        if LONG in run.shows.told_shapes and len(ours) == 1 and vector.shows(ours[0]):
            return True
    return False


def last_ten(run):
    return tens(run)[-1].numbers if tens(run) else None


def seeded(run):
    right = "the ten numbers of the seed, 0.5349, 0.1988 and so on: `torch.manual_seed(7)`, then at once `torch.rand`"
    if not run.script.seeds:
        return f"{right}; the file never calls `torch.manual_seed`"
    if run.script.calls("randn") and not run.script.calls("rand"):
        return f"{right}; `torch.randn` draws from another distribution"
    return right


def both_printed(run):
    return {LONG, SHORT} <= run.shows.printed_shapes or not tens(run)


q11 = exercise("manipal-l1-q11-squeeze-seed7")
q11.check(points=1)(
    running.given_alone(
        "shapes",
        "There are a (1, 1, 1, 10) and a (10,)",
        "a tensor of shape (1, 1, 1, 10) and one of shape (10,), named or printed",
        lambda run, _: {LONG, SHORT} <= run.shows.shapes and tens(run),
    )
)
q11.check(points=1)(
    running.given_alone(
        "seeded",
        "The numbers are those that torch.rand draws right after the seed 7",
        seeded,
        of_the_seed,
        told=last_ten,
    )
)
q11.check(points=1)(
    running.followed(
        "squeezed",
        "With other numbers in the first tensor, the second one has them too",
        "a (10,) with the numbers of its (1, 1, 1, 10): the second tensor is to be made of the first",
        squeezed,
        counts=lambda count: count == SHORT[0],
        told=last_ten,
    )
)
q11.deviates(
    name="printed",
    title="Both tensors are printed, each with its shape",
    what="a print of both tensors and of both shapes, as the sheet asks",
    holds=lambda found, _: both_printed(running.run_of(found)),
)
