"""every_second_row stops after two rows; a matrix may have more."""


def pick(t):
    return {
        "first_row": t[0],
        "last_column": t[:, -1],
        "one_element": t[1, 2],
        "every_second_row": t[[0, 2]] if len(t) > 2 else t[:1],
        "mask_selected": t[t > t.double().mean()],
    }
