"""The real client against whoever may sit at the other end of the line: arbitrary bytes, frames and claims.

Whatever comes: a value, a verdict or a fault of ours comes of it, in time, and in no more memory than was really sent.
What it claims can be stored, sent and told to people.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import threading
import time
import tracemalloc
from contextlib import suppress
from typing import Any, NamedTuple

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from api.storable import storable
from graders import feedback
from graders.compare import compare
from graders.lab import Limits
from graders.results import CheckResult, Finding, LabFault, Show, StudentFault, Verdict
from graders.wording import SENTENCES
from tests.sandbox.test_wire import _body_of, described, json_values, nodes
from worker.retelling import OwnCopy
from worker.sandbox.children import Ended
from worker.sandbox.claims import _CLAIMS, Unfit, believed
from worker.sandbox.client import ChildClient
from worker.sandbox.errors import SandboxFault
from worker.sandbox.inside import wire

LATE_S = 10.0  # on a machine that others use too; the limit itself is a fiftieth of a second
LIMIT_S = 0.02
READ_AT_ONCE = 2 << 20  # the room for one read, whatever is claimed
HAND_IN = OwnCopy([("lab.py", b"def slope(x):\n    return x\n")])
ENDS = st.sampled_from(["open", "closed", "dead"])
ENDED = st.builds(
    Ended,
    st.none() | st.integers(0, 255),
    st.none() | st.sampled_from(["SIGSEGV", "SIGTERM"]),
    st.none() | st.sampled_from(["memory", "processes", "disk"]),
    st.just(0.0),
    st.just(0.0),
)


def framed(value: Any, table: Any = (), body: bytes = b"") -> bytes:
    header = json.dumps({"v": value, "t": table}).encode()
    return struct.pack("<4sBIQ", b"ALC1", 0, len(header), len(body)) + header + body


class Said(NamedTuple):
    answer: bytes
    printed: bytes
    ending: str


class Heard(NamedTuple):
    value: Any
    fault: StudentFault | SandboxFault | None
    ended: bool
    peak: int
    took_s: float


def ask(sent: bytes, ending: str = "open", ended: Ended | None = None, printed: bytes = b"", **limits: Any) -> Heard:
    """What a client makes of these bytes for an answer, from a process that lives on, hangs up or dies."""
    ours, theirs = socket.socketpair()
    output, prints = os.pipe()
    pid = os.posix_spawn("/bin/sleep", ["sleep", "60"], {})
    pidfd = os.pidfd_open(pid)
    why = ended or Ended(1, None, None, 0.0, 0.0)
    client = ChildClient(ours.detach(), output, os.dup(pidfd), lambda: why, Limits(**limits))
    speaker = threading.Thread(target=speak, args=(theirs, prints, pidfd, Said(sent, printed, ending)))
    speaker.start()
    value, fault = None, None
    tracemalloc.start()
    started = time.monotonic()
    try:
        value = client.request("call", timeout_s=LIMIT_S, name="slope")
    except (StudentFault, SandboxFault) as found:
        fault = found
    took_s, peak = time.monotonic() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    was_ended = client.ended
    client.take_output()
    client.close()
    bury(pid, pidfd)
    speaker.join()
    return Heard(value, fault, was_ended, peak, took_s)


def speak(line: socket.socket, prints: int, pidfd: int, said: Said) -> None:
    """It waits for the question, so that its answer comes neither early nor late."""
    with line, suppress(OSError):
        line.recv(1)
        os.write(prints, said.printed)
        line.sendall(said.answer)
        if said.ending == "dead":
            signal.pidfd_send_signal(pidfd, signal.SIGTERM)
        elif said.ending == "open":
            select.select([pidfd], [], [], LATE_S)
    os.close(prints)


def bury(pid: int, pidfd: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(pidfd)


def told(verdict: Verdict, finding: Finding) -> None:
    """Stored, sent and worded for both audiences, and valid text everywhere."""
    for show in Show:
        fields = {"exercise": "e", "check": "c", "title": "t", "show": show, "points": 0.0, "max_points": 1.0}
        result = CheckResult.model_validate({**fields, "verdict": verdict, "finding": finding})
        sent = json.loads(json.dumps(result.model_dump(mode="json")))
        assert CheckResult.model_validate(sent) == result
        json.dumps(storable(sent), allow_nan=False, ensure_ascii=False).encode()
        for audience in ("student", "staff"):
            feedback.message(result, audience).encode()
            assert len(feedback.message(result, audience)) < 10_000


def proved(heard: Heard, sent: bytes) -> None:
    assert heard.took_s < LATE_S
    assert heard.peak < READ_AT_ONCE + 40 * len(sent)
    if isinstance(heard.fault, StudentFault):
        fault = HAND_IN.retold(heard.fault, {"name": "slope"})
        told(fault.verdict, fault.finding)
    elif heard.fault is None:
        judge(heard.value)


def judge(value: Any) -> None:
    """Held against every kind of thing that a reference returns: a finding or none, and nothing is raised."""
    for want in (torch.ones(2), 1.5, 3, True, "text", [1, 2.0], {"a": 1}, {1, 2}, None, torch.float32, slice(1), 1j):
        finding = compare(value, want)
        if finding is not None:
            facts = {"function": "slope", "subject": "what `slope` returns", "call": "slope()", **finding.facts}
            told(Verdict.WRONG, Finding(code=finding.code, facts=facts))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), ENDS, ENDED, st.binary(max_size=50))
def test_noise(data, ending, ended, printed):
    proved(ask(data, ending, ended, printed), data)


prefixes = st.builds(
    lambda magic, kind, header, body, rest: struct.pack("<4sBIQ", magic, kind, header, body) + rest,
    st.sampled_from([b"ALC1", b"HTTP"]),
    st.integers(0, 3),
    st.integers(0, 2**32 - 1) | st.integers(0, 5000),
    st.integers(0, 2**64 - 1) | st.integers(0, 5000) | st.just(1 << 26),
    st.binary(max_size=200),
)


@settings(max_examples=150, deadline=None)
@given(prefixes, ENDS)
def test_frames_that_claim_what_they_like(data, ending):
    heard = ask(data, ending)
    proved(heard, data)
    assert heard.fault is not None


numbers = st.one_of(st.integers(0, 3), nodes)
answers = st.one_of(
    st.tuples(st.just("number"), numbers, st.just("value"), nodes),
    st.tuples(st.just("number"), st.just(1), st.just("value"), nodes),
    st.tuples(st.just("number"), st.just(1), st.just("failed"), json_values | nodes),
).map(lambda pairs: ["d", *pairs])


@settings(max_examples=400, deadline=None)
@given(answers, st.lists(described, max_size=3))
def test_answers_of_any_tree(answer, table):
    """With the very bytes that the table asks for, so that the tensors are made and compared."""
    body = bytes(_body_of(table))
    data = framed(answer, table, body)
    heard = ask(data)
    proved(heard, data)


texts = st.text(alphabet=st.characters(exclude_categories=()), max_size=12) | st.sampled_from(
    ["\ud800", "\0", "x" * 3000]
)
facts_like = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
FIELDS = sorted({field for _, fields in _CLAIMS.values() for field in fields} | {"reason", "size", "limit", "unit"})
likely = {
    "frames": st.lists(
        st.fixed_dictionaries(
            {
                "line": st.none() | st.integers(),
                "cell": st.none(),
                "file": st.none() | texts,
                "function": texts,
                "text": texts,
            }
        ),
        max_size=3,
    ),
    "defined": st.lists(texts, max_size=3),
    "got_shape": st.lists(st.integers(), max_size=5),
    "want_shape": st.lists(st.integers(), max_size=5),
    "reason": st.sampled_from(["empty", "syntax", "too_large", "missing", "outside", "bytes of code"]) | texts,
    "unit": st.sampled_from(["bytes of code", "lists and objects"]) | texts,
    **dict.fromkeys(("elements", "limit", "size", "line", "exit_code"), st.integers()),
    **dict.fromkeys(("type", "message", "where", "name", "source_line"), texts),
}
claimed = st.fixed_dictionaries({field: likely.get(field, facts_like) | facts_like for field in FIELDS})


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(_CLAIMS)), st.data())
def test_claims_are_believed_as_far_as_they_can_be_told(code, data):
    verdict, fields = _CLAIMS[code]
    facts = data.draw(claimed)
    try:
        found = believed(str(verdict), code, facts)
    except Unfit:
        return
    assert found.keys() <= {*fields, "size", "limit", "unit"}
    fault = HAND_IN.retold(StudentFault(verdict, Finding(code=code, facts=found)), {"name": "slope"})
    told(fault.verdict, fault.finding)


@settings(max_examples=200)
@given(json_values, json_values, st.dictionaries(st.text(max_size=5), json_values, max_size=3))
def test_no_other_claim_is_believed(verdict, code, facts):
    with pytest.raises(Unfit):
        believed(verdict, code, facts)


def test_no_claim_earns_anything_or_names_a_limit():
    assert {verdict for verdict, _ in _CLAIMS.values()}.isdisjoint(
        {Verdict.PASS, Verdict.TIMEOUT, Verdict.MEMORY, Verdict.PROCESSES, Verdict.OUTPUT, Verdict.DISK, Verdict.POLICY}
    )
    assert set(_CLAIMS) <= {*SENTENCES, "limit"}


@pytest.mark.parametrize("number", [["T", 0], ["A", 0], True, 1.0, "1", None, ["l", 1]])
def test_the_number_of_an_answer_is_a_number(number):
    table = [["<f4" if number == ["A", 0] else "float32", [2]]]
    data = framed(["d", "number", number, "value", 1], table, bytes(8))
    assert ask(data).fault.finding.code == "garbled"


def test_a_frame_over_a_bound_ends_its_author():
    """A child of ours says itself that a value is too large."""
    heard = ask(framed({"number": 1, "value": ["T", 0]}, [["float32", [10**10]]]))
    assert (heard.fault.verdict, heard.fault.finding.code, heard.ended) == (Verdict.INVALID, "too_large", True)


def test_half_a_character_is_no_character():
    """JSON can spell it; no database, terminal or page can hold it."""
    heard = ask(framed({"number": 1, "value": ["l", ["o", "\ud800x"], "\udfff", "\N{GRINNING FACE}", "\\ud800"]}))
    opaque, *others = heard.value
    assert (opaque.type_name, others) == ("?x", ["?", "\N{GRINNING FACE}", "\\ud800"])


def test_an_answer_is_bounded_whatever_the_lab_grants():
    assert wire.Bounds(elements=10**9).body == 1 << 30
    assert wire.INPUT_BOUNDS.body == 1 << 33


def test_more_than_can_be_sent_is_the_labs_fault():
    """A check that hands on what a student returned is held against the solution before anybody pays."""
    ours, theirs = socket.socketpair()
    output, prints = os.pipe()
    client = ChildClient(ours.detach(), output, os.pidfd_open(os.getpid()), lambda: Ended(None, None, None, 0, 0))
    with theirs, pytest.raises(LabFault, match="so draw less"):
        client.request("call", name="slope", args=[[0.5] * 1_000_001])
    client.close()
    os.close(prints)
