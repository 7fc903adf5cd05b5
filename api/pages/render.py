"""Templates, and the few words and numbers that every page writes the same way."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.pages import wording
from api.pages.statement import has_section, section_id

HERE = Path(__file__).parent
STATIC = HERE / "static"
# Control characters, overrides of the reading direction and halves of characters: nobody sees them, and they move or
# end what stands beside them.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """The address of a static file, with its content in the address, so that browsers may keep it for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


def points(value: float) -> str:
    """Points without trailing zeros: 4, 3.5, 0.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def counted(amount: float, noun: str) -> str:
    return f"{points(amount)} {noun}" if amount == 1 else f"{points(amount)} {noun}s"


def when(moment: datetime, zone: str) -> Markup:
    """A moment on the course's clock; the year only where it is not this one."""
    local = moment.astimezone(ZoneInfo(zone))
    year = "" if local.year == datetime.now(UTC).year else f" {local.year}"
    text = f"{local.day} {local:%b}{year}, {local:%H:%M}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(local.isoformat(), zone, text)


def share(score: float, max_score: float) -> str:
    """Percent for the ring, which closes at full marks and not a hundredth before."""
    return f"{min(100 * score / max_score, 98):.1f}" if score < max_score else "100"


def seen(value: Any) -> Any:
    """Whatever a template prints, with such characters spelt out as Python would. `Markup` stays markup."""
    if not isinstance(value, str) or not UNSEEN.search(value):
        return value
    return type(value)(UNSEEN.sub(lambda found: ascii(found.group())[1:-1], value))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(points=points, counted=counted, when=when, **wording.FILTERS)
    environment.globals.update(asset=asset, share=share, section_id=section_id, has_section=has_section)
    environment.globals.update(wording.GLOBALS)
    return environment


TEMPLATES = _environment()


def fragment(template: str, **context: Any) -> str:
    """A part of a page on its own, for the stream of verdicts."""
    return TEMPLATES.get_template(f"parts/{template}.html").render(**context)


def page(request: Request, template: str, *, status_code: int = 200, **context: Any) -> HTMLResponse:
    """A whole page, headed by who reads it. Caches between us and the reader keep nothing."""
    viewer = getattr(request.state, "viewer", None)  # what `reader` found; nobody where it was not asked
    html = TEMPLATES.get_template(f"{template}.html").render(path=request.url.path, viewer=viewer, **context)
    return HTMLResponse(html, status_code, headers={"Cache-Control": "no-store"})
