"""The workers, as staff see them: where each runs, when it was last heard of, what its sandbox is proved to hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from api.auth import Viewer, refused
from api.models import Worker
from api.problems import forbidden
from api.views import View

# A worker grades its canary every 20 seconds; three missed ones mean that it is gone or ill.
FRESH_S = 60


class LayerView(View):
    """One wall around student code. `proof`: what the worker's doctor tried when it started. `advice`: what to do."""

    layer: str
    state: Literal["ok", "missing", "switched off"]
    proof: str
    advice: str


class WorkerView(View):
    """`layers` is null for a worker that has not said anything about them."""

    name: str
    lane: str
    seen_at: datetime
    live: bool
    without: list[str]  # layers that the operator does without
    layers: list[LayerView] | None

    @property
    def open_layers(self) -> list[str]:
        """What does not hold, whoever wanted it so."""
        broken = [layer.layer for layer in self.layers or () if layer.state != "ok"]
        return sorted({*self.without, *broken})


class WorkersView(View):
    workers: list[WorkerView]


def workers(db: Session, viewer: Viewer) -> WorkersView:
    """All of the last day, live ones first. They grade for every course, so staff of any course may look."""
    if not viewer.staff_courses:
        refused(viewer, "staff-only", "workers")
        raise forbidden()
    live = _live().label("live")
    rows = db.execute(select(Worker, live).order_by(live.desc(), Worker.lane, Worker.name))
    return WorkersView(workers=[_view(row.Worker, live=row.live) for row in rows])


def open_layers(found: WorkersView) -> list[str]:
    """Layers that some live worker is without."""
    return sorted({layer for worker in found.workers if worker.live for layer in worker.open_layers})


def live_without(db: Session) -> list[list[str]]:
    """What each live worker does without."""
    return list(db.scalars(select(Worker.without).where(_live())))


def _live() -> ColumnElement[bool]:
    return Worker.seen_at > func.now() - text(f"interval '{FRESH_S} seconds'")


def _view(worker: Worker, *, live: bool) -> WorkerView:
    return WorkerView(
        name=worker.name,
        lane=worker.lane,
        seen_at=worker.seen_at,
        live=live,
        without=sorted(worker.without),
        layers=None if worker.layers is None else list(_layers(worker.layers, worker.without)),
    )


def _layers(reports: Iterable[dict[str, object]], without: list[str]) -> Iterable[LayerView]:
    """What needs somebody first."""
    views = [_layer(report, without) for report in reports]
    return sorted(views, key=lambda view: ("missing", "switched off", "ok").index(view.state))


def _layer(report: dict[str, object], without: list[str]) -> LayerView:
    words = {name: str(report.get(name, "")) for name in ("layer", "proof", "advice")}
    if words["layer"] in without:
        return LayerView(state="switched off", **words)
    return LayerView(state="ok" if report.get("ok") is True else "missing", **words)
