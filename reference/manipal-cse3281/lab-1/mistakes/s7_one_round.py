"""The function returns inside the loop, after the first product."""


def dot_by_hand(a, b):
    total = 0
    for i in range(len(a)):
        total = total + a[i] * b[i]
        return total
    return total
