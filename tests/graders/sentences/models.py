"""Findings about models with what a student reads of them."""

from __future__ import annotations

from typing import Any

TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "mapping",
        "WRONG",
        {
            "function": "Net",
            "what": "parameters",
            "got": [{"name": "SECRET.weight", "shape": [3, 4]}, {"name": "b", "shape": [0, 65_201_326_500]}],
            "want": [{"name": "first", "shape": [4, 5]}, {"name": "second", "shape": [3, 4]}],
        },
        (
            "The parameters of `Net` are not those of the network asked for. Found: (3, 4), (0, ?). "
            "Asked for: (4, 5), (3, 4). Keep each layer as an attribute of the module, in the order of the statement."
        ),
        (
            "The parameters of `Net` are not those of the network asked for. "
            "Found: SECRET.weight (3, 4), b (0, 65201326500). "
            "Asked for: (4, 5), (3, 4). Keep each layer as an attribute of the module, in the order of the statement."
        ),
    ),
    (
        "count",
        "WRONG",
        {"function": "Net", "got": 109184, "want": 109386},
        (
            "`Net` has about 110,000 parameters; asked for are 109,386. "
            "Compare the sizes of the layers, and whether each has its bias, with the statement."
        ),
        (
            "`Net` has 109,184 parameters; asked for are 109,386. "
            "Compare the sizes of the layers, and whether each has its bias, with the statement."
        ),
    ),
    (
        "mapping",
        "WRONG",
        {
            "function": "Net",
            "what": "parameters",
            "got": [{"name": "SECRET.weight", "shape": [4, 5]}],
            "want": [{"name": "first.weight", "shape": [4, 5]}, {"name": "first.bias", "shape": [4]}],
            "named": False,
            "missing": [{"name": "first.bias", "shape": [4]}],
            "surplus": [],
        },
        (
            "The parameters of `Net` are not those of the network asked for. Missing: (4,). Each layer of the "
            "statement has a bias: is one made with bias=False?"
        ),
        (
            "The parameters of `Net` are not those of the network asked for. Missing: (4,). Each layer of the "
            "statement has a bias: is one made with bias=False?"
        ),
    ),
    (
        "mapping",
        "WRONG",
        {
            "function": "Net",
            "what": "parameters",
            "got": [],
            "want": [],
            "named": True,
            "missing": [{"name": "first.weight", "shape": [4, 5]}],
            "surplus": [{"name": "SECRET", "shape": [8, 5]}],
        },
        (
            "The parameters of `Net` are not those of the network asked for. Missing: `first.weight` (4, 5). Too "
            "many: (?, ?). Compare the sizes of the layers, and whether each has its bias, with the statement."
        ),
        (
            "The parameters of `Net` are not those of the network asked for. Missing: `first.weight` (4, 5). Too "
            "many: SECRET (8, 5). Compare the sizes of the layers, and whether each has its bias, with the "
            "statement."
        ),
    ),
    (
        "mapping",
        "WRONG",
        {
            "function": "Net",
            "what": "parameters",
            "got": [],
            "want": [],
            "named": True,
            "missing": [],
            "surplus": [{"name": "SECRET", "shape": [3]}],
        },
        (
            "The parameters of `Net` are not those of the network asked for. Too many: (?,). Is a bias there that"
            " the statement does without (bias=False)?"
        ),
        (
            "The parameters of `Net` are not those of the network asked for. Too many: SECRET (3,). Is a bias "
            "there that the statement does without (bias=False)?"
        ),
    ),
    (
        "count",
        "WRONG",
        {
            "function": "Net",
            "module": "",
            "got": 15,
            "want": 39,
            "named": True,
            "missing": [{"name": "first.weight", "shape": [4, 5]}, {"name": "first.bias", "shape": [4]}],
            "surplus": [],
        },
        (
            "`Net` has 15 parameters; asked for are 39. Missing: `first.weight` (4, 5), `first.bias` (4,). Keep "
            "each layer as an attribute of the module; layers in a plain list are not seen, use nn.ModuleList."
        ),
        (
            "`Net` has 15 parameters; asked for are 39. Missing: `first.weight` (4, 5), `first.bias` (4,). Keep "
            "each layer as an attribute of the module; layers in a plain list are not seen, use nn.ModuleList."
        ),
    ),
    (
        "count",
        "WRONG",
        {
            "function": "Net",
            "module": "head",
            "got": 30,
            "want": 15,
            "named": False,
            "missing": [],
            "surplus": [{"name": "SECRET", "shape": [3, 4]}, {"name": "SECRET", "shape": [3]}],
        },
        (
            "`Net` has 30 parameters in `head`; asked for are 15. That is twice as many: is a layer there twice? "
            "Too many: (?, ?), (?,). Compare the sizes of the layers, and whether each has its bias, with the "
            "statement."
        ),
        (
            "`Net` has 30 parameters in `head`; asked for are 15. That is twice as many: is a layer there twice? "
            "Too many: SECRET (3, 4), SECRET (3,). Compare the sizes of the layers, and whether each has its "
            "bias, with the statement."
        ),
    ),
    (
        "count",
        "WRONG",
        {
            "function": "Net",
            "module": "",
            "got": 1000000000000000000,
            "want": 15,
            "named": False,
            "missing": [{"name": "a", "shape": [3, 5]}],
            "surplus": [{"name": "SECRET", "shape": [1000000000, 1000000000]}],
        },
        (
            "`Net` has far more parameters; asked for are 15. Missing: (3, 5). Too many: (?, ?). Compare the sizes"
            " of the layers, and whether each has its bias, with the statement."
        ),
        (
            "`Net` has 1,000,000,000,000,000,000 parameters; asked for are 15. Missing: (3, 5). Too many: SECRET "
            "(1000000000, 1000000000). Compare the sizes of the layers, and whether each has its bias, with the "
            "statement."
        ),
    ),
    (
        "count",
        "WRONG",
        {"function": "Net", "module": "", "trainable": True, "got": 39, "want": 15},
        (
            "`Net` has 39 trainable parameters; asked for are 15. Freeze with requires_grad = False what the "
            "statement freezes, and nothing else."
        ),
        (
            "`Net` has 39 trainable parameters; asked for are 15. Freeze with requires_grad = False what the "
            "statement freezes, and nothing else."
        ),
    ),
    (
        "ambiguous",
        "WRONG",
        {
            "function": "Net",
            "want": [{"name": "q.weight", "shape": [8, 8]}, {"name": "k.weight", "shape": [8, 8]}],
            "tried": 24,
            "total": 720,
        },
        (
            "With our weights, `Net` gives other outputs than the network asked for. Several of its parameters "
            "have the same shape, and none of the first 24 ways to tell them apart fits. Name them as here, or "
            "create them in this order, so that only forward is in question: `q.weight`, `k.weight`."
        ),
        (
            "With our weights, `Net` gives other outputs than the network asked for. Several of its parameters "
            "have the same shape, and none of the first 24 ways to tell them apart fits. Name them as here, or "
            "create them in this order, so that only forward is in question: `q.weight`, `k.weight`."
        ),
    ),
    (
        "untrainable",
        "WRONG",
        {"function": "Net", "where": "`first.weight` (parameter 1 of shape (4, 5))"},
        (
            "No gradient comes from the outputs of `Net` to `first.weight` (parameter 1 of shape (4, 5)). Its "
            "requires_grad is False, or forward does not compute with the tensor itself: .item(), .detach(), "
            ".data and .numpy() cut the graph."
        ),
        (
            "No gradient comes from the outputs of `Net` to `first.weight` (parameter 1 of shape (4, 5)). Its "
            "requires_grad is False, or forward does not compute with the tensor itself: .item(), .detach(), "
            ".data and .numpy() cut the graph."
        ),
    ),
    (
        "not_frozen",
        "WRONG",
        {"function": "Net", "where": "parameter 1 of shape (4, 5)"},
        (
            "A gradient comes from the outputs of `Net` to parameter 1 of shape (4, 5), which should be frozen. "
            "Set its requires_grad to False."
        ),
        (
            "A gradient comes from the outputs of `Net` to parameter 1 of shape (4, 5), which should be frozen. "
            "Set its requires_grad to False."
        ),
    ),
]
