"""How much one person may ask for in a minute and at once, so that nobody's flood is anybody else's wait.

Counted in Redis, which all API processes share; while it is away, each process counts for itself.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any, Literal
from uuid import UUID

import redis
import structlog
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.embedded import for_redis_client
from api.problems import Problem
from api.settings import get_settings

Kind = Literal["requests", "uploads", "sign_ins", "sign_ins_of_all"]

# A classroom signs in from one address, and behind a proxy that the operator did not name everybody does.
SIGN_INS_OF_ALL = 10
# Open at the same time: each holds a connection, an upload also a file that grows. Waiting and listening count too.
REQUESTS_AT_ONCE = 200
UPLOADS_AT_ONCE = 20
REDIS_PATIENCE_S = 0.25
REDIS_PAUSE_S = 5.0  # after it did not answer, nobody waits for it for this long
KNOWN = 10_000

_PREFIX = "allclose-limits"
_SENTENCES: dict[Kind, str] = {
    "requests": "You asked more than {most} times within a minute. Wait {wait} s, then go on; `wait` and the events "
    "of a submission tell of its end without asking again.",
    "uploads": "You sent more than {most} uploads within a minute, and this one was not stored. "
    "Wait {wait} s, then send it again.",
    "sign_ins": "This name was tried more than {most} times within a minute. Wait {wait} s, then try again.",
    "sign_ins_of_all": "There are too many sign-ins at this moment. Wait {wait} s, then try again.",
}

log = structlog.get_logger()


class Limiter:
    """One window of a minute that moves with the clock, for each kind and key."""

    def __init__(self, redis_url: str) -> None:
        client = {"socket_timeout": REDIS_PATIENCE_S, "socket_connect_timeout": REDIS_PATIENCE_S}
        pool = redis.ConnectionPool.from_url(for_redis_client(redis_url), **client)
        self._shared = MovingWindowRateLimiter(_storage(pool))
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared_from = 0.0

    def wait_s(self, item: RateLimitItem, key: str) -> float:
        """0 when one more is allowed, which is then counted; else how long until the next one is."""
        if time.monotonic() >= self._shared_from:
            try:
                return _wait_s(self._shared, item, key)
            except redis.RedisError as error:
                self._shared_from = time.monotonic() + REDIS_PAUSE_S
                log.warning("limits.redis_away", error=str(error))
        return _wait_s(self._own, item, key)


def _storage(pool: redis.ConnectionPool) -> Storage:
    return RedisStorage("redis://", connection_pool=pool, key_prefix=_PREFIX)


def _wait_s(strategy: MovingWindowRateLimiter, item: RateLimitItem, key: str) -> float:
    if strategy.hit(item, key):
        return 0.0
    return max(strategy.get_window_stats(item, key).reset_time - time.time(), 0.1)


@cache
def _limiter(redis_url: str) -> Limiter:
    return Limiter(redis_url)


def hit(kind: Kind, key: str) -> None:
    """Counts one more of `kind` for `key`, or refuses it: 429, with the seconds after which it would be taken."""
    most = _most(kind)
    digest = hashlib.sha256(key.encode(errors="replace")).hexdigest()
    wait_s = _limiter(get_settings().redis_url).wait_s(RateLimitItemPerMinute(most, namespace=kind), digest)
    if wait_s:
        wait = math.ceil(wait_s)
        sentence = _SENTENCES[kind].format(most=f"{most:,}", wait=wait)
        raise Problem(429, "too-many-requests", sentence, Retry_After=str(wait))


def _most(kind: Kind) -> int:
    settings = get_settings()
    return {
        "requests": settings.requests_per_minute,
        "uploads": settings.uploads_per_minute,
        "sign_ins": settings.sign_ins_per_minute,
        "sign_ins_of_all": settings.sign_ins_per_minute * SIGN_INS_OF_ALL,
    }[kind]


def hit_sign_in(request: Request, name: str) -> None:
    """One more try of a name from an address. What a stranger tries elsewhere hardly keeps the owner of a name out."""
    address = _address(request.scope)
    hit("sign_ins", f"{address} {name}")
    hit("sign_ins_of_all", f"from {address}")
    hit("sign_ins_of_all", f"of {name}")


class Limits:
    """Around the routes and inside the session: a flood is refused before its bodies are read.

    A token or session counts for its person once a route has accepted it and noted `request.state.person`, until
    then for its address: who invents a new one for each request gains nothing, and who shares an address with a
    flood loses nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._known: OrderedDict[bytes, UUID] = OrderedDict()
        self._open: Counter[tuple[Kind, str]] = Counter()
        self._threads = CapacityLimiter(4)  # of their own, so that a decision never queues behind what it decides on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        credential = _credential(scope)
        person = self._known.get(credential) if credential else None
        who = f"person {person}" if person else f"address {_address(scope)}"
        with ExitStack() as opened:
            try:
                opened.enter_context(self._one_more("requests", who, REQUESTS_AT_ONCE))
                await run_sync(hit, "requests", who, limiter=self._threads)
                if _is_upload(scope):
                    receive = self._arriving(receive, opened.enter_context(ExitStack()), who)
                    await run_sync(hit, "uploads", who, limiter=self._threads)
            except Problem as problem:
                await scope["app"].state.answer(Request(scope), problem)(scope, receive, send)
            else:
                await self.app(scope, receive, send)
                self._learn(credential, scope["state"])

    def _learn(self, credential: bytes | None, state: dict[str, Any]) -> None:
        """One that opens nothing any more is forgotten: whoever still sends it must keep nobody out."""
        if not credential or "person" not in state:
            return
        self._known.pop(credential, None)
        if state["person"] is not None:
            self._known[credential] = state["person"]
            if len(self._known) > KNOWN:
                self._known.popitem(last=False)

    def _arriving(self, receive: Receive, upload: ExitStack, who: str) -> Receive:
        """Counts an upload as open until it has arrived; what waits for its grading holds no file."""
        upload.enter_context(self._one_more("uploads", who, UPLOADS_AT_ONCE))

        async def receiving() -> Message:
            message = await receive()
            if not message.get("more_body", False):
                upload.close()
            return message

        return receiving

    @contextmanager
    def _one_more(self, kind: Kind, who: str, most: int) -> Iterator[None]:
        if self._open[kind, who] >= most:
            sentence = f"You have {most} {kind} open at the same time. Wait until one of them has ended, then go on."
            raise Problem(429, "too-many-requests", sentence, Retry_After="1")
        self._open[kind, who] += 1
        try:
            yield
        finally:
            self._open[kind, who] -= 1
            if not self._open[kind, who]:
                del self._open[kind, who]


def _is_upload(scope: Scope) -> bool:
    kind = Headers(scope=scope).get("content-type", "").lower()  # as the parser reads it
    return bool(scope["method"] == "POST" and kind.startswith("multipart/"))


def _credential(scope: Scope) -> bytes | None:
    """What says who is asking, as a hash: nothing that opens a door is kept in plain."""
    said = Headers(scope=scope).get("authorization") or scope["session"]
    return hashlib.sha256(repr(said).encode()).digest() if said else None


def _address(scope: Scope) -> str:
    """Of the client itself, or what a proxy that the operator trusts says it is."""
    client = scope.get("client")
    return str(client[0]) if client else "nowhere"
