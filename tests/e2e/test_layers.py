"""What the operator switched off and what the worker's doctor saw, through the running product."""

import httpx

from tests.service import running
from worker.sandbox import layers


def test_a_layer_that_the_operator_switched_off_is_named(tmp_path):
    with running(tmp_path, ALLCLOSE_SANDBOX_WITHOUT="landlock") as (url, _, tokens, _):
        health = httpx.get(f"{url}/healthz").json()
        assert (health["status"], health["without"]) == ("ok", ["landlock"])
        staff = {"Authorization": f"Bearer {tokens['instructor']}"}
        (worker,) = httpx.get(f"{url}/api/v1/workers", headers=staff).json()["workers"]
    states = {layer["layer"]: layer["state"] for layer in worker["layers"]}
    assert states == dict.fromkeys(layers.ALL, "ok") | {"landlock": "switched off"}
    (told,) = [layer for layer in worker["layers"] if layer["layer"] == "landlock"]
    assert "ALLCLOSE_SANDBOX_WITHOUT" in told["advice"]
