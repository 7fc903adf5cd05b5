"""Notes about a hand-in as a whole: the same for everybody."""

TEXTS = [
    (
        "failed",
        "WRONG",
        {
            "line": 3,
            "cell": None,
            "text": "x = open('a')",
            "type": "FileNotFoundError",
            "message": "no such file",
            "whole": False,
        },
        (
            "Line 3 raised FileNotFoundError: no such file (`x = open('a')`). The rest was loaded; what"
            " depends on this line is missing."
        ),
        (
            "Line 3 raised FileNotFoundError: no such file (`x = open('a')`). The rest was loaded; what"
            " depends on this line is missing."
        ),
    ),
    (
        "failed",
        "WRONG",
        {"line": 3, "cell": 2, "text": "x = 1 / 0", "type": "ZeroDivisionError", "message": "", "whole": True},
        "Cell 2, line 3 raised ZeroDivisionError (`x = 1 / 0`). The next cells were run.",
        "Cell 2, line 3 raised ZeroDivisionError (`x = 1 / 0`). The next cells were run.",
    ),
    (
        "failed",
        "WRONG",
        {
            "line": 3,
            "cell": None,
            "file": "q1.py",
            "text": "x = 1 / 0",
            "type": "ZeroDivisionError",
            "message": "",
            "whole": True,
        },
        "“q1.py”, line 3 raised ZeroDivisionError (`x = 1 / 0`). Nothing below it was run.",
        "“q1.py”, line 3 raised ZeroDivisionError (`x = 1 / 0`). Nothing below it was run.",
    ),
    (
        "repeated",
        "WRONG",
        {"name": "f", "count": 2, "cell": 4, "line": 1, "last": True},
        "`f` is defined 2 times. Graded was the last one (cell 4, line 1). Keep one of them.",
        "`f` is defined 2 times. Graded was the last one (cell 4, line 1). Keep one of them.",
    ),
    (
        "repeated",
        "WRONG",
        {"name": "f", "count": 2, "cell": 4, "line": 1, "last": True, "exercises": ["A", "B"]},
        "`f` is defined 2 times. Graded was the last one (cell 4, line 1) in “A” and “B”. Keep one of them.",
        "`f` is defined 2 times. Graded was the last one (cell 4, line 1) in “A” and “B”. Keep one of them.",
    ),
    (
        "repeated",
        "WRONG",
        {"name": "Net.forward", "count": 3, "cell": None, "line": 9, "last": False, "file": "q1.py"},
        (
            "`Net.forward` is defined 3 times. Graded was an earlier one, with which more checks pass "
            "(“q1.py”, line 9). Keep one of them."
        ),
        (
            "`Net.forward` is defined 3 times. Graded was an earlier one, with which more checks pass "
            "(“q1.py”, line 9). Keep one of them."
        ),
    ),
    (
        "cuda",
        "WRONG",
        {"line": 3, "cell": None, "text": "device = 'cuda'"},
        "Line 3 asks for a GPU. There is none here, and it ran on the CPU.",
        "Line 3 asks for a GPU. There is none here, and it ran on the CPU.",
    ),
    (
        "stand_in",
        "WRONG",
        {"line": 3, "cell": 1, "text": "MNIST('.')", "name": "MNIST"},
        (
            "Cell 1, line 3 loads MNIST, which would have to be downloaded, and there is no network "
            "here. Other pictures of real digits stood in for it: what you see and print of them "
            "differs from yours."
        ),
        (
            "Cell 1, line 3 loads MNIST, which would have to be downloaded, and there is no network "
            "here. Other pictures of real digits stood in for it: what you see and print of them "
            "differs from yours."
        ),
    ),
    (
        "broadcast",
        "WRONG",
        {"line": 3, "cell": None, "text": "loss = mse(y, t)"},
        (
            "Your code computes a loss of two shapes that differ, such as (n, 1) and (n,). PyTorch then"
            " compares each with each. Give both the same shape, for example by .view(-1)."
        ),
        (
            "Line 3 computes a loss of two shapes that differ, such as (n, 1) and (n,). PyTorch then "
            "compares each with each. Give both the same shape, for example by .view(-1)."
        ),
    ),
    (
        "as_handed_in",
        "WRONG",
        {"exercises": ["Slopes", "A line"]},
        (
            "Run as it is, and graded by what it names and prints: “Slopes” and “A line”. With the functions that the "
            "statement asks for it is graded on inputs of ours, which proves more."
        ),
        (
            "Run as it is, and graded by what it names and prints: “Slopes” and “A line”. With the functions that the "
            "statement asks for it is graded on inputs of ours, which proves more."
        ),
    ),
    (
        "unreadable_file",
        "WRONG",
        {"file": "q1.py", "reason": "syntax", "line": 2, "cell": None, "message": "invalid syntax"},
        ("“q1.py” was left out. Python cannot read your file: invalid syntax (line 2). Correct that line first."),
        ("“q1.py” was left out. Python cannot read your file: invalid syntax (line 2). Correct that line first."),
    ),
    (
        "unreadable_file",
        "WRONG",
        {"file": "q1.py", "reason": "empty", "line": None, "cell": None, "message": ""},
        "“q1.py” was left out. The file is empty. Upload the file that holds your solution.",
        "“q1.py” was left out. The file is empty. Upload the file that holds your solution.",
    ),
]
