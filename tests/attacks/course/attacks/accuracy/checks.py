"""What the siege attacks. CHECKS-SOURCE must be in no answer that a student gets."""

from graders import digits, exercise, signs


def few_signs(draw):
    return signs(draw, train=600, test=200)


def few_digits():
    split = digits()
    return split._replace(train_x=split.train_x[:900], train_y=split.train_y[:900], test_x=split.test_x[:300], test_y=split.test_y[:300])


fixed = exercise("fixed")
fixed.accuracy("Net", points=4, train="train", at_least=0.7, data=few_signs)

public = exercise("public")
public.accuracy("Net", points=4, train="train", at_least=0.7, data=few_digits)

free = exercise("free")
free.learns("Own", points=4, train="train", at_least=0.7, data=few_signs, numbers_at_most=30_000)

count = exercise("count")
count.parameter_count("Net", points=2, show="example", inputs=lambda draw: draw.normal((4, 784)))
