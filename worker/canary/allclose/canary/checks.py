from graders import exercise

canary = exercise("canary")


@canary.check(points=1)
def square_and_slope(student, reference, draw):
    """The square of drawn numbers, computed beside the student's code"""
    x = draw.uniform((8,), -2, 2)
    student.call("square", x).close_to(reference.square(x))
