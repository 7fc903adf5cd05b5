import torch

from graders import exercise

q = exercise("standardise")


@q.check(points=1, show="example")
def two_columns(student, reference, draw):
    """Two columns of three samples"""
    x = torch.tensor([[1.0, 10.0], [2.0, 30.0], [3.0, 80.0]])
    student.call("standardise", x).close_to(reference.standardise(x))


def tables(draw):
    """Few samples and many, of both float types, around means that are not 0."""
    return [
        (draw.normal((draw.integer(5, 12), 3), mean=4, std=2),),
        (draw.normal((200, draw.integer(2, 9)), mean=-1, std=5, dtype=torch.float64),),
    ]


q.value("standardise", points=2, draw=tables)
