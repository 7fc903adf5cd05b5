"""one_element is counted from 1; rows and columns are counted from 0."""


def pick(t):
    return {
        "first_row": t[0],
        "last_column": t[:, -1],
        "one_element": t[0, 1],
        "every_second_row": t[::2],
        "mask_selected": t[t > t.double().mean()],
    }
