"""Every route that the application has, pages too, so that a new one is attacked without being named anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.params import Form
from pydantic import BaseModel

from api import pages
from api.routes import health, router


@dataclass(frozen=True)
class Route:
    """`query` and `body`: the names of what it takes there; `models`: the shapes of its body."""

    method: str
    path: str
    query: tuple[str, ...] = ()
    models: tuple[type[BaseModel], ...] = ()
    body: tuple[str, ...] = ()
    is_form: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def names(self) -> list[str]:
        """What stands in braces in its address."""
        return re.findall(r"{(\w+)(?::\w+)?}", self.path)

    def at(self, **values: str) -> str:
        return re.sub(r"{(\w+)(?::\w+)?}", lambda found: values[found[1]], self.path)


def every_route() -> list[Route]:
    included = [each for part in (router, pages.router) for each in part.routes]
    contexts = [context for each in included for context in each.effective_route_contexts()]  # type: ignore[attr-defined]
    return [route for context in [*contexts, *health.router.routes] for route in _of(context)]


def _of(context: Any) -> Iterator[Route]:
    """Of one address: a route for each method. What the parts that it depends on ask for belongs to it."""
    dependants = [context.dependant, *context.dependant.dependencies]
    query = tuple(name for each in dependants for field in each.query_params for name in _names(field))
    fields = [field for each in dependants for field in each.body_params]
    shapes = (field.field_info.annotation for field in fields)
    models = tuple(shape for shape in shapes if isinstance(shape, type) and issubclass(shape, BaseModel))
    body = tuple(name for field in fields for name in _names(field))
    is_form = any(isinstance(field.field_info, Form) for field in fields)
    for method in sorted(context.methods - {"HEAD"}):
        yield Route(method, context.path, query, models, body, is_form)


def _names(field: Any) -> list[str]:
    """A model stands for each of its fields."""
    shape = field.field_info.annotation
    return list(shape.model_fields) if isinstance(shape, type) and issubclass(shape, BaseModel) else [field.alias]
