"""The process that proves labs: it alone imports torch, once for all of them. `python -m cli.kit.prover FOLDER...`"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from graders.kit.proof import prove
from worker.local import LocalSession


def main() -> None:
    """One line of JSON for each folder, as soon as it is proved."""
    words = argparse.ArgumentParser()
    words.add_argument("--seeds", type=int, required=True)
    words.add_argument("--quick", action="store_true")
    words.add_argument("folders", nargs="+", type=Path)
    asked = words.parse_args()
    # A lab may print while it is loaded. The line that answers go out by is ours alone.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        for folder in asked.folders:
            proof = prove(folder, LocalSession, asked.seeds, quick=asked.quick)
            print(proof.model_dump_json(), file=answers, flush=True)


if __name__ == "__main__":
    main()
