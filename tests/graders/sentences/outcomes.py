"""Findings about code that gave no value, with what a student reads of them."""

from __future__ import annotations

from typing import Any

from tests.graders.sentences.facts import CRASH, ORIGIN

LOOK = "Look for a loop that does not end, or do less work."
TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "not_reached",
        "NOT-REACHED",
        {"check": "first", "title": "The slope at 2"},
        "Not judged, because the check “The slope at 2” did not pass. Correct that one first.",
        "Not judged, because the check “The slope at 2” did not pass. Correct that one first.",
    ),
    (
        "forbidden",
        "POLICY",
        {"inside": "slope", "name": "backward", "line": 12, "text": "y.backward()"},
        "`slope` uses `backward` (line 12: `y.backward()`). This exercise asks for a solution without it.",
        "`slope` uses `backward` (line 12: `y.backward()`). This exercise asks for a solution without it.",
    ),
    (
        "missing",
        "MISSING",
        {"name": "slope", "defined": ["f", "slop"], "nearest": "slop"},
        "Your file does not define `slope`. It defines `f`, `slop`. Is `slop` meant? Then rename it.",
        "Your file does not define `slope`. It defines `f`, `slop`. Is `slop` meant? Then rename it.",
    ),
    (
        "missing",
        "MISSING",
        {"name": "slope", "defined": ["f"], "nearest": None},
        "Your file does not define `slope`. It defines `f`. Use the starter file's names.",
        "Your file does not define `slope`. It defines `f`. Use the starter file's names.",
    ),
    (
        "missing",
        "MISSING",
        {"name": "slope", "defined": [], "nearest": None},
        "Your file defines no names at its top level; asked for is `slope`. Begin with the starter file.",
        "Your file defines no names at its top level; asked for is `slope`. Begin with the starter file.",
    ),
    (
        "missing",
        "MISSING",
        {"name": "step", "defined": ["SECRET"], "nearest": "SECRET", "of": "Net"},
        "`Net` has nothing named `step`. Add it under this very name.",
        "`Net` has nothing named `step`. The nearest that it has is `SECRET`. Add it under this very name.",
    ),
    (
        "raised",
        "CRASH",
        CRASH,
        (
            "Your code raised ValueError (line 12: `return 1 / x`). Call the function as the "
            "statement does to see it happen."
        ),
        (
            "Your code raised ValueError: SECRET (line 12: `return 1 / x`). "
            "Call the function as the statement does to see it happen."
        ),
    ),
    (
        "raised",
        "CRASH",
        {**CRASH, "type": "SECRET", "cell": 3},
        (
            "Your code raised an exception (cell 3, line 12: `return 1 / x`). "
            "Call the function as the statement does to see it happen."
        ),
        (
            "Your code raised SECRET: SECRET (cell 3, line 12: `return 1 / x`). "
            "Call the function as the statement does to see it happen."
        ),
    ),
    (
        "raised",
        "CRASH",
        {**CRASH, "line": None},
        "Your code raised ValueError. Run the function alone to find the line.",
        "Your code raised ValueError: SECRET. Run the function alone to find the line.",
    ),
    (
        "signal",
        "CRASH",
        {"signal": "SIGSEGV"},
        (
            "The process of your code was killed by SIGSEGV. "
            "Endless recursion and calls into C libraries do this; run the function alone to find the line."
        ),
        (
            "The process of your code was killed by SIGSEGV. "
            "Endless recursion and calls into C libraries do this; run the function alone to find the line."
        ),
    ),
    (
        "not_data",
        "INVALID",
        {**ORIGIN, "type": "SECRET"},
        (
            "What `slope` returns is an object of another type. "
            "Return plain data: a tensor, numbers, text, or lists and dicts of them."
        ),
        "What `slope` returns is SECRET. Return plain data: a tensor, numbers, text, or lists and dicts of them.",
    ),
    (
        "not_data",
        "INVALID",
        {"type": "function", "where": "torch.nn.Module"},
        "A torch.nn.Module is asked for; found is function. Derive the class from torch.nn.Module.",
        "A torch.nn.Module is asked for; found is function. Derive the class from torch.nn.Module.",
    ),
    (
        "unfit",
        "INVALID",
        {"type": "TypeError"},
        "The check cannot work with what your code returns. Return the kind of value that the statement asks for.",
        (
            "The check cannot work with what your code returns (TypeError). "
            "Return the kind of value that the statement asks for."
        ),
    ),
    (
        "too_large",
        "INVALID",
        {"elements": 2000000, "limit": 1000000},
        "What your code returns has more elements than are accepted. Return only what is asked for.",
        "What your code returns has 2,000,000 elements; at most 1,000,000 are accepted. Return only what is asked for.",
    ),
    (
        "ended",
        "NO-RESULT",
        {"exit_code": int.from_bytes(b"SECRET", "big") * 256 + 7},
        (
            "The program ended before it returned a result (exit code 7). "
            "Remove exit(), quit(), sys.exit() and os._exit()."
        ),
        (
            "The program ended before it returned a result (exit code 7). "
            "Remove exit(), quit(), sys.exit() and os._exit()."
        ),
    ),
    (
        "ended",
        "NO-RESULT",
        {"exit_code": None},
        "The program ended before it returned a result. Remove exit(), quit(), sys.exit() and os._exit().",
        "The program ended before it returned a result. Remove exit(), quit(), sys.exit() and os._exit().",
    ),
    (
        "ended",
        "NO-RESULT",
        {"exit_code": 3},
        (
            "The program ended before it returned a result (exit code 3). "
            "Remove exit(), quit(), sys.exit() and os._exit()."
        ),
        (
            "The program ended before it returned a result (exit code 3). "
            "Remove exit(), quit(), sys.exit() and os._exit()."
        ),
    ),
    (
        "garbled",
        "NO-RESULT",
        {"reason": "SECRET"},
        "The program did not give back a readable result. Do not write to open file descriptors or sockets.",
        "The program did not give back a readable result (SECRET). Do not write to open file descriptors or sockets.",
    ),
    (
        "limit",
        "TIMEOUT",
        {"limit": "call", "value": 10.0, "unit": "s"},
        f"Your code was stopped after 10 s, the limit of one call. {LOOK}",
        f"Your code was stopped after 10 s, the limit of one call. {LOOK}",
    ),
    (
        "limit",
        "TIMEOUT",
        {"limit": "exercise", "value": 20.0, "unit": "s"},
        f"Your code was stopped after 20 s, the limit of one exercise. {LOOK}",
        f"Your code was stopped after 20 s, the limit of one exercise. {LOOK}",
    ),
    (
        "limit",
        "TIMEOUT",
        {"limit": "run", "value": 60.0, "unit": "s"},
        f"Your code was stopped after 60 s, the limit of one run of the file. {LOOK}",
        f"Your code was stopped after 60 s, the limit of one run of the file. {LOOK}",
    ),
    (
        "limit",
        "TIMEOUT",
        {"limit": "runs", "value": 180.0, "unit": "s"},
        f"Your code was stopped after 180 s, the limit of all runs of the file. {LOOK}",
        f"Your code was stopped after 180 s, the limit of all runs of the file. {LOOK}",
    ),
    (
        "limit",
        "TIMEOUT",
        {"limit": "total", "value": 20.0, "unit": "s"},
        f"Your code was stopped after 20 s. {LOOK}",
        f"Your code was stopped after 20 s. {LOOK}",
    ),
    (
        "limit",
        "MEMORY",
        {"limit": "memory", "value": 2048, "unit": "MB"},
        "Your code used more than 2048 MB of memory. Work on smaller batches or keep fewer tensors.",
        "Your code used more than 2048 MB of memory. Work on smaller batches or keep fewer tensors.",
    ),
    (
        "unreadable",
        "UNREADABLE",
        {"reason": "too_large", "size": 2097152, "limit": 1048576, "unit": "bytes of code"},
        (
            "The file holds 2097152 bytes of code; at most 1048576 are read. "
            "Clear the outputs, remove data and whatever is not code of the lab, and upload it again."
        ),
        (
            "The file holds 2097152 bytes of code; at most 1048576 are read. "
            "Clear the outputs, remove data and whatever is not code of the lab, and upload it again."
        ),
    ),
    (
        "unreadable",
        "UNREADABLE",
        {"reason": "syntax", "line": 7, "cell": 2, "message": "invalid syntax"},
        "Python cannot read your file: invalid syntax (cell 2, line 7). Correct that line first.",
        "Python cannot read your file: invalid syntax (cell 2, line 7). Correct that line first.",
    ),
    (
        "unreadable",
        "UNREADABLE",
        {"reason": "empty", "line": None, "cell": None, "message": ""},
        "The file is empty. Upload the file that holds your solution.",
        "The file is empty. Upload the file that holds your solution.",
    ),
]
