"""first_row is still a matrix, one that has a single row."""


def pick(t):
    return {
        "first_row": t[:1],
        "last_column": t[:, -1],
        "one_element": t[1, 2],
        "every_second_row": t[::2],
        "mask_selected": t[t > t.double().mean()],
    }
