from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api import labs
from api.auth import Asking
from api.database import session
from api.file_names import attachment
from api.problems import sent_as
from api.views import LabView

router = APIRouter(tags=["labs"])


@router.get("/labs")
def index(asking: Asking) -> list[LabView]:
    with session() as db:
        return labs.labs_of(db, asking)


@router.get("/labs/{course}/{lab}")
def one(asking: Asking, course: str, lab: str) -> LabView:
    with session() as db:
        return labs.lab_of(db, asking, f"{course}/{lab}")[0]


@router.get("/labs/{course}/{lab}/statement", response_class=Response, responses=sent_as("text/markdown"))
def statement(asking: Asking, course: str, lab: str) -> Response:
    """Markdown with formulas between dollar signs."""
    with session() as db:
        version = labs.lab_of(db, asking, f"{course}/{lab}")[1]
    return Response(version.statement, media_type="text/markdown")


@router.get("/labs/{course}/{lab}/starter", response_class=Response, responses=sent_as("text/x-python"))
def starter(asking: Asking, course: str, lab: str) -> Response:
    with session() as db:
        version = labs.lab_of(db, asking, f"{course}/{lab}")[1]
    headers = {"Content-Disposition": attachment(f"{lab}.py")}
    return Response(version.starter, media_type="text/x-python", headers=headers)
