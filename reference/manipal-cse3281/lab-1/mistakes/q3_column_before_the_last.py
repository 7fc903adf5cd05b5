"""last_column is one column too far to the left."""


def pick(t):
    return {
        "first_row": t[0],
        "last_column": t[:, -2],
        "one_element": t[1, 2],
        "every_second_row": t[::2],
        "mask_selected": t[t > t.double().mean()],
    }
