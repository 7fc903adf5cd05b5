"""one_element is a vector that holds one number, not a number."""


def pick(t):
    return {
        "first_row": t[0],
        "last_column": t[:, -1],
        "one_element": t[1, 2:3],
        "every_second_row": t[::2],
        "mask_selected": t[t > t.double().mean()],
    }
