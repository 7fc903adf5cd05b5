"""Your loop multiplies a with itself, and b takes no part: that is right only while both are the same vector."""


def dot_by_hand(a, b):
    total = 0
    for i in range(len(a)):
        total = total + a[i] * a[i]
    return total
