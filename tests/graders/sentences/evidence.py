"""Files run whole: what they name and print, what their functions do."""

GUESSES = (
    "Your file prints more than 3 different numbers around the right one, on both sides of it, so that none of them "
    "counts as its result. Print the result itself."
)

TEXTS = [
    (
        "not_handed_in",
        "MISSING",
        {"names": ["leaf"]},
        "Nothing that you handed in is about this exercise. It asks for `leaf`; add a file that defines it.",
        "Nothing that you handed in is about this exercise. It asks for `leaf`; add a file that defines it.",
    ),
    (
        "not_handed_in",
        "MISSING",
        {"names": ["enable", "leaf"]},
        (
            "Nothing that you handed in is about this exercise. It asks for `enable` and `leaf`; add a file that "
            "defines them."
        ),
        (
            "Nothing that you handed in is about this exercise. It asks for `enable` and `leaf`; add a file that "
            "defines them."
        ),
    ),
    (
        "not_left",
        "WRONG",
        {"what": "the slope at x", "given": [], "stopped": False},
        "Your file was run as it is, and neither its names nor what it prints give the slope at x.",
        "Your file was run as it is, and neither its names nor what it prints give the slope at x.",
    ),
    (
        "not_left",
        "WRONG",
        {"what": "both slopes", "given": ["a", "b"], "stopped": True},
        (
            "Your file was run as it is, and neither its names nor what it prints give both slopes. "
            "It was run with other numbers for `a` and `b`, and has to follow them. "
            "It stopped before its end, with these numbers: look at what raised there."
        ),
        (
            "Your file was run as it is, and neither its names nor what it prints give both slopes. "
            "It was run with other numbers for `a` and `b`, and has to follow them. "
            "It stopped before its end, with these numbers: look at what raised there."
        ),
    ),
    (
        "not_given",
        "MISSING",
        {"names": ["x"]},
        (
            "Your file was to be run with other numbers, but nowhere outside of functions does it set `x`. Begin with "
            "a line such as `x = torch.tensor(...)`, and compute with that name."
        ),
        (
            "Your file was to be run with other numbers, but nowhere outside of functions does it set `x`. Begin with "
            "a line such as `x = torch.tensor(...)`, and compute with that name."
        ),
    ),
    ("guesses", "WRONG", {"most": 3}, GUESSES, GUESSES),
    (
        "named",
        "WRONG",
        {"name": "loss", "count": 1, "want_count": 1, "got": [0.5], "want": [0.25], "within": 0.01},
        ("`loss` is not right when your file has run. Look at the formula, and print the steps before it."),
        (
            "`loss` is not right when your file has run. It is 0.5; right is 0.25 (within 0.01). Look "
            "at the formula, and print the steps before it."
        ),
    ),
    (
        "named",
        "WRONG",
        {
            "name": "w",
            "count": 3,
            "want_count": 4,
            "got": [1.0, 2.0, 3.0],
            "want": [1.0, 2.0, 3.0, 4.0],
            "within": 0.01,
        },
        "`w` does not hold as many numbers as are asked for (4). Compute all.",
        "`w` does not hold as many numbers as are asked for (4). Compute all.",
    ),
    (
        "not_numbers",
        "WRONG",
        {"name": "loss", "type": "Loss4711"},
        ("`loss` is an object of another type and no number. Give it the number, or a tensor or list of numbers."),
        "`loss` is Loss4711 and no number. Give it the number, or a tensor or list of numbers.",
    ),
    (
        "not_numbers",
        "WRONG",
        {"name": "loss", "type": "str"},
        "`loss` is str and no number. Give it the number, or a tensor or list of numbers.",
        "`loss` is str and no number. Give it the number, or a tensor or list of numbers.",
    ),
    (
        "none_of_names",
        "MISSING",
        {"names": ["loss", "final_loss"], "defined": ["x", "y"]},
        (
            "Your file gives no value to `loss` or `final_loss`. It defines `x`, `y`. Name the result "
            "as the statement asks."
        ),
        (
            "Your file gives no value to `loss` or `final_loss`. It defines `x`, `y`. Name the result "
            "as the statement asks."
        ),
    ),
    (
        "none_of_names",
        "MISSING",
        {"names": ["loss", "final_loss"], "defined": []},
        (
            "Your file gives no value to `loss` or `final_loss`. It defines no names. Name the result "
            "as the statement asks."
        ),
        (
            "Your file gives no value to `loss` or `final_loss`. It defines no names. Name the result "
            "as the statement asks."
        ),
    ),
    (
        "not_printed",
        "WRONG",
        {"count": 0, "which": "any", "want_count": 1, "want": [326.0], "within": 0.01},
        "Your file prints no number while it runs. Print the result with print(...).",
        ("Your file prints no number while it runs. Right is 326 (within 0.01). Print the result with print(...)."),
    ),
    (
        "not_printed",
        "WRONG",
        {"count": 12, "which": "any", "want_count": 1, "want": [326.0], "within": 0.01},
        (
            "Your file prints numbers while it runs, but the right one is not among them. Look at "
            "the formula, and whether the result is printed."
        ),
        (
            "Your file prints numbers while it runs, but the right one is not among them. Right is 326 "
            "(within 0.01). Look at the formula, and whether the result is printed."
        ),
    ),
    (
        "not_printed",
        "WRONG",
        {"count": 12, "which": "last", "want_count": 1, "want": [326.0], "within": 0.01},
        (
            "Your file prints numbers while it runs, but the last one is not the right one. Look at "
            "the formula, and whether the result is printed."
        ),
        (
            "Your file prints numbers while it runs, but the last one is not the right one. Right is "
            "326 (within 0.01). Look at the formula, and whether the result is printed."
        ),
    ),
    (
        "not_printed",
        "WRONG",
        {"count": 12, "which": "any", "want_count": 2, "want": [326.0, 1.5], "within": 0.01},
        (
            "Your file prints numbers while it runs, but the 2 right numbers do not stand there in "
            "their order. Look at the formula, and whether the result is printed."
        ),
        (
            "Your file prints numbers while it runs, but the 2 right numbers do not stand there in "
            "their order. Right is 326, 1.5 (within 0.01). Look at the formula, and whether the result is printed."
        ),
    ),
    (
        "no_match",
        "WRONG",
        {"reference": "poly_grad", "candidates": ["der", "slope"]},
        (
            "None of the functions of your file does what `poly_grad` is to do; tried were `der`, "
            "`slope`. If one of them is meant, call it with inputs of your own and compare with the "
            "formula."
        ),
        (
            "None of the functions of your file does what `poly_grad` is to do; tried were `der`, "
            "`slope`. If one of them is meant, call it with inputs of your own and compare with the "
            "formula."
        ),
    ),
    (
        "no_match",
        "MISSING",
        {"reference": "poly_grad", "candidates": [], "arguments": [1]},
        (
            "Your file defines no function that can be called with 1 argument. Put the computation into"
            " one, such as `poly_grad`, that returns its result."
        ),
        (
            "Your file defines no function that can be called with 1 argument. Put the computation into"
            " one, such as `poly_grad`, that returns its result."
        ),
    ),
    (
        "no_match",
        "MISSING",
        {"reference": "poly_grad", "candidates": [], "arguments": [1, 3]},
        (
            "Your file defines no function that can be called with 1 or 3 arguments. Put the "
            "computation into one, such as `poly_grad`, that returns its result."
        ),
        (
            "Your file defines no function that can be called with 1 or 3 arguments. Put the "
            "computation into one, such as `poly_grad`, that returns its result."
        ),
    ),
    (
        "no_such_file",
        "MISSING",
        {"patterns": ["*q5*", "*poly*"], "files": ["q1.py", "q2 (new).py"]},
        (
            "None of your files is for this exercise: it asks for a name like “*q5*” or “*poly*”, and "
            "you handed in “q1.py”, “q2 (new).py”. Rename the file that holds your solution, or add it."
        ),
        (
            "None of your files is for this exercise: it asks for a name like “*q5*” or “*poly*”, and "
            "you handed in “q1.py”, “q2 (new).py”. Rename the file that holds your solution, or add it."
        ),
    ),
]
