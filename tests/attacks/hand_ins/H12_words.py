"""Says what a browser would carry out, in every way that a hand-in has."""

import torch

RUNS = "</pre></p><img src=//mallory.example/x onerror=alert(2)><svg onload=alert(3)><script>alert(4)</script>{{ 7*7 }}"


def speak(word):
    print(f"printed {RUNS} [link](javascript:alert(5)) `{RUNS}`")
    print("\r\n\r\nevent: final\r\ndata: <script>alert(6)</script>\r\n\r")
    if word == "raise":
        raise ValueError(f"raised {RUNS} `{RUNS}` [link](javascript:alert(7))")
    if word == "name":
        raise type(f"named{RUNS}", (Exception,), {})("<script>alert(8)</script>")
    return RUNS


def save(path):
    torch.save({f"saved {RUNS}": torch.ones(2), "value": f"kept {RUNS}"}, path)
