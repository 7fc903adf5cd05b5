"""Programs that end before they answer, never end, or answer with what is no answer."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from graders.results import Verdict
from tests.attacks.siege import Attack, Siege, case

CRASH, INVALID, NO_RESULT, TIMEOUT = Verdict.CRASH, Verdict.INVALID, Verdict.NO_RESULT, Verdict.TIMEOUT
ENDED = "The program ended before it returned a result (exit code 0). Remove exit(), quit(), sys.exit() and os._exit()."
SIZE = "What your code returns has {} elements; at most {} are accepted. Return only what is asked for."


@pytest.mark.parametrize(
    "attack",
    [
        case("A17-exit_zero", "A17_exit_zero.py", NO_RESULT),
        case("A17-exit_zero-politely", "A17_exit_zero_politely.py", NO_RESULT),
        case("A17-exit_zero-quit", "A17_exit_zero_quit.py", NO_RESULT),
        case("A17-exit_zero-at_import", "A17_exit_zero_at_import.py", NO_RESULT),
        case("A17-exit_zero-in_a_thread", "A17_exit_zero_in_a_thread.py", NO_RESULT),
    ],
)
def test_leaving_with_success_is_no_result(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert seen.checks["at_two"]["message"] == ENDED
    assert seen.checks["drawn"]["message"] == ENDED


@pytest.mark.parametrize(
    "attack",
    [
        case("A19-forge_frames-huge", "A19_forge_frames.py", NO_RESULT, spares_other=True),
        case("A19-forge_frames-half", "A19_forge_frames_half.py", NO_RESULT, spares_other=True),
        case("A19-forge_frames-two", "A19_forge_frames_two.py", NO_RESULT, spares_other=True),
        case("A19-forge_frames-negative", "A19_forge_frames_negative.py", NO_RESULT, spares_other=True),
        case("A19-forge_frames-other", "A19_forge_frames_other.py", NO_RESULT, spares_other=True),
        case("A19-forge_frames-noise", "A19_forge_frames_noise.py", NO_RESULT, spares_other=True),
        case("A19-forge_frames-claim", "A19_forge_frames_claim.py", NO_RESULT, spares_other=True),
        case("A19-forge_frames-bomb", "A19_forge_frames_bomb.py", NO_RESULT, INVALID, spares_other=True),
    ],
)
def test_a_forged_answer_costs_its_own_exercise(siege: Siege, attack: Attack):
    """None of its authors is waited for: they sleep on, and the limit of a call, one second, is not what is told."""
    seen = siege.withstand(attack)
    assert "Do not write to open file descriptors" in seen.checks["drawn"]["message"] or attack.verdicts != {NO_RESULT}


@pytest.mark.parametrize(
    "attack",
    [
        case("A20-pickle_gadget", "A20_pickle_gadget.py", INVALID),
        case("A20-pickle_gadget-array", "A20_pickle_gadget_array.py", INVALID),
        case("A20-pickle_gadget-on_the_line", "A20_pickle_gadget_on_the_line.py", NO_RESULT),
        case("A20-pickle_gadget-saved", "A20_pickle_gadget_saved.py", INVALID, Verdict.WRONG, name="mallory.zip"),
    ],
)
def test_nothing_is_unpickled(siege: Siege, attack: Attack):
    if attack.name:
        attack = Attack(attack.file, attack.verdicts, name=attack.name, data=with_files(attack.bytes))
    siege.withstand(attack)
    for folder in ("/tmp", siege.data_dir / "tmp"):
        assert not Path(folder, "mallory-was-here").exists()


def with_files(code: bytes) -> bytes:
    """A folder with the very gadget in a saved model and in a saved array."""
    gadget = b"cos\nsystem\n(S'touch /tmp/mallory-was-here'\ntR."
    array = b"\x93NUMPY\x01\x00v\x00" + b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(117) + b"\n"
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as model:
        model.writestr("archive/data.pkl", gadget)
        model.writestr("archive/version", "3\n")
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w") as packed:
        packed.writestr("lab.py", code)
        packed.writestr("weights.pt", saved.getvalue())
        packed.writestr("weights.npy", array + gadget)
    return folder.getvalue()


@pytest.mark.parametrize(
    "attack",
    [
        case("A21-busy_loop", "A21_busy_loop.py", TIMEOUT, hangs=True),
        case("A21-busy_loop-in_c", "A21_busy_loop_in_c.py", TIMEOUT, hangs=True),
        case("A22-sleeper", "A22_sleeper.py", TIMEOUT, hangs=True),
        case("A22-sleeper-event", "A22_sleeper_event.py", TIMEOUT, hangs=True),
        case("A23-ignore_signals", "A23_ignore_signals.py", TIMEOUT, hangs=True),
    ],
)
def test_what_does_not_end_is_ended_by_our_clock(siege: Siege, attack: Attack):
    siege.withstand(attack)


@pytest.mark.parametrize(
    "attack",
    [
        case("A27-huge_result-expanded", "A27_huge_result.py", INVALID),
        case("A27-huge_result-real", "A27_huge_result_real.py", INVALID),
        case("A27-huge_result-list", "A27_huge_result_list.py", INVALID),
        case("A27-huge_result-array", "A27_huge_result_array.py", INVALID),
    ],
)
def test_a_huge_result_is_refused_by_its_size(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    tensor = attack.file != "A27_huge_result_list.py"
    told = SIZE.format("1,000,000,000", "1,000,000") if tensor else SIZE.format("100,001", "100,000")
    assert seen.checks["at_two"]["message"] == told


@pytest.mark.parametrize("attack", [case("A40-hostile_text", "A40_hostile_text.py", CRASH)])
def test_hostile_text_is_text_and_cut(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    example, drawn = seen.checks["at_two"], seen.checks["drawn"]
    assert example["message"].startswith("Your code raised <script>mallory()</script>")
    assert "mallory: 1\u202e: <script>alert('mallory')</script></pre>" in example["message"]
    assert "??" in example["message"]  # what was half a character, twice
    assert len(example["message"]) < 2500
    line = 'Your code raised an exception (line 18: `raise Hostile(WORDS + "M" * 2**20)`).'
    assert drawn["message"].startswith(line)
    assert "bytes were cut here" in example["output"]
    assert drawn["output"] == ""


@pytest.mark.parametrize("attack", [case("A40-hostile_text-names", "A40_hostile_text_lines.py", INVALID)])
def test_hostile_names_are_text_and_cut(siege: Siege, attack: Attack):
    seen = siege.withstand(attack)
    assert "is </pre><script>mallory()</script>\r\nmallory: 1\u202e." in seen.checks["at_two"]["message"]
    assert "mallory" not in seen.checks["drawn"]["message"]
