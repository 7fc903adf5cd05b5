"""The `allclose` command. What needs torch or the database is imported only by the command that uses it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape

from cli.kit.commands import app as lab_app
from cli.report import NOT_PASSED, SERVICE_FAULT, USAGE, Report, show_report, write_json, write_junit

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The autograder for deep-learning labs.")
app.add_typer(lab_app, name="lab")
console = Console()
complaints = Console(stderr=True)


def writable(path: Path | None) -> Path | None:
    """Before anything is handed in: a report that cannot be written must not look like a result."""
    if path is not None and not (path.parent.is_dir() and os.access(path.parent, os.W_OK)):
        raise typer.BadParameter(f"{path.parent} is no folder that can be written to. Make it, or name another.")
    return path


File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A .py or .ipynb file, or a folder as .zip.")
]
Exercises = Annotated[list[str] | None, typer.Option("--exercise", help="Only this exercise; may be repeated.")]
Json = Annotated[Path | None, typer.Option("--json", callback=writable, help="Write the result as JSON to this file.")]
Junit = Annotated[Path | None, typer.Option("--junit", callback=writable, help="Write the result as JUnit XML there.")]


def give_up(message: object, exit_code: int) -> typer.Exit:
    complaints.print(str(message), style="red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(exit_code)


def conclude(report: Report, json_file: Path | None, junit_file: Path | None) -> None:
    show_report(console, report)
    if json_file:
        write_json(report, json_file)
    if junit_file:
        write_junit(report, junit_file)
    raise typer.Exit(report.exit_code)


@app.command()
def submit(  # noqa: PLR0913, PLR0917  these are the options of the command
    lab: Annotated[str, typer.Argument(help="The lab as <course>/<lab>.")],
    file: File,
    url: Annotated[
        str | None, typer.Option(help="The service; else ALLCLOSE_URL, else the one of this checkout.")
    ] = None,
    token: Annotated[str | None, typer.Option(help="Else ALLCLOSE_TOKEN, else the demo student's.")] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the result; 0 only hands the file in.")] = 600,
    exercise: Exercises = None,
    job: Annotated[
        str | None, typer.Option(envvar="ALLCLOSE_JOB", help="What a token for one job was made for.")
    ] = None,
    json_file: Json = None,
    junit_file: Junit = None,
) -> None:
    """Hand a file in. Exits with 0 passed, 1 not passed, 2 usage, 3 the service failed or did not answer in time."""
    from cli.submit import HandIn, Refused, find_target
    from cli.submit import submit as hand_in

    try:
        report = hand_in(console, find_target(url, token), HandIn(lab, file, tuple(exercise or ()), job), wait)
    except Refused as refused:
        raise give_up(refused, refused.exit_code) from None
    if wait <= 0 and report.status in ("queued", "running"):
        return
    conclude(report, json_file, junit_file)


@app.command()
def grade(  # noqa: PLR0913, PLR0917  the options of a command
    lab: Annotated[str, typer.Argument(help="A lab folder, or <course>/<lab>.")],
    file: File,
    exercise: Exercises = None,
    json_file: Json = None,
    junit_file: Junit = None,
    artifacts: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Write figures and descriptions of saved models to this folder."),
    ] = None,
) -> None:
    """Grade a file here, in the sandbox, without a service. Exits as `submit` does."""
    from cli.grade import find_lab
    from cli.grade import grade as grade_here
    from cli.places import NoSuchLab
    from graders.results import LabFault, ServiceFault
    from worker.sandbox.sandbox import SandboxFault

    try:
        report = grade_here(console, find_lab(lab), file, tuple(exercise or ()), artifacts)
    except NoSuchLab as error:
        raise give_up(error, USAGE) from None
    except LabFault as fault:
        raise give_up(f"The lab is broken, not the hand-in. {fault}", SERVICE_FAULT) from None
    except (ServiceFault, SandboxFault) as fault:
        raise give_up(f"The grader failed: {fault} Run `allclose doctor` for what to do.", SERVICE_FAULT) from None
    conclude(report, json_file, junit_file)


@app.command()
def doctor() -> None:
    """Prove each layer of the sandbox by the act that it forbids. Exits with 0 when all hold, 1 otherwise."""
    from rich.table import Table

    from worker.sandbox.doctor import examine

    table = Table("", "Layer", "Proof")
    reports = examine()
    for report in reports:
        mark = "[green]ok[/]" if report.ok else "[red]missing[/]"
        table.add_row(mark, report.layer, escape(report.proof))
    console.print(table)
    missing = [report for report in reports if not report.ok]
    for report in missing:
        console.print(f"{report.layer}: {report.advice}", style="red", markup=False, highlight=False, soft_wrap=True)
    if missing:
        raise typer.Exit(1)


@app.command()
def serve() -> None:
    """Start all of Allclose on this machine and stay in front of it. Ctrl-C stops everything that was started."""
    from cli.serve import CannotServe
    from cli.serve import serve as serve_all

    try:
        serve_all(console)
    except CannotServe as error:
        raise give_up(error, USAGE) from None


@app.command()
def replay(
    submission: Annotated[UUID, typer.Argument(help="The id of a submission.")],
    grading: Annotated[UUID | None, typer.Option(help="One of its gradings; else the current one.")] = None,
) -> None:
    """Grade a stored submission again and compare bit for bit. Exits with 0 when the results are the same, else 1."""
    from api.embedded import NeverStarted
    from cli.kit.replay import NothingToReplay, show
    from cli.kit.replay import replay as grade_again
    from graders.results import LabFault, ServiceFault
    from worker.sandbox.sandbox import SandboxFault

    try:
        replayed = grade_again(submission, grading)
    except NothingToReplay as error:
        raise give_up(error, USAGE) from None
    except (NeverStarted, LabFault, ServiceFault, SandboxFault) as fault:
        raise give_up(fault, SERVICE_FAULT) from None
    show(console, replayed)
    if not replayed.same:
        raise typer.Exit(NOT_PASSED)


@app.command()
def prepare() -> None:
    """Bring the database to this version and publish the labs: once, before the services of a deployment start."""
    from cli.prepare import prepare_database

    for note in prepare_database():
        console.print(note, markup=False, highlight=False)


if __name__ == "__main__":
    app()
