from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from api import tokens
from api.auth import Asking
from api.database import session
from api.tokens import NewToken, TokenView

router = APIRouter(tags=["tokens"])


class IssuedToken(BaseModel):
    """The plain text is shown here and never again."""

    id: UUID
    token: str


@router.post("/tokens", status_code=201)
def issue(asking: Asking, wanted: NewToken) -> IssuedToken:
    with session() as db:
        token_id, plain = tokens.issue(db, asking, wanted)
    return IssuedToken(id=token_id, token=plain)


@router.get("/tokens")
def index(asking: Asking) -> list[TokenView]:
    with session() as db:
        return tokens.own(db, asking)


@router.delete("/tokens/{token_id}", status_code=204)
def revoke(asking: Asking, token_id: UUID) -> None:
    with session() as db:
        tokens.revoke(db, asking, token_id)
