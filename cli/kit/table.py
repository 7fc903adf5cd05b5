"""What `allclose lab check` shows: one row for each lab, the sums, and under it every complaint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from graders.kit.proven import Proof, Room

ENOUGH_NAMED = 0.95
COUNTED = (
    *("exercises", "checks", "variants", "accepted", "mistakes", "caught", "named", "misnamed", "flakes"),
    *("script_mistakes", "script_named"),
)
WIDEST = 200
COLUMNS = (
    "Lab",
    "Exercises",
    "Checks",
    "Variants",
    "Caught",
    "Named",
    "Misnamed",
    "Tightest",
    "Nearest",
    "s",
    "MB",
    "",
)


def show(console: Console, proofs: Sequence[Proof], *, with_advice: bool) -> None:
    table = Table(*COLUMNS, caption=LEGEND, caption_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for proof in proofs:
        table.add_row(*_row(proof), "[green]ok[/]" if proof.holds else "[red]broken[/]")
    if len(proofs) > 1:
        table.add_section()
        table.add_row(*_sums(proofs), "[green]ok[/]" if all_hold(proofs) else "[red]broken[/]", style="bold")
    _print_whole(console, table)
    for proof in proofs:
        for complaint in proof.complaints:
            _say(console, complaint, "red")
        for advice in proof.advice if with_advice else ():
            _say(console, advice, "dim")
    if not with_advice and any(proof.advice for proof in proofs):
        count = sum(len(proof.advice) for proof in proofs)
        _say(console, f"{count} pieces of advice: `allclose lab check LAB` shows those of one lab.", "dim")


def _print_whole(console: Console, table: Table) -> None:
    """As wide as it is: squeezed into the 80 columns of a log it would say nothing, and a terminal wraps by itself."""
    needed = Measurement.get(console, console.options.update(max_width=WIDEST), table).maximum
    wide = Console(file=console.file, width=max(needed, console.width), force_terminal=console.is_terminal)
    wide.print(table)


LEGEND = (
    "Tightest: the share of its allowance that a right answer takes, of solution.py in float32 against float64 and of "
    "the variants. Nearest: how many allowances the mistake nearest to a right answer is off. "
    "s and MB: the longest grading of solution.py, and what it takes beside torch."
)


def all_hold(proofs: Sequence[Proof]) -> bool:
    """Every lab holds, and of many labs enough mistakes are recognised by their own hints.

    One lab may be about training, where a mistake shows in an accuracy, which many mistakes share. Scripts are left
    out: what they leave undone has no number to be known by.
    """
    found = sums(proofs)
    called, named = found["mistakes"] - found["script_mistakes"], found["named"] - found["script_named"]
    enough = len(proofs) == 1 or named >= ENOUGH_NAMED * called
    return enough and all(proof.holds for proof in proofs)


def write(proofs: Sequence[Proof], file: Path) -> None:
    document = {"holds": all_hold(proofs), "sums": sums(proofs), "labs": [proof.model_dump() for proof in proofs]}
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def sums(proofs: Sequence[Proof]) -> dict[str, Any]:
    return {"labs": len(proofs), **{name: sum(getattr(proof, name) for proof in proofs) for name in COUNTED}}


def _row(proof: Proof) -> list[str]:
    return [
        proof.lab,
        str(proof.exercises),
        str(proof.checks),
        f"{proof.accepted} of {proof.variants}",
        f"{proof.caught} of {proof.mistakes}",
        f"{proof.named} of {proof.mistakes}",
        str(proof.misnamed),
        f"{proof.tightest.allowances:.0%}" if proof.tightest else "",
        _times(proof.nearest),
        f"{proof.seconds:.2f}",
        f"{proof.memory_mb:.0f}",
    ]


def _sums(proofs: Sequence[Proof]) -> list[str]:
    found = sums(proofs)
    tightest = max((proof.tightest for proof in proofs if proof.tightest), key=_allowances, default=None)
    nearest = min((proof.nearest for proof in proofs if proof.nearest), key=_allowances, default=None)
    return [
        f"{len(proofs)} labs",
        str(found["exercises"]),
        str(found["checks"]),
        f"{found['accepted']} of {found['variants']}",
        f"{found['caught']} of {found['mistakes']}",
        f"{found['named']} of {found['mistakes']}",
        str(found["misnamed"]),
        f"{tightest.allowances:.0%}" if tightest else "",
        _times(nearest),
        f"{max(proof.seconds for proof in proofs):.2f}",
        f"{max(proof.memory_mb for proof in proofs):.0f}",
    ]


def _allowances(room: Room) -> float:
    return room.allowances


def _times(room: Room | None) -> str:
    return f"{room.allowances:,.0f} x" if room else ""


def _say(console: Console, text: str, style: str) -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
