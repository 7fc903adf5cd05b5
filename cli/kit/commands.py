"""The commands of `allclose lab`. Each imports what it needs when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.places import NoSuchLab, every_lab, find_lab_folder
from cli.report import NOT_PASSED, SERVICE_FAULT, USAGE
from graders.results import LabFault, ServiceFault

app = typer.Typer(no_args_is_help=True, help="Make a lab: begin it, prove it, look at it, publish it.")
console = Console()
complaints = Console(stderr=True)

Name = Annotated[str, typer.Argument(metavar="LAB", help="A lab folder, or <course>/<lab>.")]


def give_up(message: object, exit_code: int = USAGE) -> typer.Exit:
    complaints.print(str(message), style="red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(exit_code)


def found(name: str) -> Path:
    try:
        return find_lab_folder(name)
    except NoSuchLab as error:
        raise give_up(error) from None


@app.command()
def new(
    lab: Annotated[str, typer.Argument(metavar="COURSE/LAB", help="The new lab's name, such as dl-101/lab-1.")],
    into: Annotated[Path, typer.Option(help="The folder that the course's folder lies in.")] = Path(),
) -> None:
    """Begin a lab: a small one that is whole, to be changed piece by piece."""
    from cli.kit.new import CannotBegin, begin

    try:
        folder = begin(lab, into)
    except CannotBegin as error:
        raise give_up(error) from None
    console.print(f"{folder} is a whole lab. Prove it: allclose lab check {folder}", markup=False, soft_wrap=True)


@app.command()
def check(
    lab: Annotated[str | None, typer.Argument(metavar="LAB", help="A lab folder, or <course>/<lab>.")] = None,
    all_labs: Annotated[bool, typer.Option("--all", help="Every lab that ships or lies in ALLCLOSE_LABS.")] = False,
    seeds: Annotated[int, typer.Option(min=1, help="Gradings of each file, on as many seeds.")] = 2,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all that was found to this file.")] = None,
) -> None:
    """Prove a lab by its own files. Exits with 0 when it holds, 1 when it is broken."""
    from cli.kit import table
    from cli.kit.proofs import proofs

    if (lab is None) is not all_labs:
        raise give_up("Name one lab, or say --all.")
    folders = every_lab() if lab is None else [found(lab)]
    shown = []
    try:
        with console.status(f"0 of {len(folders)} labs are proved") as status:
            for proof in proofs(folders, seeds=seeds):
                shown.append(proof)
                status.update(f"{len(shown)} of {len(folders)} labs are proved")
    except ServiceFault as fault:
        raise give_up(fault, SERVICE_FAULT) from None
    shown.sort(key=lambda proof: proof.lab)
    table.show(console, shown, with_advice=not all_labs)
    if json_file:
        table.write(shown, json_file)
    if not table.all_hold(shown):
        raise typer.Exit(NOT_PASSED)


@app.command()
def calibrate(
    lab: Name,
    exercise: Annotated[list[str] | None, typer.Option(help="Only this exercise; may be repeated.")] = None,
    seeds: Annotated[int, typer.Option(min=3, help="How often the solution is run.")] = 10,
) -> None:
    """Run the solution on many seeds and propose thresholds for what trains. Exits with 1 when one has to change."""
    from cli.kit.calibrate import calibrations, show

    try:
        with console.status("The solution is running"):
            measured = list(calibrations(found(lab), exercise or (), seeds))
    except LabFault as fault:
        raise give_up(fault, NOT_PASSED) from None
    if not measured:
        console.print("No check of these exercises compares a measured number with a threshold.")
        return
    show(console, measured)
    if not all(one.fits for one in measured):
        raise typer.Exit(NOT_PASSED)


@app.command()
def preview(
    lab: Name,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where this machine's browser finds it.")] = 8010,
) -> None:
    """Show the page that students see, from the files as they are now. Ctrl-C ends it."""
    from cli.kit.preview import HOST, CannotPreview, serve

    folder = found(lab)
    console.print(f"http://{HOST}:{port} shows {folder}, anew at each reload. Ctrl-C ends it.", soft_wrap=True)
    try:
        serve(folder, port)
    except CannotPreview as error:
        raise give_up(error) from None


@app.command()
def publish(lab: Name) -> None:
    """Prove the lab quickly and make it the version that new hand-ins are graded by. Exits with 1 when it is broken."""
    from api.embedded import NeverStarted
    from cli.kit.publish import publish_lab

    try:
        told = publish_lab(found(lab))
    except (NeverStarted, ServiceFault) as error:
        raise give_up(error, SERVICE_FAULT) from None
    if not told.published:
        raise give_up(told.note, NOT_PASSED)
    console.print(told.note, markup=False, highlight=False, soft_wrap=True)
