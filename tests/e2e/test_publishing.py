"""A lab from `lab new` to a graded hand-in while the service runs, refused when broken; and a grading replayed."""

import os
import subprocess
import sys
from pathlib import Path

import httpx

from tests.conftest import Service
from tests.service import ROOT

LAB = "dl-101/lab-1"


def allclose(service: Service, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    foreign = ("ALLCLOSE_DATABASE_URL", "ALLCLOSE_REDIS_URL")
    environment = {key: value for key, value in os.environ.items() if key not in foreign}
    environment |= {"PYTHONPATH": str(ROOT), "ALLCLOSE_DATA_DIR": str(service.data_dir), "COLUMNS": "200"}
    program = [sys.executable, "-m", "cli.main", *words]
    return subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_lab_is_published_refused_and_replayed_while_the_service_runs(service, tmp_path):
    assert allclose(service, tmp_path, "lab", "new", LAB).returncode == 0
    published = allclose(service, tmp_path, "lab", "publish", LAB)
    assert published.returncode == 0, published.stderr
    with httpx.Client(
        base_url=service.url, headers={"Authorization": f"Bearer {service.tokens['student']}"}, timeout=60
    ) as client:
        (lab,) = (each for each in client.get("/api/v1/labs").json() if each["lab"] == LAB)
        assert published.stdout == f"{LAB} is published as version {lab['version']}.\n"
        mistake = (tmp_path / LAB / "mistakes/unbiased.py").read_bytes()
        answer = client.post(
            "/api/v1/submissions", params={"wait": 60}, data={"lab": LAB}, files={"file": ("mine.py", mistake)}
        ).json()
        assert answer["status"] == "graded"
        assert answer["score"] == 0
        hints = {check["hint"] for exercise in answer["exercises"] for check in exercise["checks"]}
        assert (
            "The deviation was divided by n - 1 instead of n, which is what `std` does unless told otherwise." in hints
        )

        (tmp_path / LAB / "checks.py").write_text("from graders import nothing\n")
        refused = allclose(service, tmp_path, "lab", "publish", LAB)
        assert refused.returncode == 1
        assert f"{LAB} was not published, because it is broken: {LAB}/checks.py:1: ImportError" in refused.stderr
        (still,) = (each for each in client.get("/api/v1/labs").json() if each["lab"] == LAB)
        assert still["version"] == lab["version"]

    replayed = allclose(service, tmp_path, "replay", answer["id"])
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert replayed.stdout.startswith("The same 2 results, bit for bit, as grading ")
