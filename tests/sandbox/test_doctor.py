"""The doctor is green here, and red for each layer that is taken away."""

import socket
from dataclasses import replace

import pytest

from worker.sandbox import doctor, layers
from worker.sandbox.acts import ACTS, MARK
from worker.sandbox.environment import Environment
from worker.sandbox.errors import SandboxFault
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
        made.acquire(ACTS[0].limits)  # so that the host has started while the variable was set
        yield made
        made.close()


def test_every_layer_but_the_one_of_bubblewrap_has_its_act():
    assert {act.layer for act in ACTS} | {"no_new_privs"} == layers.ALL


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.layer)
def test_a_layer_holds_and_is_missed_when_it_is_gone(act, sandbox, bare, port):
    assert doctor.holds(act, sandbox, port)
    if act.layer in layers.OF_THE_HOST:
        assert not doctor.holds(act, bare, port)
    else:
        assert not doctor.holds(act, sandbox, port, frozenset({act.layer}))


def test_the_whole_examination_is_green_here():
    reports = doctor.examine()
    assert {report.layer for report in reports} == layers.ALL
    assert [report for report in reports if not report.ok] == []


def test_the_examination_is_red_for_what_is_missing_and_only_that():
    without = frozenset({"network", "memory"})
    assert {report.layer for report in doctor.examine(without) if not report.ok} == without


def test_a_worker_may_start_with_what_it_has(sandbox):
    assert doctor.missing_layers(frozenset(), sandbox) == []


def test_a_worker_may_not_start_without_a_layer_that_nobody_named(bare):
    assert set(doctor.missing_layers(frozenset({"mounts"}), bare)) == layers.OF_THE_HOST - {"mounts"}


def test_a_layer_misspelt_is_refused():
    with pytest.raises(SandboxFault, match="netwrk, which is no layer"):
        doctor.missing_layers(frozenset({"netwrk"}))
