"""Findings about training with what a student reads of them."""

from __future__ import annotations

from typing import Any

LIGHT = "Remove what the training does not need."
LEARN = f"for a model is to learn from the data that we give it. {LIGHT}"
LITERALS = (
    "Your hand-in brings 512 KiB of texts, numbers and other files along (500.5 KiB of it in cell 3, line 12); "
    f"at most 32 KiB are accepted, {LEARN}"
)
OTHER_FILE = (
    "Your hand-in brings 4,096 KiB of texts, numbers and other files along (4,090 KiB of it in “lab/weights.pt”); "
    f"at most 32 KiB are accepted, {LEARN}"
)
COMMENTS = (
    "Your hand-in brings 70 KiB of comments and docstrings along (1 KiB of it in line 4); "
    f"at most 64 KiB are accepted, {LEARN}"
)
NOT_CARRIED = (
    "After `train`, a new process got the 650 numbers that the parameters and buffers of `Net` hold, and answers "
    "otherwise than the one that trained. Keep what is learnt in parameters and buffers of the model, in no list, "
    "global or closure."
)
NUMBERS = (
    "`Net` needs 101,770 numbers to be carried from training to prediction (we counted them); at most 60,000 are "
    "allowed. Use fewer or smaller layers."
)

TEXTS: list[tuple[str, str, dict[str, Any], str, str]] = [
    (
        "luggage",
        "POLICY",
        {"kind": "literals", "kb": 512.0, "most_kb": 32.0, "largest_kb": 500.5, "cell": 3, "line": 12},
        LITERALS,
        LITERALS,
    ),
    (
        "luggage",
        "POLICY",
        {
            "kind": "literals",
            "kb": 4096.0,
            "most_kb": 32.0,
            "largest_kb": 4090.0,
            "file": "lab/weights.pt",
            "cell": None,
            "line": None,
        },
        OTHER_FILE,
        OTHER_FILE,
    ),
    (
        "luggage",
        "POLICY",
        {"kind": "comments", "kb": 70.0, "most_kb": 64.0, "largest_kb": 1.0, "cell": None, "line": 4},
        COMMENTS,
        COMMENTS,
    ),
    ("not_carried", "WRONG", {"function": "train", "model": "Net", "numbers": 650}, NOT_CARRIED, NOT_CARRIED),
    ("numbers", "WRONG", {"function": "Net", "numbers": 101770, "at_most": 60000}, NUMBERS, NUMBERS),
    (
        "diverged",
        "WRONG",
        {"function": "Net", "where": "SECRET.weight", "count": 3, "total": 64},
        (
            "After training, a parameter of `Net` holds NaN or infinity in 3 of 64 values. "
            "Lower the learning rate or look at the loss."
        ),
        (
            "After training, the parameter SECRET.weight of `Net` holds NaN or infinity in 3 of 64 values. "
            "Lower the learning rate or look at the loss."
        ),
    ),
    (
        "before_training",
        "WRONG",
        {"function": "Net", "accuracy": 0.934, "at_most": 0.35},
        (
            "With start weights set by us and without any training, `Net` already recognises "
            "93.4% of the withheld images. "
            "It must learn from what the training is given."
        ),
        (
            "With start weights set by us and without any training, `Net` already recognises "
            "93.4% of the withheld images. "
            "It must learn from what the training is given."
        ),
    ),
    (
        "accuracy",
        "WRONG",
        {"function": "train", "accuracy": 0.712, "at_least": 0.85, "before": 0.1, "total": 1000},
        (
            "After `train`, the model recognises 71.2% of 1,000 images that it has never seen; asked for are 85.0% "
            "(it began at 10.0%). See whether the loss falls, and for how many epochs it does."
        ),
        (
            "After `train`, the model recognises 71.2% of 1,000 images that it has never seen; asked for are 85.0% "
            "(it began at 10.0%). See whether the loss falls, and for how many epochs it does."
        ),
    ),
    (
        "not_learned",
        "WRONG",
        {"function": "Net", "accuracy": 0.1, "at_least": 0.85, "claimed": 0.971, "total": 1000},
        (
            "`Net` recognises 97.1% of 1,000 images that it has never seen, but the network asked for, with the same "
            "trained parameters, 10.0% (85.0% are needed). Compute the result from the parameters alone."
        ),
        (
            "`Net` recognises 97.1% of 1,000 images that it has never seen, but the network asked for, with the same "
            "trained parameters, 10.0% (85.0% are needed). Compute the result from the parameters alone."
        ),
    ),
    (
        "accuracy",
        "WRONG",
        {
            "function": "train",
            "accuracy": 0.842,
            "at_least": 0.85,
            "before": 0.1,
            "total": 1000,
            "runs": [0.842, 0.871, 0.8475],
        },
        (
            "After `train`, the model recognises 84.2% of 1,000 images that it has never seen; asked for are "
            "85.0% (it began at 10.0%). It was near, so it ran again; two of three runs must reach it (84.2%, "
            "87.1%, 84.8%). See whether the loss falls, and for how many epochs it does."
        ),
        (
            "After `train`, the model recognises 84.2% of 1,000 images that it has never seen; asked for are "
            "85.0% (it began at 10.0%). It was near, so it ran again; two of three runs must reach it (84.2%, "
            "87.1%, 84.8%). See whether the loss falls, and for how many epochs it does."
        ),
    ),
    (
        "not_learned",
        "WRONG",
        {"function": "Net", "claimed": 0.98, "total": 1000, "accuracy": 0.842, "at_least": 0.85, "runs": [0.842, None]},
        (
            "`Net` recognises 98.0% of 1,000 images that it has never seen, but the network asked for, with the "
            "same trained parameters, 84.2% (85.0% are needed). It was near, so it ran again; two of three runs "
            "must reach it (84.2%, no result). Compute the result from the parameters alone."
        ),
        (
            "`Net` recognises 98.0% of 1,000 images that it has never seen, but the network asked for, with the "
            "same trained parameters, 84.2% (85.0% are needed). It was near, so it ran again; two of three runs "
            "must reach it (84.2%, no result). Compute the result from the parameters alone."
        ),
    ),
    (
        "score",
        "WRONG",
        {
            "function": "train",
            "metric": "mean squared error",
            "value": 0.91234,
            "threshold": 0.5,
            "higher": False,
            "before": 2.25,
            "part": "test",
            "total": 200,
        },
        (
            "After `train`, the mean squared error on data that it has never seen is 0.912, asked for is at most "
            "0.5; it began at 2.25. See whether the loss falls, and how far it gets."
        ),
        (
            "After `train`, the mean squared error on data that it has never seen is 0.912, asked for is at most "
            "0.5; it began at 2.25. See whether the loss falls, and how far it gets."
        ),
    ),
    (
        "score",
        "WRONG",
        {
            "function": "train",
            "metric": "F1 score",
            "value": 0.7812,
            "threshold": 0.8,
            "higher": True,
            "before": 0.4,
            "part": "test",
            "total": 200,
            "runs": [0.7812, 0.7911],
        },
        (
            "After `train`, the F1 score on data that it has never seen is 0.781, asked for is at least 0.8; it "
            "began at 0.4. It was near, so it ran again; two of three runs must reach it (0.781, 0.791). See "
            "whether the loss falls, and how far it gets."
        ),
        (
            "After `train`, the F1 score on data that it has never seen is 0.781, asked for is at least 0.8; it "
            "began at 0.4. It was near, so it ran again; two of three runs must reach it (0.781, 0.791). See "
            "whether the loss falls, and how far it gets."
        ),
    ),
    (
        "score",
        "WRONG",
        {
            "function": "train",
            "metric": "mean squared error",
            "value": None,
            "threshold": 0.5,
            "higher": False,
            "before": None,
            "part": "train",
            "total": 200,
        },
        (
            "After `train`, the mean squared error on the training data is not a finite number, asked for is at "
            "most 0.5. See whether the loss falls, and how far it gets."
        ),
        (
            "After `train`, the mean squared error on the training data is not a finite number, asked for is at "
            "most 0.5. See whether the loss falls, and how far it gets."
        ),
    ),
    (
        "score_before",
        "WRONG",
        {
            "function": "Net",
            "metric": "F1 score",
            "value": 0.9,
            "threshold": 0.8,
            "higher": True,
            "before": 0.4,
            "part": "test",
            "total": 200,
        },
        (
            "With start weights set by us and without any training, the F1 score of `Net` on data that it has "
            "never seen is already 0.9 (asked for is at least 0.8). It must learn from what the training is "
            "given."
        ),
        (
            "With start weights set by us and without any training, the F1 score of `Net` on data that it has "
            "never seen is already 0.9 (asked for is at least 0.8). It must learn from what the training is "
            "given."
        ),
    ),
    (
        "score_not_learned",
        "WRONG",
        {
            "function": "Net",
            "metric": "F1 score",
            "value": 0.7812,
            "threshold": 0.8,
            "higher": True,
            "before": 0.4,
            "part": "test",
            "total": 200,
            "claimed": 0.93,
        },
        (
            "The F1 score of `Net` on data that it has never seen is 0.93, with the network asked for and the "
            "same trained parameters 0.781 (asked for is at least 0.8). Compute the result from the parameters "
            "alone."
        ),
        (
            "The F1 score of `Net` on data that it has never seen is 0.93, with the network asked for and the "
            "same trained parameters 0.781 (asked for is at least 0.8). Compute the result from the parameters "
            "alone."
        ),
    ),
    (
        "trend_diverged",
        "WRONG",
        {"function": "fit", "epochs": 20, "first": 8.0, "last": None, "epoch": 3},
        (
            "After epoch 3 of 20 by `fit`, the loss is NaN or infinite (we compute it from your weights). Lower "
            "the learning rate or look for a gradient of the wrong sign."
        ),
        (
            "After epoch 3 of 20 by `fit`, the loss is NaN or infinite (we compute it from your weights). Lower "
            "the learning rate or look for a gradient of the wrong sign."
        ),
    ),
    (
        "trend_rises",
        "WRONG",
        {"function": "fit", "epochs": 20, "first": 8.0, "last": 6.0, "epoch": 3, "before": 5.0, "after": 7.5},
        (
            "In epoch 3 of 20 by `fit`, the loss rises from 5 to 7.5 (we compute it from your weights). Lower the"
            " learning rate, and see whether gradients are cleared between steps."
        ),
        (
            "In epoch 3 of 20 by `fit`, the loss rises from 5 to 7.5 (we compute it from your weights). Lower the"
            " learning rate, and see whether gradients are cleared between steps."
        ),
    ),
    (
        "trend_falls",
        "WRONG",
        {"function": "fit", "epochs": 20, "first": 8.0, "last": 6.0, "falls_to": 0.1},
        (
            "In 20 epochs by `fit`, the loss goes from 8 to 6 (we compute it from your weights); it must fall to "
            "10% of the first. See whether each step goes against the gradient, and how far."
        ),
        (
            "In 20 epochs by `fit`, the loss goes from 8 to 6 (we compute it from your weights); it must fall to "
            "10% of the first. See whether each step goes against the gradient, and how far."
        ),
    ),
    (
        "trend_optimum",
        "WRONG",
        {"function": "fit", "epochs": 20, "first": 8.0, "last": 6.0, "within": 0.05},
        (
            "After 20 epochs by `fit`, the loss is 6 (we compute it from your weights), more than 5% above the "
            "least that is possible for this data. Train longer or with a better learning rate, and look for a "
            "parameter that is never updated."
        ),
        (
            "After 20 epochs by `fit`, the loss is 6 (we compute it from your weights), more than 5% above the "
            "least that is possible for this data. Train longer or with a better learning rate, and look for a "
            "parameter that is never updated."
        ),
    ),
    (
        "unmoved",
        "WRONG",
        {"function": "train_step"},
        (
            "`train_step` leaves every parameter of the model as it was. Call the optimizer's step, or change the"
            " tensors themselves and not copies of them."
        ),
        (
            "`train_step` leaves every parameter of the model as it was. Call the optimizer's step, or change the"
            " tensors themselves and not copies of them."
        ),
    ),
]
