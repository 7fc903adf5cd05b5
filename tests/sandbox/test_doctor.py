"""The doctor is green here, and red for each layer that is taken away."""

import socket
from dataclasses import replace

import pytest

from graders.results import StudentFault
from worker.sandbox import doctor, layers
from worker.sandbox.acts import ACTS, MARK
from worker.sandbox.environment import Environment
from worker.sandbox.errors import SandboxFault
from worker.sandbox.inside import landlock
from worker.sandbox.sandbox import Sandbox


@pytest.fixture(scope="module")
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def bare():
    """A sandbox whose host lacks everything that a host can lack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MARK, "1")
        made = Sandbox(replace(Environment.find(), preload=()), ready=0, slots=2, without=layers.OF_THE_HOST)
        made.release(made.acquire(ACTS[0].limits))  # so that the host has started while the variable was set
        yield made
        made.close()


def test_every_layer_but_the_one_of_bubblewrap_has_its_act():
    assert {act.layer for act in ACTS} | {"no_new_privs"} == layers.ALL


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.layer)
def test_a_layer_holds_and_is_missed_when_it_is_gone(act, sandbox, bare, port):
    assert doctor.holds(act, sandbox, port)
    if act.layer in layers.OF_THE_HOST:
        assert not doctor.holds(act, bare, port)
        return
    alone = bare if act.beside & layers.OF_THE_HOST else sandbox
    assert doctor.holds(act, alone, port)
    assert not doctor.holds(act, alone, port, frozenset({act.layer}))


def test_landlock_closes_the_machine_where_mounts_do_not(bare, student_of):
    code = "def f(): return open('/host/etc/passwd').read(4)"
    with pytest.raises(StudentFault) as caught:
        student_of(bare, code).call("f")
    assert caught.value.finding.facts["type"] == "PermissionError"
    assert student_of(bare, code, lacking={"landlock"}).call("f") == "root"


def test_the_whole_examination_is_green_here():
    reports = doctor.examine()
    assert {report.layer for report in reports} == layers.ALL
    assert [report for report in reports if not report.ok] == []


@pytest.fixture(scope="module")
def without_any():
    """What the doctor says of a sandbox without a single wall."""
    return {report.layer: report for report in doctor.examine(layers.ALL)}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.layer)
def test_the_doctor_is_red_for_a_layer_taken_away_and_says_what_to_do(act, without_any):
    """With whatever stands beside it: the act is done, so this is what student code could do."""
    report = without_any[act.layer]
    assert (report.ok, report.proof, report.advice) == (False, f"Student code {act.done}.", act.advice)


def test_the_examination_is_red_for_what_is_missing_and_only_that():
    without = frozenset({"network", "memory", "landlock"})
    assert {report.layer for report in doctor.examine(without) if not report.ok} == without


def test_a_worker_may_start_with_what_it_has(sandbox):
    reports = doctor.glance(frozenset(), sandbox)
    assert {report.layer for report in reports} == layers.ALL
    assert doctor.missing_layers(frozenset(), reports) == []


def test_a_worker_may_not_start_without_a_layer_that_nobody_named(bare):
    """Landlock stands beside the mounts and the network, so that those two are missed only where it is gone too."""
    named = frozenset({"environment", "landlock"})
    reports = doctor.glance(named, bare)
    assert set(doctor.missing_layers(named, reports)) == layers.OF_THE_HOST - named
    switched_off = {report.layer: report for report in reports if report.layer in named}
    assert not any(report.ok for report in switched_off.values())
    assert "ALLCLOSE_SANDBOX_WITHOUT" in switched_off["landlock"].advice
    told = "Switched off by the operator. It stops student code that reads a variable of the service."
    assert switched_off["environment"].proof == told


def test_a_kernel_without_landlock_keeps_no_worker_from_starting(monkeypatch):
    reports = [doctor.LayerReport("landlock", ok=False, proof="", advice="")]
    assert doctor.missing_layers(frozenset(), reports) == ["landlock"]
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert doctor.missing_layers(frozenset(), reports) == []


def test_a_layer_misspelt_is_refused():
    with pytest.raises(SandboxFault, match="netwrk, which is no layer"):
        doctor.glance(frozenset({"netwrk"}))
