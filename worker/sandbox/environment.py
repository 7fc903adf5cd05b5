"""A student environment: the packages that student code may import, named and hashed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import distributions
from pathlib import Path

from worker.sandbox.errors import SandboxFault

_CHECKOUT = Path(__file__).resolve().parents[2]
# Importing these in each child would cost it seconds. `torch._dynamo` is what the first optimiser imports.
PRELOAD = (
    *("torch", "torchvision", "numpy", "torch.optim", "torch._dynamo", "torch.utils.data", "torchvision.transforms"),
    *("pandas", "matplotlib.pyplot", "d2l.torch", "sklearn.metrics", "scipy.stats"),
)
_ASK = (
    "import json, sys, sysconfig; print(json.dumps({'binary': sys.executable, 'version': sys.version.split()[0],"
    "'stdlib': sysconfig.get_path('stdlib'), "
    "'shared': sysconfig.get_config_var('INSTSONAME')}))"
)


@dataclass(frozen=True)
class Environment:
    name: str
    python: Path
    site_packages: Path
    preload: tuple[str, ...] = field(default=PRELOAD)

    @classmethod
    def find(cls) -> Environment:
        """The one beside the checkout, or the one that ALLCLOSE_STUDENT_VENV names. Raises SandboxFault."""
        venv = Path(os.environ.get("ALLCLOSE_STUDENT_VENV", _CHECKOUT / ".venv-student"))
        packages = sorted(venv.glob("lib/python3*/site-packages"))
        if not packages:
            raise SandboxFault(f"There is no student environment at {venv}. Run script/bootstrap, which makes it.")
        return cls("default", (venv / "bin" / "python").resolve(), packages[0])

    @cached_property
    def hash(self) -> str:
        """Of the names and versions of all that is installed, and of the interpreter's version."""
        installed = {
            f"{d.metadata['Name'].lower()}=={d.version}" for d in distributions(path=[str(self.site_packages)])
        }
        text = "\n".join([self.interpreter["version"], *sorted(installed)])
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def interpreter(self) -> dict[str, str]:
        """Where the interpreter keeps its parts, by its own word."""
        answer = subprocess.run([self.python, "-I", "-S", "-c", _ASK], capture_output=True, check=True, timeout=60)
        found: dict[str, str] = json.loads(answer.stdout)
        return found
