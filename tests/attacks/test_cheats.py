"""Points without learning: weights from home, held-out data, lies about parameters, autograd where it is forbidden."""

from __future__ import annotations

from typing import Any

import pytest

from graders.results import Verdict
from tests.attacks import luggage
from tests.attacks.luggage import KB
from tests.attacks.siege import Attack, Siege, case

PASS, WRONG, POLICY = Verdict.PASS, Verdict.WRONG, Verdict.POLICY
ACCURACY = "attacks/accuracy"


def training(test_id: str, file: str, exercise: str, *verdicts: Verdict, **more: Any) -> Any:
    return case(test_id, file, *verdicts, lab=ACCURACY, exercise=exercise, **more)


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        pytest.param(
            Attack("A05_parameter_lie_overridden.py", {WRONG}, ACCURACY, "count"),
            "`Net` has 203,530 parameters; asked for are 25,450.",
            id="A05-parameter_lie-overridden",
        ),
        pytest.param(
            Attack("A05_parameter_lie_list.py", {WRONG}, ACCURACY, "count"),
            "`Net` has 0 parameters; asked for are 25,450.",
            id="A05-parameter_lie-list",
        ),
        pytest.param(
            Attack("A05_parameter_lie_closure.py", {WRONG}, ACCURACY, "count"),
            "What `Net` returns is wrong",
            id="A05-parameter_lie-closure",
        ),
        pytest.param(
            Attack("A05_parameter_lie_buffers.py", {WRONG}, ACCURACY, "count"),
            "`Net` has 0 parameters; asked for are 25,450.",
            id="A05-parameter_lie-buffers",
        ),
        pytest.param(
            Attack("A05_parameter_lie_budget.py", {WRONG}, ACCURACY, "free"),
            "`Own` needs 101,770 numbers to be carried",
            id="A05-parameter_lie-budget",
        ),
        pytest.param(
            Attack("A05_parameter_lie_budget_global.py", {WRONG}, ACCURACY, "free"),
            "got the 10 numbers that the parameters and buffers of `Own` hold",
            id="A05-parameter_lie-budget-global",
        ),
    ],
)
def test_the_number_of_parameters_is_the_graders_own(siege: Siege, attack: Attack, told: str):
    seen = siege.withstand(attack)
    assert told in "".join(check["message"] for check in seen.checks.values())


SMUGGLED = {
    "text": (luggage.in_a_text, "smuggled.py", POLICY, "KiB of texts, numbers and other files along"),
    "numbers": (luggage.in_numbers, "smuggled.py", POLICY, "KiB of texts, numbers and other files along"),
    "comment": (luggage.in_comments, "smuggled.py", POLICY, "of comments and docstrings"),
    "docstring": (luggage.in_a_docstring, "smuggled.py", POLICY, "of comments and docstrings"),
    "names": (luggage.in_names, "smuggled.py", POLICY, "of code along"),
    "second_file": (luggage.in_a_second_file, "smuggled.zip", POLICY, "in “weights.pt”"),
}

IN_CODE = [how for how in SMUGGLED if how != "second_file"]


@pytest.mark.parametrize("how", [pytest.param(how, id=f"A14-smuggled_weights-{how}") for how in SMUGGLED])
def test_weights_in_the_hand_in_break_a_rule(siege: Siege, how: str):
    make, name, verdict, told = SMUGGLED[how]
    size = 56 if how == "numbers" else 300  # more numbers are not read at all
    seen = siege.withstand(Attack("", {verdict}, ACCURACY, "public", data=make(size * KB), name=name))
    (check,) = seen.checks.values()
    assert told in check["message"]
    assert "line " in check["message"] or how == "second_file"


@pytest.mark.parametrize("how", [pytest.param(how, id=f"A14-smuggled_weights-4_mib_{how}") for how in IN_CODE])
def test_four_mebibytes_of_code_are_refused(siege: Siege, how: str):
    make, name, _, _ = SMUGGLED[how]
    with siege.hostile() as answers:
        data = {"lab": ACCURACY, "exercise": "public"}
        files = {"file": (name, make(4 * KB * KB))}
        answers.append(siege.people["student"].post("/api/v1/submissions", data=data, files=files))
    assert answers[0].status_code == 413
    assert "Leave data and weights out of the code" in answers[0].json()["detail"]


@pytest.mark.parametrize("size", [pytest.param(4 * KB * KB, id="A14-smuggled_weights-4_mib_second_file")])
def test_four_mebibytes_beside_the_code_break_the_rule(siege: Siege, size: int):
    data = luggage.in_a_second_file(size)
    siege.withstand(Attack("", {POLICY}, ACCURACY, "public", data=data, name="smuggled.zip"))


SEARCH = """
import gc, os, sys
SEEN = [o for o in gc.get_objects() if isinstance(o, dict) and "image/png" in o]
for folder, _, files in os.walk("."):
    SEEN += [f for f in files if b"image/png" in open(os.path.join(folder, f), "rb").read()]
frame = sys._getframe()
while frame:
    SEEN += [v for v in frame.f_locals.values() if isinstance(v, (bytes, str)) and len(v) > 1_000_000]
    frame = frame.f_back
if SEEN:
    raise RuntimeError("found the weights")
"""


@pytest.mark.parametrize("attack", [pytest.param(4 * KB * KB, id="A14-smuggled_weights-notebook_output")])
def test_what_a_notebook_printed_at_home_does_not_arrive(siege: Siege, attack: int):
    """Four mebibytes of output are an ordinary notebook. Its code looks for them, and learns honestly as well."""
    source = luggage.HONEST.replace("    optimizer = ", f"    exec({SEARCH!r})\n    optimizer = ", 1)
    data = luggage.in_an_output(attack, source)
    seen = siege.withstand(Attack("", {PASS}, ACCURACY, "public", data=data, name="home.ipynb"))
    assert seen.score == 4


@pytest.mark.parametrize(
    "exercise",
    [
        pytest.param("public", id="A14-smuggled_weights-few_kib_secret_order"),
        pytest.param("fixed", id="A14-smuggled_weights-few_kib_drawn_data"),
    ],
)
def test_weights_that_are_small_enough_to_hide_are_worthless(siege: Siege, exercise: str):
    data, at_home = luggage.trained_at_home()
    assert len(data) < 32 * KB
    assert at_home > 0.85
    seen = siege.withstand(Attack("", {WRONG}, ACCURACY, exercise, data=data, name="home.py"))
    (check,) = seen.checks.values()
    assert "After `train`, the model recognises" in check["message"]


@pytest.mark.parametrize(
    "attack",
    [
        training("A31-train_on_test-searching", "A31_train_on_test.py", "public", WRONG),
        training("A31-train_on_test-searching-free", "A31_train_on_test.py", "free", WRONG),
        training("A31-train_on_test-patched", "A31_train_on_test_patched.py", "fixed", WRONG),
        training("A31-train_on_test-patched-free", "A31_train_on_test_patched.py", "free", WRONG),
    ],
)
def test_held_out_data_teaches_nothing(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert "found" not in seen.staff["exercises"][0]["checks"][0]["output"]


def by_hand(variant: str, *verdicts: Verdict) -> Any:
    return case(f"A39-forbidden_api-{variant}", f"A39_forbidden_api_{variant}.py", *verdicts, exercise="scratch")


@pytest.mark.parametrize(
    ("attack", "line"),
    [
        pytest.param(*by_hand(variant, POLICY).values, line, id=f"A39-forbidden_api-{variant}")
        for variant, line in (("plain", 9), ("getattr", 9), ("importlib", 1), ("eval", 1), ("layer", 10))
    ],
)
def test_autograd_under_any_name_is_told_with_its_line(siege: Siege, attack: Attack, line: int):
    seen = siege.withstand(attack)
    (check,) = seen.checks.values()
    assert f"(line {line}: " in check["message"]
    assert "asks for a solution without it" in check["message"]


@pytest.mark.parametrize("attack", [by_hand("patched", WRONG)])
def test_a_patch_elsewhere_in_the_file_is_not_there(siege: Siege, attack: Attack):
    siege.withstand(attack)


@pytest.mark.parametrize("attack", [by_hand("honest", PASS)])
def test_a_comment_about_autograd_costs_nothing(siege: Siege, attack: Attack):
    assert siege.withstand(attack).score == 2
